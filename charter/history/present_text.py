"""The present state of a clause, and how much has changed since a page showed it."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from charter.collab.models import Edit
from charter.database import db
from charter.journal.models import Entry


@dataclass(frozen=True)
class Shown:
    """The state of a clause as a page showed it: its last edit, and the last journal entry of a
    restoration."""

    edit: int
    restoration: int


def present(clause_id: int) -> Shown:
    """The present state of a clause."""
    last = select(func.max(Edit.seq)).where(Edit.clause_id == clause_id)
    return Shown(db.session.scalar(last) or 0, last_restoration(db.session.connection(), clause_id))


def last_restoration(connection: Connection, clause_id: int) -> int:
    """The number of the last journal entry of a restoration of a clause; 0 if there is none."""
    restored = select(func.max(Entry.seq)).where(Entry.subject == f"clause:{clause_id}")
    return connection.scalar(restored.where(Entry.verb == "clause.restored")) or 0


def edits_since(clause_id: int, edit: int) -> int:
    """The number of edits of a clause after a given one."""
    later = select(func.count()).select_from(Edit).where(Edit.clause_id == clause_id, Edit.seq > edit)
    return db.session.scalar(later) or 0
