"""A checkpoint each hour, if anything was written since the last one. Every serving process
tries."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from charter.core import clock
from charter.database import db, writing
from charter.journal import checkpoints
from charter.journal.actions import take_turns
from charter.journal.models import Entry
from charter.web.background import Background

HOUR = timedelta(hours=1)
LOOK_INTERVAL_S = 60.0


def install(app: Flask) -> None:
    """Look for one that is due while the server runs."""
    background: Background = app.extensions["background"]
    background.every(LOOK_INTERVAL_S, take_if_due, "no checkpoint could be taken")


def take_if_due() -> bool:
    """Take a checkpoint if the last one is an hour old and does not cover everything. Returns
    whether one was taken."""
    if not _is_due():
        return False

    with writing():
        take_turns()
        is_due = _is_due()  # another process may have been first
        if is_due:
            checkpoints.take("hourly")

    return is_due


def _is_due() -> bool:
    last = checkpoints.latest()
    newest = db.session.scalar(select(func.max(Entry.seq))) or 0
    if newest == (last.size if last else 0):
        return False
    return last is None or abs(clock.now() - last.at) >= HOUR  # in whichever direction the clock was set
