"""Read the journal."""

from typing import Any

from sqlalchemy import select

from charter.core.clock import iso
from charter.database import db
from charter.journal import chain
from charter.journal.models import Entry


def content(entry: Entry) -> dict[str, Any]:
    """The part of an entry that is hashed, as JSON."""
    return {
        "seq": entry.seq,
        "at": iso(entry.at),
        "actor": entry.actor,
        "actor_id": entry.actor_id,
        "verb": entry.verb,
        "subject": entry.subject,
        "charter_id": entry.charter_id,
        "facts": entry.facts,
    }


def broken() -> list[int]:
    """Numbers of the entries where the chain does not hold; empty for an honest journal."""
    entries = list(db.session.scalars(select(Entry).order_by(Entry.seq)))
    links = [chain.Link(content(entry), entry.previous, entry.digest) for entry in entries]
    return [entries[position].seq for position in chain.breaks(links)]


def of_charter(charter_id: int, newest: int = 50) -> list[Entry]:
    """The newest entries about one charter, newest first."""
    query = select(Entry).where(Entry.charter_id == charter_id).order_by(Entry.seq.desc()).limit(newest)
    return list(db.session.scalars(query))
