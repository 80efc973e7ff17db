"""Two moderators for one step, where a vote is set so: the first asks, another one does it."""

from flask_babel import lazy_gettext as _l

from charter.accounts.models import Member
from charter.core.errors import Refused
from charter.database import db
from charter.journal import actions as journal
from charter.votes.models import Request, Vote

STEPS = ("open", "close", "cancel", "extend")


def agrees(vote: Vote, step: str, by: Member, reason: str = "") -> bool:
    """Whether a step may be done now; if it waits for a second moderator, that is recorded in the open transaction.

    Refused to the moderator who has asked already.
    """
    if not vote.two_persons:
        return True
    asked = db.session.get(Request, (vote.id, step))
    if asked and asked.asked_by_id == by.id:
        raise Refused(_l("You have asked for this; another moderator must confirm it."))
    if asked and asked.reason == reason:
        db.session.delete(asked)
        return True
    if asked:
        db.session.delete(asked)
        db.session.flush()
    db.session.add(Request(vote_id=vote.id, step=step, reason=reason, asked_by_id=by.id, asked_by=by.label))
    facts = {"step": step, "reason": reason}
    journal.record("vote.step_asked", f"vote:{vote.id}", by=by, charter_id=vote.charter_id, **facts)
    return False


def withdraw(vote: Vote) -> None:
    """Forget what was asked, in the open transaction: the vote has ended, or is to be held otherwise."""
    for step in STEPS:
        if asked := db.session.get(Request, (vote.id, step)):
            db.session.delete(asked)
