"""Read the journal."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import lazyload

from charter.core.clock import iso
from charter.database import db
from charter.journal import chain
from charter.journal.models import Entry, Fact


def body(entry: Entry) -> dict[str, Any]:
    """The content of an entry that is hashed, as JSON."""
    if entry.form == 1:
        return _first_form(entry)

    return {
        "form": entry.form,
        "at": iso(entry.at),
        "actor_id": entry.actor_id,
        "verb": entry.verb,
        "subject": entry.subject,
        "facts": entry.facts,
        "personal": entry.personal,
        "nonce": entry.nonce,
    }


def _first_form(entry: Entry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "at": iso(entry.at),
        "actor": entry.first_actor,
        "actor_id": entry.actor_id,
        "verb": entry.verb,
        "subject": entry.subject,
        "charter_id": entry.charter_id,
        "facts": entry.facts,
    }


def entry_line(entry: Entry) -> dict[str, Any]:
    """The place of an entry as JSON, without its content: enough for the chain and the tree."""
    places = {"seq": entry.seq, "previous": entry.previous, "digest": entry.digest}
    if entry.form == 1:
        return places
    return places | {"charter": entry.charter_id, "number": entry.number, "content": chain.inner(body(entry))}


def entry_json(entry: Entry) -> dict[str, Any]:
    """The place and the content of an entry as JSON, with personal facts that are not withheld."""
    facts = {fact.name: {"value": fact.value, "salt": fact.salt} for fact in entry.personal_facts if fact.salt}
    return entry_line(entry) | {"entry": body(entry)} | ({"told": facts} if entry.form > 1 else {})


def last_actor(verb: str, subject: str) -> str:
    """The label of who made the newest entry with this verb about this subject; "" if there is none,
    or it is withheld."""
    query = select(Entry).where(Entry.verb == verb, Entry.subject == subject).order_by(Entry.seq.desc()).limit(1)
    entry = db.session.scalar(query)
    return entry.actor if entry else ""


def of_verb(charter_id: int, verb: str) -> list[Entry]:
    """The entries of a charter with this verb, newest first."""
    query = select(Entry).where(Entry.charter_id == charter_id, Entry.verb == verb)
    return list(db.session.scalars(query.order_by(Entry.seq.desc())))


def count_since(subjects: Collection[str], verb: str, since: datetime) -> int:
    """How many entries with this verb these subjects have since a moment."""
    query = select(func.count()).where(Entry.subject.in_(subjects), Entry.verb == verb, Entry.at > since)
    return db.session.scalar(query) or 0


def broken() -> list[int]:
    """Numbers of the entries at which the chain is broken; empty for an honest journal."""
    entries = list(db.session.scalars(select(Entry).order_by(Entry.seq).options(lazyload(Entry.personal_facts))))
    links = [chain.Link(body(entry), entry.previous, entry.digest, _place(entry)) for entry in entries]
    return [entries[position].seq for position in chain.broken_links(links)]


def with_wrong_facts() -> list[int]:
    """Numbers of entries with a personal fact that does not match its commitment. Withheld facts
    match."""
    query = select(Fact.seq, Fact.name, Fact.value, Fact.salt, Entry.personal).join(Entry, Entry.seq == Fact.seq)
    rows = db.session.execute(query.where(Fact.salt.is_not(None)).execution_options(yield_per=1000))
    return sorted({row.seq for row in rows if not _is_committed(row)})


def _is_committed(row: Row[Any]) -> bool:
    return (row.personal or {}).get(row.name) == chain.commitment(row.name, row.value or "", row.salt)


def _place(entry: Entry) -> tuple[int, int | None, int] | None:
    return (entry.seq, entry.charter_id, entry.number or 0) if entry.form > 1 else None


def of_charter(charter_id: int, newest: int = 50) -> list[Entry]:
    """The newest entries of a charter, newest first."""
    query = select(Entry).where(Entry.charter_id == charter_id).order_by(Entry.seq.desc()).limit(newest)
    return list(db.session.scalars(query))


def of_subject(subject: str) -> list[Entry]:
    """The entries about a subject, oldest first."""
    return list(db.session.scalars(select(Entry).where(Entry.subject == subject).order_by(Entry.seq)))


def entry_numbers(charter_id: int, verb: str) -> dict[str, int]:
    """For each subject of a charter, the number of its entry with this verb."""
    query = select(Entry.subject, Entry.seq).where(Entry.charter_id == charter_id, Entry.verb == verb)
    return {subject: seq for subject, seq in db.session.execute(query)}
