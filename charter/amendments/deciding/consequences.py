"""What falls, is satisfied, reduced or stays among the pending amendments if some are adopted."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select

from charter.amendments import queries, rules
from charter.amendments.deciding import rules as deciding
from charter.amendments.models import Amendment, Change, RoundBase
from charter.amendments.relating import relations
from charter.amendments.texts import Proposed
from charter.database import db


class Consequence(NamedTuple):
    """What becomes of one pending amendment. `needs_reading`: it stays, and a sentence that both reword must be read;
    `digest`: of the wording that it has now."""

    amendment_id: int
    number: int
    fate: str
    needs_reading: bool
    digest: str
    association: str

    def as_json(self) -> dict[str, object]:
        """As a vote keeps it."""
        return self._asdict()


def of(adopted: Amendment, bases: Mapping[int, RoundBase]) -> list[Consequence]:
    """What becomes of every undecided amendment that the adoption of one touches, by number. A sub-amendment concerns
    those of the same amendment alone; an amendment, the others of its clauses."""
    return of_texts(adopted, adopted.wording.changes, bases)


def of_texts(
    adopted: Amendment, changes: Sequence[Change | Proposed], bases: Mapping[int, RoundBase]
) -> list[Consequence]:
    """The same if it is adopted in another wording."""
    met: dict[int, list[relations.Related]] = {}
    for each in relations.of_texts(adopted.round_id, changes, bases, adopted):
        met.setdefault(each.amendment.id, []).append(each)
    found = [_consequence(adopted, each) for each in met.values()]
    return sorted((*found, *_of_subs(adopted, [each for each in found])), key=lambda each: each.number)


def _consequence(adopted: Amendment, related: Sequence[relations.Related]) -> Consequence:
    pending = related[0].amendment
    fates = [deciding.fate(each.summary) for each in related]
    # What it asks of other clauses stays to be decided.
    elsewhere = len(_clauses(pending)) - len(related)
    fate = deciding.fate_in_all([*fates, *[deciding.STAYS] * elsewhere])
    reads = fate == deciding.STAYS and any(each.summary.needs_reading for each in related)
    return Consequence(pending.id, pending.number, fate, reads, pending.wording.digest, pending.association)


def _of_subs(adopted: Amendment, found: Sequence[Consequence]) -> list[Consequence]:
    """Sub-amendments of what falls or is satisfied have nothing to amend any more."""
    gone = [each.amendment_id for each in found if each.fate in (deciding.FALLS, deciding.SATISFIED)]
    if adopted.parent_id is not None:
        return []
    query = select(Amendment).where(Amendment.parent_id.in_(gone), Amendment.stage.in_(rules.UNDECIDED))
    return [
        Consequence(each.id, each.number, deciding.FALLS, False, each.wording.digest, each.association)
        for each in db.session.scalars(query)
    ]


def _clauses(amendment: Amendment) -> set[int | None]:
    return {each.clause_id for each in amendment.wording.changes}


def of_several(adopted: Sequence[Amendment], bases: Mapping[int, RoundBase]) -> list[Consequence]:
    """The same if some are adopted together: the hardest fate of each, without those that are adopted."""
    ids = {each.id for each in adopted}
    worst: dict[int, Consequence] = {}
    for one in adopted:
        for each in of(one, bases):
            known = worst.get(each.amendment_id)
            if each.amendment_id not in ids and (known is None or _hardness(each) > _hardness(known)):
                worst[each.amendment_id] = each
    return sorted(worst.values(), key=lambda each: each.number)


def _hardness(each: Consequence) -> tuple[int, bool]:
    return (deciding.STAYS, deciding.REDUCED, deciding.SATISFIED, deciding.FALLS).index(each.fate), each.needs_reading


def bases_for(amendments: Sequence[Amendment]) -> dict[int, RoundBase]:
    """The frozen texts that these amendments of one round change."""
    clause_ids = {each.clause_id for one in amendments for each in one.wording.changes}
    return queries.bases_of(amendments[0].round_id, clause_ids) if amendments else {}
