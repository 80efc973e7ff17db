"""Sign in, act under another mandate of the same account, sign out."""

from collections.abc import Collection
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from charter.accounts import queries, rules
from charter.accounts.models import Member, Session, SignInLink
from charter.core import clock, signals
from charter.core.errors import NotAllowed, Refused
from charter.core.ids import token, token_digest
from charter.database import db, rows_changed, writing
from charter.web.access import SignInFirst


def sign_in(secret: str, browser: str) -> str:
    """Use a link and start a session; returns the session's key. Refused if the link is used,
    expired or unknown."""
    with writing():
        link = select(SignInLink).where(SignInLink.secret_digest == token_digest(secret))
        found = db.session.scalar(link)
        if found is None or not _use_up(found):
            raise Refused(_l("This link has been used or is too old."))

        member = queries.get(found.member_id)
        require_in_force(member)
        now = clock.now()
        return _start(member, browser, now, now + rules.session_life(member.role))


def _use_up(link: SignInLink) -> bool:
    now = clock.now()
    unused = update(SignInLink).where(
        SignInLink.id == link.id, SignInLink.used_at.is_(None), SignInLink.expires_at > now
    )
    return rows_changed(unused.values(used_at=now)) == 1


def _start(member: Member, browser: str, signed_in_at: datetime, expires: datetime) -> str:
    """Add a session to the transaction; returns its key."""
    key = token()
    moments = {"started_at": signed_in_at, "expires_at": expires}
    db.session.add(Session(member_id=member.id, key_digest=token_digest(key), browser=browser[:200], **moments))
    return key


def require_in_force(member: Member) -> None:
    """Raise Refused if a mandate is suspended, or has not begun, or has ended."""
    if member.suspended_at:
        raise Refused(_l("This account is suspended. Write to the secretary."))
    if not rules.has_begun(member.begins_at, clock.now()):
        raise Refused(_l("This mandate has not begun. Write to the secretary."))
    if rules.has_ended(member.ends_at, clock.now()):
        raise Refused(_l("This mandate has ended. Write to the secretary."))


def act_as(member_id: int, here: Session) -> str:
    """End a session, and start another one in the same browser under another mandate of the same
    account; returns its key. NotAllowed for a mandate of another account, Refused where the sign-in
    is older than a session of that role lasts.

    A session keeps its mandate for life: a page that was opened under the earlier one cannot act
    under the new one by mistake.
    """
    with writing():
        before, member = queries.get(here.member_id), queries.get(member_id)
        if member.account_id != before.account_id:
            raise NotAllowed(_l("This mandate is of another account."))
        require_in_force(member)

        # From the sign-in on: switching to and fro does not lengthen a session, nor does a delegate's
        # week, in a browser left open, lead to what a moderator may do for twelve hours.
        expires = min(here.expires_at, here.started_at + rules.session_life(member.role))
        if expires <= clock.now():
            raise Refused(
                _l("Sign in again to act as %(name)s: your sign-in is too old for this role.", name=member.label)
            )
        key = _start(member, here.browser, here.started_at, expires)
        _end(here)
        member_before = before.id

    signals.session_revoked.send(member_before)
    return key


def _end(here: Session) -> None:
    """End the session that another one replaces; SignInFirst if it ended meanwhile, as from another device or with
    a change of address."""
    lasting = update(Session).where(Session.id == here.id, Session.revoked_at.is_(None))
    if rows_changed(lasting.values(revoked_at=clock.now())) == 0:
        raise SignInFirst(_l("Sign in to do this."))


def revoke(session_id: int, member: Member) -> None:
    """End one of the sessions of a member's account at once, on whatever device."""
    with writing():
        mandates = select(Member.id).where(Member.account_id == member.account_id)
        own = update(Session).where(Session.id == session_id, Session.member_id.in_(mandates))
        ended = own.values(revoked_at=clock.now()).returning(Session.member_id)
        member_ids = list(db.session.scalars(ended))

    for member_id in member_ids:
        signals.session_revoked.send(member_id)


def shorten(member: Member) -> None:
    """Limit a member's sessions to what their present role allows."""
    latest = clock.now() + rules.session_life(member.role)
    longer = update(Session).where(Session.member_id == member.id, Session.expires_at > latest)
    db.session.execute(longer.values(expires_at=latest))


def end_all(member_ids: Collection[int]) -> None:
    """End every session of these mandates and use up their links, in the caller's transaction."""
    now = clock.now()
    unused = update(SignInLink).where(SignInLink.member_id.in_(member_ids), SignInLink.used_at.is_(None))
    db.session.execute(unused.values(used_at=now))
    open_ones = update(Session).where(Session.member_id.in_(member_ids), Session.revoked_at.is_(None))
    db.session.execute(open_ones.values(revoked_at=now))
