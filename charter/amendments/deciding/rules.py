"""Advice on amendments, answers to it and outcomes; the order of votes, and what becomes of others if one is adopted.
Plain values in, plain values out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

from flask_babel import lazy_gettext as _l

ADOPT, ADOPT_MODIFIED, REJECT, PUT_TO_VOTE = "adopt", "adopt_modified", "reject", "vote"
WITHDRAW, SATISFIED_BY, FALLS_WITH, INADMISSIBLE = "withdraw", "satisfied", "falls", "inadmissible"
ADVICE = (ADOPT, ADOPT_MODIFIED, REJECT, PUT_TO_VOTE, WITHDRAW, SATISFIED_BY, FALLS_WITH, INADMISSIBLE)
"""What a moderator advises on an amendment. `vote`: leaves it to the assembly; `withdraw`: asks the author to withdraw
it, in favour of another one if one is named."""
NAMES_ANOTHER = frozenset({SATISFIED_BY, FALLS_WITH})
"""The advice that must name another amendment."""
MAY_NAME_ANOTHER = NAMES_ANOTHER | {WITHDRAW}
ANSWERED = frozenset({ADOPT_MODIFIED, REJECT, WITHDRAW, SATISFIED_BY, INADMISSIBLE})
"""The advice that the author is asked about; the rest needs no answer."""

REASONS_INADMISSIBLE = {
    "off_topic": _l("It is not about this charter."),
    "decided": _l("The assembly has already decided on this."),
    "unlawful": _l("It goes against the law or the statutes."),
    "not_a_text": _l("It is a question or a remark, and no wording of the charter."),
    "late": _l("It came after the time for amendments."),
    "other": _l("For another reason, given in words."),
}
"""Why an amendment is not put to the vote; words always say more."""

AGREES, REFUSES, WITHDRAWS = "agrees", "refuses", "withdraws"
ANSWERS = (AGREES, REFUSES, WITHDRAWS)
"""What the author says to the advice. Who refuses that their amendment is inadmissible asks the secretary, once."""

ADOPTED, REJECTED, FALLEN, SATISFIED = "adopted", "rejected", "fallen", "satisfied"
WITHDRAWN, OUT_OF_ORDER = "withdrawn", "inadmissible"
OUTCOMES = (ADOPTED, REJECTED, FALLEN, SATISFIED, WITHDRAWN, OUT_OF_ORDER)
"""How an amendment ends: once, and for good."""

FALLS, REDUCED, STAYS = "falls", "reduced", "stays"
FATES = (SATISFIED, FALLS, REDUCED, STAYS)
"""What becomes of a pending amendment if another one is adopted: all that it asks is done; it cannot be put any more;
some of it is done, and its author says whether to keep the rest; nothing."""

MAX_WORDS_LENGTH = 3000
"""Characters of the words of an advice or an answer."""

Key = TypeVar("Key", bound=int)


class Meeting(Protocol):
    """What two amendments mean for each other in one clause, seen from the first (`relation_cache.Summary`)."""

    @property
    def is_blocking(self) -> bool:
        """Whether only one of both can be adopted."""

    @property
    def is_identical(self) -> bool:
        """Whether both make the same text."""

    @property
    def holds(self) -> bool:
        """Whether the first asks for all that the other asks."""

    @property
    def kinds(self) -> frozenset[str]:
        """The relations of which it consists."""


def fate(met: Meeting | None) -> str:
    """What becomes of the other amendment, in one clause, if the first is adopted; None: they do not meet."""
    if met is None:
        return STAYS
    if met.is_identical or met.holds:
        return SATISFIED
    if met.is_blocking:
        return FALLS
    return REDUCED if "same" in met.kinds else STAYS


def fate_in_all(fates: Sequence[str]) -> str:
    """The same for an amendment of several clauses, from its fate in each of them. It is one proposal: it falls where
    a part of it falls."""
    if FALLS in fates:
        return FALLS
    if fates and all(each == SATISFIED for each in fates):
        return SATISFIED
    return REDUCED if REDUCED in fates or SATISFIED in fates else STAYS


class Rank(NamedTuple):
    """What decides the place of an amendment among the votes on a clause. `removes`: the whole clause; `distance`:
    words that it takes out and puts in; `start`: where in the text its first change stands."""

    removes: bool
    is_compromise: bool
    distance: int
    start: int
    number: int


def in_order(ranked: Mapping[Key, Rank]) -> list[Key]:
    """The proposed order of votes: what departs furthest from the text first, so that each is voted on while it can
    still be adopted (European Parliament, Rules of Procedure, order of voting on amendments): the removal of the
    clause, then compromises, then by distance; at the same distance by place and number."""

    def key(each: Key) -> tuple[bool, bool, int, int, int]:
        rank = ranked[each]
        return not rank.removes, not rank.is_compromise, -rank.distance, rank.start, rank.number

    return sorted(ranked, key=key)


def places(every: Iterable[Key], blocking: Iterable[tuple[Key, Key]], removals: Collection[Key]) -> list[list[Key]]:
    """The amendments of a clause by place: those of which only one can be adopted, directly or through others. The
    removal of the clause, which would join everything, stands by itself."""
    place_of: dict[Key, list[Key]] = {each: [each] for each in every}
    for one, other in blocking:
        if one in removals or other in removals or place_of[one] is place_of[other]:
            continue
        joined = place_of[one] + place_of[other]
        for each in joined:
            place_of[each] = joined
    found: list[list[Key]] = []
    for members in place_of.values():
        if not any(members is known for known in found):
            found.append(members)
    return [sorted(each) for each in found]
