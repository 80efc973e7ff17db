"""What a clause says now, and how much has happened to it since a page was shown."""

from dataclasses import dataclass

from sqlalchemy import func, select

from charter.clauses.versions import Text
from charter.collab import reading, store
from charter.collab.models import Edit
from charter.collab.room import Room
from charter.database import db
from charter.journal.models import Entry


@dataclass(frozen=True)
class Shown:
    """A state of a clause's text, as a page showed it: its last edit, and the journal's last entry of a restoration."""

    edit: int
    restoration: int


def present(clause_id: int) -> Shown:
    """The present state of a clause's text."""
    last = select(func.max(Edit.seq)).where(Edit.clause_id == clause_id)
    restored = select(func.max(Entry.seq)).where(
        Entry.subject == f"clause:{clause_id}", Entry.verb == "clause.restored"
    )
    return Shown(db.session.scalar(last) or 0, db.session.scalar(restored) or 0)


def text_at(clause_id: int, edit: int) -> Text:
    """A clause's words with every edit up to one of them."""
    return reading.text(Room(store.load(clause_id, until=edit)).doc)


def edits_since(clause_id: int, edit: int) -> int:
    """How many edits a clause has had after one of them."""
    later = select(func.count()).select_from(Edit).where(Edit.clause_id == clause_id, Edit.seq > edit)
    return db.session.scalar(later) or 0
