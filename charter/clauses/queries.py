"""Find clauses, and the outline of a charter with its numbers."""

from collections.abc import Iterable
from dataclasses import dataclass

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

    def number_of(self, clause_id: int) -> int | None:
        """The number of a clause; None for the preamble and for dropped clauses."""
        return next((each.number for each in self.clauses if each.clause.id == clause_id), None)


def outline(charter_id: int) -> Outline:
    """The outline of a charter. Articles are numbered from 1 across sections."""
    kept = select(Clause).where(Clause.charter_id == charter_id, Clause.stage != "dropped")
    clauses = list(db.session.scalars(kept.order_by(Clause.position, Clause.id)))
    preamble = [NumberedClause(clause, None) for clause in clauses if clause.kind == rules.PREAMBLE]
    numbered, next_number = [], 1

    for place, section in enumerate(sections(charter_id), start=1):
        own = [clause for clause in clauses if clause.section_id == section.id]
        with_numbers = [NumberedClause(clause, number) for number, clause in enumerate(own, start=next_number)]
        next_number += len(own)
        numbered.append(NumberedSection(section, place, with_numbers))

    return Outline(preamble, numbered)


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
