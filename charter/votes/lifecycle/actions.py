"""Shortcuts for moderators: put a clause to the vote at once, and remind electors who have not
voted."""

from collections.abc import Mapping
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, update

from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.core import clock
from charter.core.errors import Refused
from charter.database import rows_changed, writing
from charter.journal import actions as journal
from charter.outbox import actions as outbox
from charter.votes import queries
from charter.votes.ballots import queries as ballot_queries
from charter.votes.lifecycle import dual_control, opening, preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.models import Vote

REMINDER_INTERVAL = timedelta(minutes=10)
"""Minimum time between two reminders of one vote."""


def put_to_vote(
    clause_id: int, by: Member, settings: Settings | None = None, seen: Mapping[str, str] | None = None
) -> Vote:
    """Prepare a vote on one clause and open it, in one transaction. Refused as by
    `opening.open_vote`; where two moderators are required, it stays prepared with a request."""
    with writing():
        clause = clauses.get(clause_id)
        charters.lock(clause.charter_id)
        clauses.lock([clause_id])
        subject = Subject("clause", [clause_id])
        vote = preparing.prepare_locked(clause.charter_id, subject, settings or Settings(), by)
        if seen is not None:
            opening.check_seen(vote, seen)

        # The usual model of a charter may ask for two persons: this shortcut is no way around it.
        if dual_control.agrees(vote, "open", by):
            opening.open_locked(vote, by)
        topics = queries.topics(vote)

    opening.notify(topics)
    return vote


def remind(vote_id: int, by: Member) -> int:
    """Mail every elector who has not voted; returns their number. Refused within
    `REMINDER_INTERVAL` of the last reminder."""
    with writing():
        vote = queries.lock(vote_id)
        if vote.stage != "open" or vote.over_at:
            raise Refused(_l("This vote is not open any more."))

        now = clock.now()
        since, until = now - REMINDER_INTERVAL, now + REMINDER_INTERVAL  # later than that: the clock was set back
        is_due = or_(Vote.reminded_at.is_(None), Vote.reminded_at <= since, Vote.reminded_at >= until)
        if rows_changed(update(Vote).where(Vote.id == vote_id, is_due).values(reminded_at=now)) == 0:
            minutes = REMINDER_INTERVAL // timedelta(minutes=1)
            raise Refused(_l("They were reminded less than %(minutes)s minutes ago.", minutes=minutes))

        to_remind = [elector.member_id for elector in ballot_queries.electors_without_ballot(vote_id)]
        journal.record("vote.reminded", f"vote:{vote_id}", by=by, charter_id=vote.charter_id)
        outbox.gather("vote.reminder", vote_id, to_remind, vote.closes_at)

    return len(to_remind)
