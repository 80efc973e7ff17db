"""The member behind this request or socket event.

A socket keeps the cookie it connected with for as long as it lives; only the database knows whether the session has
been revoked, or the member suspended or given another role, since.
"""

from collections.abc import Collection
from datetime import datetime

from flask import session
from sqlalchemy import BindParameter, ColumnElement, and_, select

from charter.accounts.models import Member, Session
from charter.core import clock
from charter.core.ids import token_digest
from charter.database import db
from charter.web.access import SignInFirst, person

COOKIE_KEY = "key"


def member() -> Member | None:
    """The member signed in here, read afresh; None when nobody is, or no longer."""
    session_now = signed_in()
    return db.session.get(Member, session_now.member_id, populate_existing=True) if session_now else None


def signed_in() -> Session | None:
    """The session that this browser's cookie names, if it still holds."""
    key = session.get(COOKIE_KEY)
    if not key:
        return None
    query = (
        select(Session)
        .join(Member, Member.id == Session.member_id)
        .where(Session.key_digest == token_digest(key), _lasts(clock.now()), Member.suspended_at.is_(None))
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(query)


def session_id() -> int:
    """The number of the session signed in here; 0 when there is none."""
    session_now = signed_in()
    return session_now.id if session_now else 0


def lasting(session_ids: Collection[int]) -> set[int]:
    """Those of these sessions that still hold, with their member not suspended."""
    query = select(Session.id).join(Member, Member.id == Session.member_id)
    query = query.where(Session.id.in_(session_ids), _lasts(clock.now()), Member.suspended_at.is_(None))
    return set(db.session.scalars(query))


def holds(session_id: BindParameter[int], now: BindParameter[datetime]) -> ColumnElement[bool]:
    """SQL: the session of this number still holds, and is that of the member of this row."""
    return and_(Session.id == session_id, Session.member_id == Member.id, _lasts(now))


def _lasts(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    return and_(Session.revoked_at.is_(None), Session.expires_at > now)


def acting() -> Member:
    """The member signed in here, where the guard has already made sure that there is one."""
    who = person()
    if not isinstance(who, Member):
        raise SignInFirst
    return who
