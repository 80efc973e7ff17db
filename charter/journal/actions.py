"""Append to the journal, always inside the transaction of the decision that the entry records."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any, Protocol

from sqlalchemy import Connection, Row, func, insert, select, update

from charter.core import clock
from charter.database import db
from charter.journal import chain
from charter.journal.models import FORM, Entry, Fact
from charter.journal.queries import body

_LOCK = 0x0C4A27E2  # any number, the same in every process
FORM_BEGUN = "journal.form_set"
"""The verb of the entry with which a new form of entries begins."""


class Actor(Protocol):
    """Who decides, by value: the label stays as it was on the day."""

    @property
    def id(self) -> int:
        """The member's id."""

    @property
    def label(self) -> str:
        """The member's name and association."""


@dataclass(frozen=True)
class ActorSnapshot:
    """An actor by value, for work that runs without the database session it was read in."""

    id: int
    label: str


def moment() -> datetime:
    """The current time, or that of the last entry if the clock was set back since: recorded times
    never go back."""
    last = db.session.scalar(select(Entry.at).order_by(Entry.seq.desc()).limit(1))
    return max(clock.now(), last) if last else clock.now()


@dataclass(frozen=True)
class PersonalFact:
    """A fact about a person, the member `about`. It is stored beside the entry, which holds only a
    salted digest, so that it can be withheld later."""

    value: str
    about: int | None


def record(verb: str, subject: str, by: Actor | None, charter_id: int | None = None, **facts: Any) -> None:
    """Append an entry, for example `record("vote.opened", "vote:3", by=moderator, digest=...)`, in
    the caller's transaction.

    `facts` are JSON, or `PersonalFact` for names, labels and addresses of people. Entries are
    numbered from 1 without a gap, in commit order, and again within each charter. Their times never
    go back, nor before the moment in the fact `not_before`, which is not stored.
    """
    db.session.flush()
    append(db.session.connection(), verb, subject, by, charter_id, **facts)


def append(
    connection: Connection, verb: str, subject: str, by: Actor | None, charter_id: int | None = None, **facts: Any
) -> None:
    """Like `record`, in the transaction of a given connection."""
    take_turns(connection)
    newest = connection.execute(_LAST).first()
    last = newest if newest and newest.form == FORM else _begin(connection, newest)
    not_before = facts.pop("not_before", None)
    entry = Entry(
        seq=last.seq + 1,
        at=max(filter(None, (clock.now(), last.at, not_before))),
        actor_id=by.id if by else None,
        verb=verb,
        subject=subject,
        charter_id=charter_id,
        number=_next(connection, charter_id),
        previous=last.digest,
    )

    personal = {name: fact for name, fact in facts.items() if isinstance(fact, PersonalFact)}
    entry.facts = {name: fact for name, fact in facts.items() if name not in personal}
    _write(connection, entry, personal | ({"actor": PersonalFact(by.label, by.id)} if by else {}))


_LAST = select(Entry.seq, Entry.form, Entry.at, Entry.digest).order_by(Entry.seq.desc()).limit(1)


_Last = Row[int, int, datetime, str]


def _begin(connection: Connection, last: _Last | None) -> _Last:
    """Record that entries have the present form from here on, and how many earlier ones each
    charter has, so that none of those can be held back either."""
    counted = connection.execute(select(Entry.charter_id, func.count()).group_by(Entry.charter_id))
    before = {str(charter_id or ""): number for charter_id, number in counted}
    entry = Entry(
        seq=last.seq + 1 if last else 1,
        at=max(clock.now(), last.at) if last else clock.now(),
        verb=FORM_BEGUN,
        subject="journal",
        number=before.get("", 0) + 1,
        facts={"form": FORM, "entries": before},
        previous=last.digest if last else chain.GENESIS_DIGEST,
    )

    _write(connection, entry, {})
    return connection.execute(_LAST).one()


def _next(connection: Connection, charter_id: int | None) -> int:
    """The number of the next entry of a charter (None: entries of no charter), from 1."""
    of_charter = Entry.charter_id.is_(None) if charter_id is None else Entry.charter_id == charter_id
    newest = connection.execute(select(Entry.number).where(of_charter).order_by(Entry.seq.desc()).limit(1)).first()
    if newest and newest.number:
        return int(newest.number) + 1
    return (connection.scalar(select(func.count()).select_from(Entry).where(of_charter)) or 0) + 1


def _write(connection: Connection, entry: Entry, personal: dict[str, PersonalFact]) -> None:
    salts = {name: token_hex(16) for name in personal}
    entry.form, entry.nonce = FORM, token_hex(16)
    entry.personal = {name: chain.commitment(name, fact.value, salts[name]) for name, fact in personal.items()}
    entry.digest = chain.line_digest(
        entry.seq, entry.charter_id, entry.number, chain.inner(body(entry)), entry.previous
    )
    columns = Entry.__table__.columns.keys()
    values = {name: "" if name == "actor" else getattr(entry, name) for name in columns}
    connection.execute(insert(Entry).values(values))
    facts = [
        {"seq": entry.seq, "name": name, "value": fact.value, "salt": salts[name], "member_id": fact.about}
        for name, fact in personal.items()
    ]
    if facts:
        connection.execute(insert(Fact), facts)


def withhold(member_id: int) -> None:
    """Delete every personal fact about a member, in the caller's transaction. The entries reveal
    nothing about them then; chain, checkpoints and proofs stay valid."""
    about = update(Fact).where(Fact.member_id == member_id, Fact.salt.is_not(None))
    db.session.execute(about.values(value=None, salt=None))


def next_of(charter_id: int, verb: str) -> int:
    """The ordinal, from 1, that the next entry with this verb will have in its charter. Recorded in
    that entry, it shows whether an earlier one was held back."""
    take_turns()
    query = select(func.count()).where(Entry.charter_id == charter_id, Entry.verb == verb)
    return (db.session.scalar(query) or 0) + 1


def take_turns(connection: Connection | None = None) -> None:
    """Serialise appending transactions with a database lock, where several could write at once."""
    connection = connection or db.session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
