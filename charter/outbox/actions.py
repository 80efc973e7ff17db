"""Queue mails in the outbox, claim them for sending, and record the delivery."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Executable, Select, case, delete, func, literal, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from charter.core import clock
from charter.database import INSERT, db, writing
from charter.outbox import rules
from charter.outbox.models import FAILED, INVITATION, LINKS, SENT, SIGN_IN, WAITING, OutboxMail

CLAIM_DURATION = timedelta(minutes=5)
"""How long a claim keeps other processes from sending the same mail."""
MAX_RETRY_DELAY = timedelta(hours=1)
"""Longest time between two tries."""
MAX_TRIES = 30
"""A mail is given up after this many tries: more than a day."""
MAX_SIGN_IN_TRIES = 8
"""The same for a sign-in link: about two hours."""
LINK_RETENTION = {INVITATION: timedelta(days=30), SIGN_IN: timedelta(days=1)}
"""How long the outbox keeps the record that a link was sent."""
_CLAIM_LOCK = 0x6D61696C
"""The PostgreSQL advisory lock of `claim`."""


@dataclass(frozen=True)
class ClaimedMail:
    """A mail that this process has claimed."""

    kind: str
    subject_id: int
    member_id: int
    tries: int
    claimed_until: datetime
    language: str | None = None
    held_until: datetime | None = None
    useful_until: datetime | None = None

    @property
    def is_gathered(self) -> bool:
        """Whether this mail may wait, and be sent together with others."""
        return self.held_until is not None


@dataclass(frozen=True)
class Delivery:
    """The result of one try. `how`: `sent`, `later` (retry), `refused` (permanent) or `untried` (no
    time left)."""

    how: str
    reply: str = ""


def put(kind: str, subject_id: int, member_ids: Iterable[int], language: str | None = None) -> None:
    """Queue a mail to each member, in the caller's transaction. A duplicate of a pending mail is
    merged; the text is rendered when it is sent."""
    _put(kind, subject_id, member_ids, {"language": language, "held_until": None, "useful_until": None})


def gather(kind: str, subject_id: int, member_ids: Iterable[int], useful_until: datetime | None) -> None:
    """Like `put`, for a mail that is sent in one with others that come soon after, and that an
    account may choose to receive once a day or not at all. `useful_until`: when it stops being
    useful (`rules.KEEPS` if never, None if that is not known)."""
    _put(kind, subject_id, member_ids, _gathered(useful_until))


def _put(kind: str, subject_id: int, member_ids: Iterable[int], more: dict[str, Any]) -> None:
    what = {"kind": kind, "subject_id": subject_id, "tries": 0, "state": WAITING} | more
    rows = [what | {"member_id": each} for each in sorted(set(member_ids))]
    if rows:
        db.session.execute(_insert(db.engine.dialect.name), rows)


def put_each(kind: str, subject_id: int, members: Select[int]) -> None:
    """Queue a mail to each member id that a query gives. SQLite requires a condition in the
    query."""
    _put_each(kind, subject_id, members, {"held_until": None, "useful_until": None})


def gather_each(kind: str, subject_id: int, members: Select[int], useful_until: datetime | None) -> None:
    """Like `gather`, for the member ids that a query gives."""
    _put_each(kind, subject_id, members, _gathered(useful_until))


def _put_each(kind: str, subject_id: int, members: Select[int], more: dict[str, Any]) -> None:
    what = {"kind": kind, "subject_id": subject_id, "tries": 0, "state": WAITING} | more
    columns = OutboxMail.__table__.c
    found = members.add_columns(*(literal(value, columns[name].type) for name, value in what.items()))
    insert = INSERT[db.engine.dialect.name](OutboxMail.__table__).from_select(["member_id", *what], found)
    db.session.execute(_merging_duplicates(insert))


def _gathered(useful_until: datetime | None) -> dict[str, Any]:
    now = clock.now()
    return {
        "language": None,
        "held_until": now + rules.gathering_time(now, useful_until),
        "useful_until": now if useful_until is None else None if useful_until == rules.KEEPS else useful_until,
    }


@cache
def _insert(dialect: str) -> Executable:
    return _merging_duplicates(INSERT[dialect](OutboxMail.__table__))


def _merging_duplicates(notices: Any) -> Executable:
    again = _RESET | {name: notices.excluded[name] for name in ("language", "held_until", "useful_until")}
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
    """Queue failed and delayed mails for an immediate retry; returns their number."""
    with writing():
        free = _has_come(OutboxMail.claimed_until, clock.now())
        unsent = or_(OutboxMail.state == FAILED, (OutboxMail.state == WAITING) & (OutboxMail.tries > 0) & free)
        again = update(OutboxMail).where(unsent).values(**_RESET).returning(OutboxMail.kind)
        return len(db.session.execute(again).all())


def claim(
    most: int, member_id: int | None = None, together: Callable[[Collection[int]], Collection[int]] = set
) -> list[ClaimedMail]:
    """Claim up to `most` due mails. Links come first, because somebody waits for them; the rest is
    in random order. With `member_id`, only the links of that member.

    With a mail that is gathered come all that wait for the same members, and for those that
    `together` adds to them, however many there are.
    """
    now = clock.now()
    until = now + CLAIM_DURATION

    with writing():
        _take_turns()
        links_first = case((OutboxMail.kind.in_(LINKS), 0), else_=1)
        query = select(OutboxMail).where(_is_due(now)).order_by(links_first, func.random()).limit(most)
        if member_id is not None:
            query = query.where(OutboxMail.kind.in_(LINKS), OutboxMail.member_id == member_id)

        found = list(db.session.scalars(query.with_for_update(skip_locked=True)))
        found += _gathered_with(found, now, together)

        for notice in found:
            notice.claimed_until = until

        return [_claimed(notice, until) for notice in found]


def _claimed(n: OutboxMail, until: datetime) -> ClaimedMail:
    return ClaimedMail(n.kind, n.subject_id, n.member_id, n.tries, until, n.language, n.held_until, n.useful_until)


def _take_turns() -> None:
    """Serialise claims: two processes that claimed mails of one account at once would gather them
    into two."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(_CLAIM_LOCK)))


def _gathered_with(
    found: list[OutboxMail], now: datetime, together: Callable[[Collection[int]], Collection[int]]
) -> list[OutboxMail]:
    member_ids = {each.member_id for each in found if each.held_until}
    if not member_ids:
        return []

    waiting = (OutboxMail.state == WAITING) & _has_come(OutboxMail.claimed_until, now)
    query = select(OutboxMail).where(waiting, OutboxMail.held_until.is_not(None))
    query = query.where(OutboxMail.member_id.in_(member_ids.union(together(member_ids))))
    known = {id(each) for each in found}
    return [each for each in db.session.scalars(query.with_for_update(skip_locked=True)) if id(each) not in known]


def _is_due(now: datetime) -> ColumnElement[bool]:
    may_leave = _has_come(OutboxMail.not_before, now) & _has_come(OutboxMail.held_until, now, rules.MAX_HOLD)
    return (OutboxMail.state == WAITING) & _has_come(OutboxMail.claimed_until, now) & may_leave


def _has_come(
    at: InstrumentedAttribute[datetime | None], now: datetime, most: timedelta = 2 * MAX_RETRY_DELAY
) -> ColumnElement[bool]:
    """Whether a moment has passed, or is so far ahead that the clock must have been set back since
    it was written."""
    return or_(at.is_(None), at <= now, at > now + most)


def is_waiting() -> bool:
    """Whether a mail is due."""
    return db.session.scalar(select(OutboxMail.kind).where(_is_due(clock.now())).limit(1)) is not None


def record_deliveries(tried: Iterable[tuple[ClaimedMail, Delivery]]) -> list[ClaimedMail]:
    """Record each delivery, unless the mail was queued again meanwhile. Returns the mails that are
    given up."""
    given_up = []
    with writing():
        for letter, delivery in sorted(tried, key=lambda each: _key(each[0])):
            if delivery.how == "sent":
                _record_sent(letter)
            elif delivery.how == "untried":
                db.session.execute(update(OutboxMail).where(_still_claimed(letter)).values(claimed_until=None))
            elif delivery.how == "refused" or letter.tries + 1 >= _max_tries(letter):
                _fail(letter, delivery)
                given_up.append(letter)
            else:
                _try_later(letter, delivery)

        _forget_old()

    return given_up


def _key(letter: ClaimedMail) -> tuple[str, int, int]:
    """Sort key: the order in which `put` locks rows, so that two transactions cannot deadlock."""
    return letter.kind, letter.subject_id, letter.member_id


def _record_sent(letter: ClaimedMail) -> None:
    if letter.kind in LINKS:
        values = {"state": SENT, "settled_at": clock.now(), "reply": None, "claimed_until": None}
        db.session.execute(update(OutboxMail).where(_still_claimed(letter)).values(**values))
    else:
        db.session.execute(delete(OutboxMail).where(_still_claimed(letter)))


def _fail(letter: ClaimedMail, delivery: Delivery) -> None:
    values = {"state": FAILED, "tries": letter.tries + 1, "reply": delivery.reply, "claimed_until": None}
    if letter.kind in LINKS:
        values["settled_at"] = clock.now()
    db.session.execute(update(OutboxMail).where(_still_claimed(letter)).values(**values))


def _try_later(letter: ClaimedMail, delivery: Delivery) -> None:
    pause = min(timedelta(minutes=2 ** min(letter.tries, 6)), MAX_RETRY_DELAY)
    values = {"tries": letter.tries + 1, "not_before": clock.now() + pause, "reply": delivery.reply}
    db.session.execute(update(OutboxMail).where(_still_claimed(letter)).values(**values, claimed_until=None))


def _max_tries(letter: ClaimedMail) -> int:
    return MAX_SIGN_IN_TRIES if letter.kind == SIGN_IN else MAX_TRIES


def _still_claimed(letter: ClaimedMail) -> ColumnElement[bool]:
    of_letter = (OutboxMail.kind == letter.kind) & (OutboxMail.subject_id == letter.subject_id)
    return of_letter & (OutboxMail.member_id == letter.member_id) & (OutboxMail.claimed_until == letter.claimed_until)


def _forget_old() -> None:
    for kind, life in LINK_RETENTION.items():
        old = (OutboxMail.kind == kind) & (OutboxMail.state != WAITING) & (OutboxMail.settled_at < clock.now() - life)
        db.session.execute(delete(OutboxMail).where(old))


def hold(letters: Iterable[tuple[ClaimedMail, datetime]]) -> None:
    """Give mails back that their account wants later, each until a moment."""
    ordered = sorted(letters, key=lambda each: _key(each[0]))
    with writing():
        for letter, until in ordered:
            values = {"held_until": until, "claimed_until": None}
            db.session.execute(update(OutboxMail).where(_still_claimed(letter)).values(**values))


def release(member_ids: Collection[int]) -> None:
    """Let mails that are held leave now, in the caller's transaction: the account chose otherwise."""
    held = (OutboxMail.held_until.is_not(None)) & OutboxMail.member_id.in_(member_ids)
    db.session.execute(update(OutboxMail).where(held, OutboxMail.state == WAITING).values(held_until=clock.now()))


def forget(letters: Iterable[ClaimedMail]) -> None:
    """Delete mails that have become pointless."""
    with writing():
        for letter in sorted(letters, key=_key):
            db.session.execute(delete(OutboxMail).where(_still_claimed(letter)))


def clear() -> None:
    """Delete every queued mail."""
    with writing():
        db.session.execute(delete(OutboxMail))
