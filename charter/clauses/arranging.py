"""Move the sections and clauses of a charter."""

from collections.abc import Callable

from flask_babel import lazy_gettext as _l
from sqlalchemy import update

from charter.accounts.models import Member
from charter.clauses import last_change, queries, rules
from charter.clauses.actions import notify, open_charter
from charter.clauses.models import Clause, Section
from charter.core.errors import NotFound, Refused
from charter.database import db, writing
from charter.journal import actions as journal

Shelves = list[list[int]]


def move_section(charter_id: int, section_id: int, step: int, by: Member) -> None:
    """Move a section one position up (`step` -1) or down (+1)."""
    _arrange_sections(charter_id, section_id, by, lambda order: rules.moved([order], section_id, step)[0])


def place_section(charter_id: int, section_id: int, before: int | None, by: Member) -> None:
    """Move a section before another one, or to the end. Where it goes is told by the other section, not by a
    number: somebody else may be moving another one."""

    def placed(order: list[int]) -> list[int]:
        if before is not None and before not in order:
            raise NotFound(_l("There is no such section."))
        return rules.placed([order], section_id, 0, before)[0]

    _arrange_sections(charter_id, section_id, by, placed)


def _arrange_sections(charter_id: int, section_id: int, by: Member, arrange: Callable[[list[int]], list[int]]) -> None:
    with writing():
        section = queries.section(open_charter(charter_id), section_id)
        with last_change.remembered(charter_id, "section.moved", section.title, by):
            order = arrange([each.id for each in queries.sections(charter_id)])
            order_sections(charter_id, section_id, order, by)
    notify(charter_id)


def order_sections(charter_id: int, section_id: int, order: list[int], by: Member) -> None:
    """Put all sections in an order, in the caller's transaction; the journal says which one was moved."""
    for position, each in enumerate(order):
        db.session.execute(update(Section).where(Section.id == each).values(position=position))
    journal.record("section.moved", f"section:{section_id}", by=by, charter_id=charter_id, order=order)


def move_clause(clause_id: int, step: int, by: Member) -> None:
    """Move a clause one position up (`step` -1) or down (+1), across the edge of its section into the next one."""
    _arrange_clauses(clause_id, by, lambda _sections, shelves: rules.moved(shelves, clause_id, step))


def place_clause(clause_id: int, section_id: int | None, before: int | None, by: Member) -> None:
    """Move a clause before another one, or to the end of a section. Where it goes is told by the other clause, not
    by a number: somebody else may be moving another one."""

    def placed(sections: list[int], shelves: Shelves) -> Shelves:
        homes = [place for place, shelf in enumerate(shelves) if before in shelf or sections[place] == section_id]
        if not homes or (before is not None and before not in shelves[homes[0]]):
            raise NotFound(_l("There is no such place any more: the charter has changed."))
        return rules.placed(shelves, clause_id, homes[0], before)

    _arrange_clauses(clause_id, by, placed)


def _arrange_clauses(clause_id: int, by: Member, arrange: Callable[[list[int], Shelves], Shelves]) -> None:
    with writing():
        clause = queries.get(clause_id)
        charter_id = open_charter(clause.charter_id).id
        if clause.kind == rules.PREAMBLE:
            raise Refused(_l("The preamble stays where it is."))
        if clause.stage == "dropped":
            raise Refused(_l("This clause was taken out; put it back first."))

        with last_change.remembered(charter_id, "clause.moved", clause.heading, by):
            outline = queries.outline(charter_id)
            sections = [each.section.id for each in outline.sections]
            order_clauses(charter_id, clause_id, sections, arrange(sections, outline.shelves()), by)
    notify(charter_id)


def order_clauses(charter_id: int, clause_id: int, sections: list[int], shelves: Shelves, by: Member) -> None:
    """Put the clauses of all sections in an order, in the caller's transaction; the journal says which one was
    moved."""
    for section_id, shelf in zip(sections, shelves, strict=True):
        for position, each in enumerate(shelf):
            place = {"section_id": section_id, "position": position}
            db.session.execute(update(Clause).where(Clause.id == each).values(place))
    journal.record("clause.moved", f"clause:{clause_id}", by=by, charter_id=charter_id, order=shelves)
