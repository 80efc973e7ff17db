"""Find clauses, and the outline of a charter with its numbers."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import count

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from charter.charters.models import Charter
from charter.clauses import rules
from charter.clauses.models import Clause, Section
from charter.core.errors import NotFound
from charter.database import db


@dataclass(frozen=True)
class NumberedClause:
    """A clause and its number; the preamble has none."""

    clause: Clause
    number: int | None


@dataclass(frozen=True)
class NumberedSection:
    """A section, its number and its clauses in order."""

    section: Section
    number: int
    clauses: list[NumberedClause]

    @property
    def roman(self) -> str:
        """The number in Roman numerals, as printed."""
        return rules.roman(self.number)


@dataclass(frozen=True)
class Outline:
    """A charter in order: the preamble, then the sections. Without dropped clauses."""

    preamble: list[NumberedClause]
    sections: list[NumberedSection]

    @property
    def clauses(self) -> list[NumberedClause]:
        """Every clause, in reading order."""
        return self.preamble + [clause for section in self.sections for clause in section.clauses]

    def shelves(self) -> list[list[int]]:
        """The clause ids of each section."""
        return [[each.clause.id for each in section.clauses] for section in self.sections]

    def section_of(self, part: str) -> int | None:
        """The id of the section that a part (`clause-3`, `section-2`) is, or is in."""
        for each in self.sections:
            parts = {f"section-{each.section.id}", *(f"clause-{one.clause.id}" for one in each.clauses)}
            if part in parts:
                return each.section.id
        return None

    def number_of(self, clause_id: int) -> int | None:
        """The number of a clause; None for the preamble and for dropped clauses."""
        return next((each.number for each in self.clauses if each.clause.id == clause_id), None)


@dataclass(frozen=True)
class Neighbour:
    """A clause beside another one, by its id; the preamble has no number."""

    id: int
    number: int | None


@dataclass(frozen=True)
class Around:
    """The number of a clause and the clauses before and after it; of a dropped one, nothing."""

    number: int | None = None
    before: Neighbour | None = None
    after: Neighbour | None = None


def around(charter_id: int, clause_id: int) -> Around:
    """What stands around a clause, as `outline` orders and numbers them, without loading them."""
    order = (Clause.kind != rules.PREAMBLE, Section.position, Section.id, Clause.position, Clause.id)
    query = select(Clause.id, Clause.kind).outerjoin(Section, Section.id == Clause.section_id)
    rows = db.session.execute(query.where(Clause.charter_id == charter_id, Clause.stage != "dropped").order_by(*order))
    numbers, every = count(1), list[Neighbour]()
    for each, kind in rows:
        every.append(Neighbour(each, None if kind == rules.PREAMBLE else next(numbers)))

    place = next((place for place, each in enumerate(every) if each.id == clause_id), None)
    if place is None:
        return Around()
    return Around(every[place].number, every[place - 1] if place else None, next(iter(every[place + 1 :]), None))


def outline(charter_id: int) -> Outline:
    """The outline of a charter. Articles are numbered from 1 across sections."""
    kept = select(Clause).where(Clause.charter_id == charter_id, Clause.stage != "dropped")
    clauses = list(db.session.scalars(kept.order_by(Clause.position, Clause.id)))
    preamble = [NumberedClause(clause, None) for clause in clauses if clause.kind == rules.PREAMBLE]
    by_section = defaultdict[int | None, list[Clause]](list)
    for clause in clauses:
        by_section[clause.section_id].append(clause)

    numbered, numbers = [], count(1)
    for place, section in enumerate(sections(charter_id), start=1):
        own = [NumberedClause(clause, next(numbers)) for clause in by_section[section.id]]
        numbered.append(NumberedSection(section, place, own))

    return Outline(preamble, numbered)


def kept(charter_ids: Collection[int]) -> list[Clause]:
    """The clauses of charters that were not dropped, in no order."""
    query = select(Clause).where(Clause.charter_id.in_(charter_ids), Clause.stage != "dropped")
    return list(db.session.scalars(query))


def dropped(charter_id: int) -> list[Clause]:
    """The dropped clauses of a charter."""
    query = select(Clause).where(Clause.charter_id == charter_id, Clause.stage == "dropped")
    return list(db.session.scalars(query.order_by(Clause.id)))


def sections(charter_id: int) -> list[Section]:
    """The sections of a charter, in order."""
    query = select(Section).where(Section.charter_id == charter_id)
    return list(db.session.scalars(query.order_by(Section.position, Section.id)))


def section(charter: Charter, section_id: int) -> Section:
    """A section of this charter, or NotFound."""
    found = db.session.get(Section, section_id)
    if found is None or found.charter_id != charter.id:
        raise NotFound(_l("There is no such section."))
    return found


def get(clause_id: int) -> Clause:
    """A clause by id, or NotFound."""
    clause = db.session.get(Clause, clause_id)
    if clause is None:
        raise NotFound(_l("There is no such clause."))
    return clause


def lock(clause_ids: Iterable[int]) -> None:
    """Lock clauses until the transaction ends, in order of id, so that two transactions cannot
    deadlock."""
    rows = select(Clause.id).where(Clause.id.in_(clause_ids)).order_by(Clause.id)
    db.session.execute(rows.with_for_update(key_share=True))


def of(charter: Charter, clause_id: int) -> Clause:
    """A clause of this charter, or NotFound."""
    clause = get(clause_id)
    if clause.charter_id != charter.id:
        raise NotFound(_l("There is no such clause."))
    return clause


def unsettled(charter_id: int) -> list[NumberedClause]:
    """The clauses that are neither adopted nor dropped."""
    return [each for each in outline(charter_id).clauses if each.clause.stage not in rules.SETTLED]
