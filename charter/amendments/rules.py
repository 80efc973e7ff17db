"""The stages of amendments, their limits, how wordings are called, and what is hashed of a wording. Plain values in,
plain values out."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

SUBMITTED, UNPLACED, WITHDRAWN, CARRIED = "submitted", "unplaced", "withdrawn", "carried"
REDUCED, VOTING = "reduced", "voting"
ADOPTED, REJECTED, FALLEN, SATISFIED, INADMISSIBLE = "adopted", "rejected", "fallen", "satisfied", "inadmissible"
STAGES = (
    *(SUBMITTED, UNPLACED, REDUCED, VOTING),
    *(ADOPTED, REJECTED, FALLEN, SATISFIED, INADMISSIBLE, WITHDRAWN, CARRIED),
)
"""Of an amendment with a number. `unplaced`: carried over to a round whose text no longer fits it; its author places it
by hand. `reduced`: some of what it asks was adopted with another one; its author says whether to keep the rest.
`voting`: a vote on it is open. `carried`: it goes on, under another number, in a later round."""
CHANGEABLE = (SUBMITTED, UNPLACED, REDUCED)
"""The stages in which its author may change it, and that a later round carries over."""
UNDECIDED = (*CHANGEABLE, VOTING)
"""The stages in which it is still to be decided."""

RECTIFIED, PLACED, AGREED, REST, SUB_ADOPTED = "rectified", "placed", "agreed", "rest", "sub_adopted"
CAUSES = ("submitted", RECTIFIED, CARRIED, PLACED, AGREED, REST, SUB_ADOPTED)
"""Why a wording was made: first submitted, rectified, carried over from an earlier round, placed by hand after that,
agreed with a moderator, what is left after another one was adopted, a sub-amendment adopted."""
AMENDMENT = "amendment"
ANY_DELEGATE, HEAD = "delegate", "head"
BINDERS = (ANY_DELEGATE, HEAD)
"""Who binds an association in a round: any of its delegates, or the head of its delegation alone."""

MAX_CHANGES = 20
"""Clauses that one amendment changes, adds or removes."""


class Size(NamedTuple):
    """How large a text is. `tokens`: words, signs and spaces, and the beginnings of lines."""

    characters: int
    lines: int
    tokens: int

    def fits(self, most: "Size") -> bool:
        """Whether nothing of it is more than that."""
        return all(own <= bound for own, bound in zip(self, most, strict=True))


MAX_TEXT = Size(50_000, 500, 10_000)
"""Of the proposed text of one clause: four times the largest one that is known (2,411 tokens)."""
MAX_IN_ALL = Size(60_000, 600, 12_000)
"""Of the texts of one amendment. A live answer over as much took 0.33 s, most of it to compare: in a thread or, text by
text, between other requests. 9,000 empty paragraphs, or 400,000 dots, would take seconds."""
MAX_REASON_LENGTH = 5000
"""Characters of the reason for an amendment."""
MAX_DRAFTS = 30
"""Drafts that an association may have in one round."""
MAX_LIMIT = 1000
"""The largest number that a moderator may set as a limit of a round."""
MAX_SUPPORT = 100
MAX_ROUND_LENGTH = timedelta(days=730)
REMINDED_BEFORE = timedelta(hours=24)
"""How long before its time delegates are told that a round closes."""
ASKED_INTERVAL, MAX_ASKED = timedelta(hours=24), 3
"""How often an association may ask others to co-sign one amendment: so many times in this time."""
MAX_ASKED_IN_ALL = 30
"""How often it may ask for all its amendments of a round together, in the same time."""
_LABELS = ("", "rect.", "rect. bis", "rect. ter", "rect. quater", "rect. quinquies", "rect. sexies")


def label(rectifications: int) -> str:
    """How a wording is called after so many rectifications: "", "rect.", "rect. bis", "rect. ter"… (the usage of
    the Assemblée nationale and the Sénat)."""
    return _LABELS[rectifications] if rectifications < len(_LABELS) else f"rect. {rectifications}"


def hashed(
    amendment: int,
    revision: int,
    number: int,
    language: str,
    parent: str | None,
    previous: str,
    changes: Iterable[Mapping[str, Any]],
    salt: str | None = None,
) -> dict[str, Any]:
    """The canonical JSON that identifies a wording. Authors and reason stay out of it: they may grow. `salt`: random,
    so that nobody guesses a text from its digest, which is public; None for wordings from before there was one."""
    return ({"salt": salt} if salt else {}) | {
        "amendment": amendment,
        "revision": revision,
        "number": number,
        "language": language,
        "parent": parent,
        "previous": previous,
        "changes": [dict(each) for each in changes],
    }
