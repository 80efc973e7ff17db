"""Put mails in the outbox, take them out, and say what became of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Executable, Select, case, delete, func, literal, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from charter.core import clock
from charter.database import INSERT, db, writing
from charter.outbox.models import FAILED, INVITATION, LINKS, SENT, SIGN_IN, WAITING, Notice

CLAIM_DURATION = timedelta(minutes=5)
"""For which a process that sends keeps others from sending the same."""
MAX_RETRY_DELAY = timedelta(hours=1)
"""Between two tries."""
MAX_TRIES = 30
"""After which a mail is given up: more than a day."""
MAX_SIGN_IN_TRIES = 8
"""The same for a link that somebody asked for to sign in at once: about two hours."""
LINK_RETENTION = {INVITATION: timedelta(days=30), SIGN_IN: timedelta(days=1)}
"""For how long the outbox remembers that a link was sent."""


@dataclass(frozen=True)
class Letter:
    """A notice that was claimed."""

    kind: str
    subject_id: int
    member_id: int
    tries: int
    claimed_until: datetime
    language: str | None = None


@dataclass(frozen=True)
class Delivery:
    """What became of one try. `how`: `sent`, `later` (try again), `refused` (for good) or `untried` (no time left)."""

    how: str
    reply: str = ""


def put(kind: str, subject_id: int, member_ids: Iterable[int], language: str | None = None) -> None:
    """In the open transaction. A notice that waits already is sent once, with how things are when it is."""
    what = {"kind": kind, "subject_id": subject_id, "tries": 0, "state": WAITING, "language": language}
    rows = [what | {"member_id": each} for each in sorted(set(member_ids))]
    if rows:
        db.session.execute(_insert(db.engine.dialect.name), rows)


def put_each(kind: str, subject_id: int, members: Select[int]) -> None:
    """As `put`, to whomever a query for member ids finds. SQLite needs it to have a condition."""
    found = members.add_columns(literal(kind), literal(subject_id), literal(0), literal(WAITING))
    columns = ["member_id", "kind", "subject_id", "tries", "state"]
    insert = INSERT[db.engine.dialect.name](Notice.__table__).from_select(columns, found)
    db.session.execute(_merging_duplicates(insert))


@cache
def _insert(dialect: str) -> Executable:
    return _merging_duplicates(INSERT[dialect](Notice.__table__))


def _merging_duplicates(notices: Any) -> Executable:
    again = _RESET | {"language": notices.excluded.language}
    keys = ["kind", "subject_id", "member_id"]
    statement: Executable = notices.on_conflict_do_update(index_elements=keys, set_=again)
    return statement


_RESET: dict[str, Any] = {
    "state": WAITING,
    "claimed_until": None,
    "not_before": None,
    "tries": 0,
    "reply": None,
    "settled_at": None,
}


def retry_now() -> int:
    """Try now whatever failed or waits for its next try; returns how many."""
    with writing():
        free = _has_come(Notice.claimed_until, clock.now())
        unsent = or_(Notice.state == FAILED, (Notice.state == WAITING) & (Notice.tries > 0) & free)
        again = update(Notice).where(unsent).values(**_RESET).returning(Notice.kind)
        return len(db.session.execute(again).all())


def claim(most: int, member_id: int | None = None) -> list[Letter]:
    """Up to so many notices that are due, for this process to send: links first, for somebody waits; the rest in no
    order. With `member_id`, only the links of that member."""
    now = clock.now()
    until = now + CLAIM_DURATION
    with writing():
        links_first = case((Notice.kind.in_(LINKS), 0), else_=1)
        query = select(Notice).where(_is_due(now)).order_by(links_first, func.random()).limit(most)
        if member_id is not None:
            query = query.where(Notice.kind.in_(LINKS), Notice.member_id == member_id)
        found = db.session.scalars(query.with_for_update(skip_locked=True)).all()
        for notice in found:
            notice.claimed_until = until
        return [Letter(n.kind, n.subject_id, n.member_id, n.tries, until, n.language) for n in found]


def _is_due(now: datetime) -> ColumnElement[bool]:
    return (Notice.state == WAITING) & _has_come(Notice.claimed_until, now) & _has_come(Notice.not_before, now)


def _has_come(at: InstrumentedAttribute[datetime | None], now: datetime) -> ColumnElement[bool]:
    """Whether this moment is over, or so far off that the clock was set back since it was written."""
    return or_(at.is_(None), at <= now, at > now + 2 * MAX_RETRY_DELAY)


def is_waiting() -> bool:
    """Whether anything is due."""
    return db.session.scalar(select(Notice.kind).where(_is_due(clock.now())).limit(1)) is not None


def record_deliveries(tried: Iterable[tuple[Letter, Delivery]]) -> list[Letter]:
    """Note what became of each, unless it was asked for again meanwhile. Returns what is given up."""
    given_up = []
    with writing():
        for letter, delivery in sorted(tried, key=lambda each: _key(each[0])):
            if delivery.how == "sent":
                _record_sent(letter)
            elif delivery.how == "untried":
                db.session.execute(update(Notice).where(_still_claimed(letter)).values(claimed_until=None))
            elif delivery.how == "refused" or letter.tries + 1 >= _most_tries(letter):
                _fail(letter, delivery)
                given_up.append(letter)
            else:
                _try_later(letter, delivery)
        _forget_old()
    return given_up


def _key(letter: Letter) -> tuple[str, int, int]:
    """By which to take notices in the same order as `put`, so that no two wait for each other."""
    return letter.kind, letter.subject_id, letter.member_id


def _record_sent(letter: Letter) -> None:
    if letter.kind in LINKS:
        values = {"state": SENT, "settled_at": clock.now(), "reply": None, "claimed_until": None}
        db.session.execute(update(Notice).where(_still_claimed(letter)).values(**values))
    else:
        db.session.execute(delete(Notice).where(_still_claimed(letter)))


def _fail(letter: Letter, delivery: Delivery) -> None:
    values = {"state": FAILED, "tries": letter.tries + 1, "reply": delivery.reply, "claimed_until": None}
    if letter.kind in LINKS:
        values["settled_at"] = clock.now()
    db.session.execute(update(Notice).where(_still_claimed(letter)).values(**values))


def _try_later(letter: Letter, delivery: Delivery) -> None:
    pause = min(timedelta(minutes=2 ** min(letter.tries, 6)), MAX_RETRY_DELAY)
    values = {"tries": letter.tries + 1, "not_before": clock.now() + pause, "reply": delivery.reply}
    db.session.execute(update(Notice).where(_still_claimed(letter)).values(**values, claimed_until=None))


def _most_tries(letter: Letter) -> int:
    return MAX_SIGN_IN_TRIES if letter.kind == SIGN_IN else MAX_TRIES


def _still_claimed(letter: Letter) -> ColumnElement[bool]:
    of_letter = (Notice.kind == letter.kind) & (Notice.subject_id == letter.subject_id)
    return of_letter & (Notice.member_id == letter.member_id) & (Notice.claimed_until == letter.claimed_until)


def _forget_old() -> None:
    for kind, life in LINK_RETENTION.items():
        old = (Notice.kind == kind) & (Notice.state != WAITING) & (Notice.settled_at < clock.now() - life)
        db.session.execute(delete(Notice).where(old))


def forget(letters: Iterable[Letter]) -> None:
    """There is nothing to tell any more."""
    with writing():
        for letter in sorted(letters, key=_key):
            db.session.execute(delete(Notice).where(_still_claimed(letter)))


def clear() -> None:
    """Send nothing of what waits."""
    with writing():
        db.session.execute(delete(Notice))
