"""Write to the journal. Called inside the transaction of the verb that decides, never alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, func, insert, select

from charter.core import clock
from charter.database import db
from charter.journal import chain
from charter.journal.models import Entry
from charter.journal.queries import content

_LOCK = 0x0C4A27E2  # any number, the same in every process


class Actor(Protocol):
    """Who decides, by value: the name stays as it was on the day."""

    @property
    def id(self) -> int:
        """Their number."""

    @property
    def label(self) -> str:
        """Their name and association."""


@dataclass(frozen=True)
class Signature:
    """An actor by value, for work that is done without the session they came from."""

    id: int
    label: str


def moment() -> datetime:
    """This moment, or that of the last entry if the clock was set back since: what is recorded never goes back."""
    last = db.session.scalar(select(Entry.at).order_by(Entry.seq.desc()).limit(1))
    return max(clock.now(), last) if last else clock.now()


def record(verb: str, subject: str, by: Actor | None, charter_id: int | None = None, **facts: Any) -> None:
    """Append an entry such as `record("vote.opened", "vote:3", by=moderator, digest=…)` to the open transaction.

    `facts` must be JSON. Entries are numbered from 1 without a gap, in the order of their commits; their moments never
    go back, nor before a moment that the fact `not_before` gives, which is not kept.
    """
    db.session.flush()
    append(db.session.connection(), verb, subject, by, charter_id, **facts)


def append(
    connection: Connection, verb: str, subject: str, by: Actor | None, charter_id: int | None = None, **facts: Any
) -> None:
    """As `record`, in the transaction of a connection."""
    take_turns(connection)
    last = connection.execute(select(Entry.seq, Entry.digest, Entry.at).order_by(Entry.seq.desc()).limit(1)).first()
    not_before = facts.pop("not_before", None)
    entry = Entry(
        seq=last.seq + 1 if last else 1,
        at=max(filter(None, (clock.now(), last and last.at, not_before))),
        actor_id=by.id if by else None,
        actor=by.label if by else "",
        verb=verb,
        subject=subject,
        charter_id=charter_id,
        facts=facts,
        previous=last.digest if last else chain.START,
    )
    entry.digest = chain.digest(content(entry), entry.previous)
    columns = Entry.__table__.columns.keys()
    connection.execute(insert(Entry).values({name: getattr(entry, name) for name in columns}))


def next_of(charter_id: int, verb: str) -> int:
    """Which one of its charter, from 1, the next entry with this verb will be, in the open transaction. Written in it,
    that shows whether one was held back."""
    take_turns()
    query = select(func.count()).where(Entry.charter_id == charter_id, Entry.verb == verb)
    return (db.session.scalar(query) or 0) + 1


def take_turns(connection: Connection | None = None) -> None:
    """Where several transactions may write at once, let one at a time append."""
    connection = connection or db.session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
