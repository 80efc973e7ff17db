"""A checkpoint each hour, if anything was written since the last one. Every serving process tries."""

import logging
from datetime import timedelta
from threading import Event

from flask import Flask
from sqlalchemy import func, select

from charter.core import clock
from charter.database import db, writing
from charter.extensions import socketio
from charter.journal import checkpoints
from charter.journal.actions import take_turns
from charter.journal.models import Entry
from charter.web import failure_log

log = logging.getLogger("charter.journal")
HOUR = timedelta(hours=1)
EVERY = 60.0
"""Seconds between two looks."""


def start(app: Flask) -> None:
    """Start looking, once for each process that serves."""
    socketio.start_background_task(run, app, Event())


def run(app: Flask, ended: Event) -> None:
    """Look at once and then each minute, until it is `ended`."""
    while True:
        try:
            with app.app_context():
                take_if_due()
        except Exception:  # a database that is away for a minute must not end this for ever
            failure_log.tell(log, "no checkpoint could be taken")

        if ended.wait(EVERY):
            return


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
