"""Queue invitations, remember that they were queued, and tell who got none."""

from collections.abc import Iterable

from sqlalchemy import insert, select

from charter.accounts.models import Invitation, Session
from charter.core import clock
from charter.database import db
from charter.outbox import actions as outbox
from charter.outbox.models import INVITATION


def queue(member_ids: Iterable[int], language: str | None) -> None:
    """Queue a mail with an invitation to each member, in the caller's transaction."""
    found = sorted(set(member_ids))
    if found:
        outbox.put(INVITATION, 0, found, language)
        now = clock.now()
        db.session.execute(insert(Invitation), [{"member_id": each, "queued_at": now} for each in found])


def strangers(member_ids: Iterable[int]) -> set[int]:
    """Those of these members who were never invited, and never came."""
    ids = set(member_ids)
    invited = select(Invitation.member_id).where(Invitation.member_id.in_(ids))
    came = select(Session.member_id).where(Session.member_id.in_(ids))
    return ids - set(db.session.scalars(invited.union(came)))
