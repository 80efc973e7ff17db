"""The amendments of a vote as its pages show them: with their changes, in words, and what follows from adoption."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask_babel import lazy_gettext as _l

from charter.amendments.deciding import rules as deciding
from charter.amendments.views import readings
from charter.amendments.views.readings import Reading, Wording
from charter.votes.models import Vote
from charter.votes.motion_models import Motion
from charter.votes.motions import stating
from charter.votes.motions.stating import Statement

FATE_NAMES = {
    deciding.FALLS: _l("falls"),
    deciding.SATISFIED: _l("is satisfied"),
    deciding.REDUCED: _l("is reduced to the rest"),
    deciding.STAYS: _l("stays to be decided"),
}
FATE_ORDER = tuple(FATE_NAMES)


@dataclass(frozen=True)
class Shown:
    """An amendment of a vote: what is printed of it, its texts compared, and what becomes of others by their fate."""

    said: Motion | Statement
    texts: tuple[Reading, ...]
    fates: tuple[tuple[str, tuple[dict[str, Any], ...]], ...]
    motion: Motion | None = None


def of(vote: Vote) -> dict[str, Any]:
    """For `votes/_motions.html`: before the opening as it is now, then as it was fixed."""
    if not vote.is_on_amendments:
        return {"motions": []}
    if vote.digest is None:
        return shown(stating.of_vote(vote))
    return shown(vote.motions)


def shown(printed: Sequence[Motion] | Sequence[Statement]) -> dict[str, Any]:
    """The same for statements that are not stored."""
    found = [Shown(each, _texts(each), _fates(each), each if isinstance(each, Motion) else None) for each in printed]
    return {"motions": found, "FATE_NAMES": FATE_NAMES, **readings.helpers()}


def _texts(said: Motion | Statement) -> tuple[Reading, ...]:
    return tuple(
        readings.of(
            _wording(each["before"], f"{said.digest} before {place}"),
            _wording(each["proposed"], f"{said.digest} proposed {place}"),
            each["clause"],
            each["number"],
            each["spot"],
            each["after"],
        )
        for place, each in enumerate(said.texts)
    )


def _wording(text: dict[str, Any] | None, key: str) -> Wording | None:
    return Wording(text["heading"], text["content"], key) if text else None


def _fates(said: Motion | Statement) -> tuple[tuple[str, tuple[dict[str, Any], ...]], ...]:
    def place(each: dict[str, Any]) -> int:
        return FATE_ORDER.index(each["fate"])

    by_fate = groupby(sorted(said.consequences, key=place), key=lambda each: str(each["fate"]))
    return tuple((fate, tuple(those)) for fate, those in by_fate)
