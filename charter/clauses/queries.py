"""Find clauses, and the charter laid out in order with its numbers."""

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
        """The number as it is printed."""
        return rules.roman(self.number)


@dataclass(frozen=True)
class Outline:
    """A charter in order: preamble first, then its sections. Dropped clauses are left out."""

    preamble: list[NumberedClause]
    sections: list[NumberedSection]

    @property
    def clauses(self) -> list[NumberedClause]:
        """Every clause, in reading order."""
        return self.preamble + [clause for section in self.sections for clause in section.clauses]

    def shelves(self) -> list[list[int]]:
        """The ids of the articles, section by section."""
        return [[each.clause.id for each in section.clauses] for section in self.sections]

    def number_of(self, clause_id: int) -> int | None:
        """The number of a clause; None for the preamble and for a dropped clause."""
        return next((each.number for each in self.clauses if each.clause.id == clause_id), None)


def outline(charter_id: int) -> Outline:
    """Lay a charter out; articles are numbered through, from 1, across its sections."""
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
    """The clauses that were taken out of a charter."""
    query = select(Clause).where(Clause.charter_id == charter_id, Clause.stage == "dropped")
    return list(db.session.scalars(query.order_by(Clause.id)))


def sections(charter_id: int) -> list[Section]:
    """The sections of a charter, in order."""
    query = select(Section).where(Section.charter_id == charter_id)
    return list(db.session.scalars(query.order_by(Section.position, Section.id)))


def section(charter: Charter, section_id: int) -> Section:
    """A section of this charter; NotFound when there is none."""
    found = db.session.get(Section, section_id)
    if found is None or found.charter_id != charter.id:
        raise NotFound(_l("There is no such section."))
    return found


def get(clause_id: int) -> Clause:
    """A clause; NotFound when there is none."""
    clause = db.session.get(Clause, clause_id)
    if clause is None:
        raise NotFound(_l("There is no such clause."))
    return clause


def lock(clause_ids: Iterable[int]) -> None:
    """Let nobody else change these clauses before this transaction ends: in one order, so that no two wait for ever."""
    rows = select(Clause.id).where(Clause.id.in_(clause_ids)).order_by(Clause.id)
    db.session.execute(rows.with_for_update(key_share=True))


def of(charter: Charter, clause_id: int) -> Clause:
    """A clause of this charter; NotFound when there is none."""
    clause = get(clause_id)
    if clause.charter_id != charter.id:
        raise NotFound(_l("There is no such clause."))
    return clause


def unsettled(charter_id: int) -> list[NumberedClause]:
    """The clauses neither adopted nor dropped."""
    return [each for each in outline(charter_id).clauses if each.clause.stage not in rules.SETTLED]
