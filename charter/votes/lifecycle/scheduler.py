"""Open and close votes at their times. Every serving process tries; the conditional update lets one
succeed."""

import logging

from flask import Flask, current_app
from sqlalchemy import or_, select
from werkzeug.local import LocalProxy

from charter.core import clock
from charter.core.errors import Refused
from charter.database import db
from charter.votes.ballots.secrecy import pending_wipe
from charter.votes.lifecycle import closing, opening
from charter.votes.models import Vote
from charter.web import failure_log
from charter.web.background import Background

log = logging.getLogger("charter.votes")
LOOK_INTERVAL_S = 1.0
"""Seconds between two looks. A ballot after the closing time is refused even before the next one.
"""


class Scheduler:
    """Looks for votes whose time has come, while the server runs."""

    def __init__(self, app: Flask) -> None:
        self._logged: dict[int, str] = {}
        """Last reason a scheduled opening failed, by vote, so that it is logged once."""
        background: Background = app.extensions["background"]
        background.every(LOOK_INTERVAL_S, self.open_and_close_due, "the times of votes could not be looked at")

    def open_and_close_due(self) -> None:
        """Open and close everything that is due, and wipe what ended votes left behind."""
        pending_wipe.wipe_if_due()
        for vote_id, stage in _due():
            try:
                if stage == "open":
                    closing.close(vote_id, by=None)
                else:
                    opening.open_vote(vote_id, by=None)
            except Refused as no:
                self._log_refusal(vote_id, stage, no)
            except Exception:  # one vote must not keep the others from their time
                failure_log.report(log, "vote %d could not be acted upon", vote_id)
                db.session.rollback()

    def _log_refusal(self, vote_id: int, stage: str, no: Refused) -> None:
        """Another process was first, or an obstacle prevents the opening; it may go while we try
        again."""
        if stage == "prepared" and self._logged.get(vote_id) != str(no):
            self._logged[vote_id] = str(no)
            log.warning("vote %d cannot open at its time: %s", vote_id, no)


def _due() -> list[tuple[int, str]]:
    """The votes whose time has come, with their stages, in the order of the agenda."""
    now = clock.now()
    opens = (Vote.stage == "prepared") & (Vote.opens_at <= now)
    closes = (Vote.stage == "open") & (Vote.closes_at <= now) & Vote.over_at.is_(None)
    due = select(Vote.id, Vote.stage).where(or_(opens, closes)).order_by(Vote.position)
    return [(vote_id, stage) for vote_id, stage in db.session.execute(due)]


scheduler: Scheduler = LocalProxy(lambda: current_app.extensions["votes"].scheduler)  # type: ignore[assignment]
"""That of the present app."""
