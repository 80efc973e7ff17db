"""Dual control (four eyes): in a vote set so, one moderator asks for a step and another one
confirms it."""

from enum import Enum
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from charter.accounts import queries as accounts
from charter.accounts.mandates import in_force
from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.core.errors import Refused
from charter.database import db
from charter.journal import actions as journal
from charter.votes.models import Request, Vote
from charter.web.access import PERMISSIONS

STEPS = ("open", "close", "cancel", "extend", "room")


class StepResult(Enum):
    """What became of a step that was asked for; a refusal is raised instead."""

    DONE = "done"
    AWAITS_SECOND = "awaits a second moderator"
    NOT_DUE = "not due"


def agrees(vote: Vote, step: str, by: Member, reason: str = "", entry: dict[str, Any] | None = None) -> bool:
    """Whether a step may be done now. If not, the request is stored in the caller's transaction.

    `entry`: the data of the step; the second moderator must ask for the same. Refused to the one
    who has asked already, under another mandate of their account too: whoever reads a mailbox acts
    under all of its mandates. A request is void once its author is no longer a moderator.
    """
    if not vote.two_persons:
        return True

    asked = db.session.get(Request, (vote.id, step), populate_existing=True)
    counts = any(each.step == step for each in open_requests(vote))
    is_same = asked is not None and (asked.reason, asked.entry) == (reason, entry)
    is_by_same_account = asked is not None and accounts.get(asked.asked_by_id).account_id == by.account_id
    if counts and is_by_same_account and (is_same or entry is None):
        raise Refused(_l("You have asked for this; another moderator must confirm it."))

    if asked:
        db.session.delete(asked)
        db.session.flush()

    if counts and is_same:
        return True

    request = Request(vote_id=vote.id, step=step, reason=reason, asked_by_id=by.id, asked_by=by.label, entry=entry)
    db.session.add(request)
    facts = {"step": step, "reason": reason}
    journal.record("vote.step_asked", f"vote:{vote.id}", by=by, charter_id=vote.charter_id, **facts)

    return False


def open_requests(vote: Vote) -> list[Request]:
    """Requests that await a second moderator; without those of members who are suspended or no
    longer moderators of its charter."""
    may_ask = Member.role.in_(PERMISSIONS["votes.manage"]) & in_force() & charters.takes_part()
    query = select(Request).join(Member, Member.id == Request.asked_by_id)
    query = query.join(Charter, Charter.id == vote.charter_id).where(Request.vote_id == vote.id, may_ask)
    return list(db.session.scalars(query.order_by(Request.step)))


def withdraw(vote: Vote) -> None:
    """Delete all requests, in the caller's transaction: the vote has ended, or its settings have
    changed."""
    for step in STEPS:
        if asked := db.session.get(Request, (vote.id, step)):
            db.session.delete(asked)
