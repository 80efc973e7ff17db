"""Put mails in the outbox, take them out, and say what became of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Executable, Select, delete, func, literal, or_, select, update

from charter.core import clock
from charter.database import INSERT, db, writing
from charter.outbox.models import Notice

CLAIM = timedelta(minutes=5)
"""For which a process that sends keeps others from sending the same."""
LONGEST = timedelta(hours=1)
"""Between two tries."""
MOST_TRIES = 30
"""After which a mail is given up: more than a day."""


@dataclass(frozen=True)
class Letter:
    """A notice that was claimed."""

    kind: str
    subject_id: int
    member_id: int
    tries: int
    claimed_until: datetime


def put(kind: str, subject_id: int, member_ids: Iterable[int]) -> None:
    """In the open transaction. A notice that waits already is sent once, with how things are when it is."""
    rows = [{"kind": kind, "subject_id": subject_id, "member_id": each, "tries": 0} for each in set(member_ids)]
    if rows:
        db.session.execute(_insert(db.engine.dialect.name), rows)


def put_each(kind: str, subject_id: int, members: Select[int]) -> None:
    """As `put`, to whomever a query for member ids finds. SQLite needs it to have a condition."""
    found = members.add_columns(literal(kind), literal(subject_id), literal(0))
    columns = ["member_id", "kind", "subject_id", "tries"]
    db.session.execute(_or_again(INSERT[db.engine.dialect.name](Notice.__table__).from_select(columns, found)))


@cache
def _insert(dialect: str) -> Executable:
    return _or_again(INSERT[dialect](Notice.__table__))


def _or_again(notices: Any) -> Executable:
    again = {"claimed_until": None, "not_before": None, "tries": 0}
    keys = ["kind", "subject_id", "member_id"]
    statement: Executable = notices.on_conflict_do_update(index_elements=keys, set_=again)
    return statement


def claim(most: int) -> list[Letter]:
    """Up to so many notices that are due, in no order, for this process to send."""
    now = clock.now()
    until = now + CLAIM
    with writing():
        query = select(Notice).where(_is_due(now)).order_by(func.random()).limit(most)
        found = db.session.scalars(query.with_for_update(skip_locked=True)).all()
        for notice in found:
            notice.claimed_until = until
        return [Letter(each.kind, each.subject_id, each.member_id, each.tries, until) for each in found]


def _is_due(now: datetime) -> ColumnElement[bool]:
    free = or_(Notice.claimed_until.is_(None), Notice.claimed_until < now)
    return free & or_(Notice.not_before.is_(None), Notice.not_before <= now)


def is_waiting() -> bool:
    """Whether anything is due."""
    return db.session.scalar(select(Notice.kind).where(_is_due(clock.now())).limit(1)) is not None


def settle(sent: Iterable[Letter], failed: Iterable[Letter]) -> list[Letter]:
    """Forget what was sent, unless it was asked for again meanwhile; try the rest later. Returns what is given up."""
    given_up = []
    with writing():
        for letter in sent:
            db.session.execute(delete(Notice).where(_still(letter)))
        for letter in failed:
            if letter.tries + 1 >= MOST_TRIES:
                db.session.execute(delete(Notice).where(_still(letter)))
                given_up.append(letter)
            else:
                pause = min(timedelta(minutes=2**letter.tries), LONGEST) if letter.tries < 6 else LONGEST
                values = {"tries": letter.tries + 1, "not_before": clock.now() + pause, "claimed_until": None}
                db.session.execute(update(Notice).where(_still(letter)).values(**values))
    return given_up


def _still(letter: Letter) -> ColumnElement[bool]:
    of_letter = (Notice.kind == letter.kind) & (Notice.subject_id == letter.subject_id)
    return of_letter & (Notice.member_id == letter.member_id) & (Notice.claimed_until == letter.claimed_until)


def clear() -> None:
    """Send nothing of what waits."""
    with writing():
        db.session.execute(delete(Notice))
