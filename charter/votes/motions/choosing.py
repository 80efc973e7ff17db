"""The amendments that a vote is prepared on."""

from collections.abc import Sequence
from typing import Protocol

from flask_babel import lazy_gettext as _l

from charter.amendments import queries
from charter.amendments.models import Amendment
from charter.core.errors import About, Invalid
from charter.votes.motion_models import AMENDMENT, AMENDMENTS


class Subject(Protocol):
    """What of the subject of a vote says which amendments it is on."""

    @property
    def kind(self) -> str:
        """The kind of vote."""

    @property
    def amendment_ids(self) -> Sequence[int]:
        """The amendments that are put to it."""


def chosen_amendments(charter_id: int, subject: Subject) -> list[Amendment]:
    """The amendments of a charter that are put to a vote, by number; none for a vote on something else. Invalid where
    there are too few, one is unknown or of another charter, or they are of several rounds."""
    if subject.kind not in (AMENDMENT, AMENDMENTS):
        return []
    found = [each for each in queries.by_ids(subject.amendment_ids).values() if each.charter_id == charter_id]
    if not found:
        raise Invalid(About("amendments", _l("Choose one amendment.")))
    if {each.id for each in found} != set(subject.amendment_ids):
        raise Invalid(About("amendments", _l("There is no such amendment.")))
    if subject.kind == AMENDMENTS and len(found) < 2:
        raise Invalid(About("amendments", _l("Choose two amendments at least.")))
    if len({each.round_id for each in found}) > 1:
        raise Invalid(About("amendments", _l("These amendments are of several rounds.")))
    return sorted(found, key=lambda each: each.number)
