"""Open and close votes when their time has come. Every serving process looks; the statement that acts lets one win."""

import logging
from threading import Event

from flask import Flask
from sqlalchemy import or_, select

from charter.core import clock
from charter.core.errors import Refused
from charter.database import db
from charter.extensions import socketio
from charter.votes.ballots import secrecy
from charter.votes.lifecycle import closing, opening
from charter.votes.models import Vote
from charter.web import failure_log

log = logging.getLogger("charter.votes")
EVERY = 1.0
"""Seconds between two looks. A ballot that comes later than the closing time is refused whoever has looked."""

_could_not: dict[int, str] = {}
"""Why a vote could not be opened at its time, so that it is written to the journal once and not each second."""


def start(app: Flask) -> None:
    """Start looking, once for each process that serves."""
    socketio.start_background_task(run, app, Event())


def run(app: Flask, ended: Event) -> None:
    """Look at once, for what was due while nothing was served, and again and again until it is `ended`."""
    while True:
        try:
            with app.app_context():
                act()
        except Exception:  # a database that is away for a minute must not end this for ever
            failure_log.tell(log, "the times of votes could not be looked at")

        if ended.wait(EVERY):
            return


def act() -> None:
    """Open and close everything that is due, and wipe what a vote that ended left behind."""
    secrecy.wipe_if_due()
    now = clock.now()
    opens = (Vote.stage == "prepared") & (Vote.opens_at <= now)
    closes = (Vote.stage == "open") & (Vote.closes_at <= now) & Vote.over_at.is_(None)
    due = db.session.execute(select(Vote.id, Vote.stage).where(or_(opens, closes)).order_by(Vote.position)).all()

    for vote_id, stage in due:
        try:
            if stage == "open":
                closing.close(vote_id, by=None)
            else:
                opening.open_vote(vote_id, by=None)
        except Refused as no:
            _note(vote_id, stage, no)
        except Exception:  # one vote must not keep the others from their time
            failure_log.tell(log, "vote %d could not be acted upon", vote_id)
            db.session.rollback()


def _note(vote_id: int, stage: str, no: Refused) -> None:
    """Another process was first, or an obstacle stands in the way of opening; it may go while we try again."""
    if stage == "prepared" and _could_not.get(vote_id) != str(no):
        _could_not[vote_id] = str(no)
        log.warning("vote %d cannot open at its time: %s", vote_id, no)


def forget_all() -> None:
    """Say again what could not be done."""
    _could_not.clear()
