"""The member behind this request or socket event.

A socket keeps the cookie it connected with. Only the database knows whether the session was revoked
since, or the mandate suspended, ended or given another role.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from flask import g, request, session
from sqlalchemy import BindParameter, ColumnElement, Executable, and_, bindparam, select

from charter.accounts import queries
from charter.accounts.mandates import in_force
from charter.accounts.models import Member, Session
from charter.core import clock
from charter.core.ids import token_digest
from charter.database import db
from charter.web.access import SignInFirst, person, takes_part

COOKIE_KEY = "key"


def member() -> Member | None:
    """The signed-in member, read from the database now; None if nobody is, or no longer."""
    found = _by_cookie(_MEMBER)
    g.session_id = found.session_id if found else 0
    return found.Member if found else None


def signed_in() -> Session | None:
    """The session that the cookie of this browser names, if it is valid."""
    found = _by_cookie(_SESSION)
    return found.Session if found else None


def _by_cookie(query: Executable) -> Any:
    key = session.get(COOKIE_KEY)
    return db.session.execute(query, {"key": token_digest(key), "now": clock.now()}).first() if key else None


def session_id() -> int:
    """The id of the present session, as read with its member; 0 if there is none."""
    number: int = g.session_id if person() else 0
    return number


def valid_sessions(session_ids: Collection[int]) -> set[int]:
    """Which of these sessions are still valid, under a mandate in force."""
    query = select(Session.id).join(Member, Member.id == Session.member_id)
    query = query.where(Session.id.in_(session_ids), _lasts(clock.now()), in_force())
    return set(db.session.scalars(query))


def is_valid(session_id: BindParameter[int], now: BindParameter[datetime]) -> ColumnElement[bool]:
    """SQL condition: the session with this id is valid and belongs to the member of this row."""
    return and_(Session.id == session_id, Session.member_id == Member.id, _lasts(now))


def _lasts(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    return and_(Session.revoked_at.is_(None), Session.expires_at > now)


_HERE = and_(
    Session.key_digest == bindparam("key"),
    _lasts(bindparam("now", type_=Session.expires_at.type)),
    in_force(),
)
_AFRESH = {"populate_existing": True}
_MEMBER = (
    select(Member, Session.id.label("session_id"))
    .join(Session, Session.member_id == Member.id)
    .where(_HERE)
    .execution_options(**_AFRESH)
)
_SESSION = select(Session).join(Member, Member.id == Session.member_id).where(_HERE).execution_options(**_AFRESH)


def voter() -> Member | None:
    """The signed-in member, read once per request, whatever page this is; None for the public."""
    who = person()
    return who if isinstance(who, Member) else None


def reader() -> Member | None:
    """The signed-in member where they take part in the charter of this page, or where it is of none;
    else None: they read what the public reads."""
    return voter() if takes_part() else None


def acting() -> Member:
    """The signed-in member, where the guard has made sure that there is one."""
    who = voter()
    if who is None:
        raise SignInFirst
    return who


def other_mandates() -> list[Member]:
    """The other mandates of the account that is signed in, under which it could act."""
    who = voter()
    return [each for each in queries.mandates_of(who) if each.id != who.id] if who else []


def zone() -> str | None:
    """The time zone in which this reader is shown moments; None for that of the site. A file says
    the same to everybody, so it is in that of the site."""
    is_file = request and request.blueprint == "export"
    who = voter() if request and not is_file else None
    return who.zone if who else None
