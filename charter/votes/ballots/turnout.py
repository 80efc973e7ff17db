"""How many have voted, told to the pages that show it: at most once a second, however many vote.

Each process counts for the pages that it serves, so no page hears an older number after a newer one.
"""

import logging
from threading import Event
from time import sleep

from flask import Flask

from charter.charters import queries as charters
from charter.extensions import socketio
from charter.votes import queries
from charter.web import failure_log
from charter.web.realtime import change_events, process_hints

log = logging.getLogger("charter.votes")
EVERY = 1.0
"""Seconds between two tellings, at least."""

_cast: set[int] = set()
"""Votes in which this process has recorded ballots that it has told nobody of."""
_heard: set[int] = set()
"""Votes in which another process has."""
_due = Event()


def changed(vote_id: int) -> None:
    """A ballot was recorded here."""
    _cast.add(vote_id)
    _due.set()


def hear(_process: str, vote_id: int) -> None:
    """Ballots were recorded by another process."""
    _heard.add(vote_id)
    _due.set()


def tell() -> None:
    """Tell now whatever is due."""
    cast, due = set(_cast), _cast | _heard
    forget_all()
    for vote_id in cast:
        process_hints.send("turnout", vote_id)
    for vote_id in due:
        _tell(vote_id)


def _tell(vote_id: int) -> None:
    """The number itself goes only where everybody may read it; else each page asks for it, as who looks at it."""
    vote = queries.get(vote_id)
    if not vote.shows_turnout:
        return
    is_public = charters.is_public(charters.get(vote.charter_id))
    number = [queries.turnout(vote).cast] if is_public else []
    change_events.tell_here(f"vote:{vote_id}", "turnout", *number)


def forget_all() -> None:
    """Let go of what is due."""
    _cast.clear()
    _heard.clear()


def start(app: Flask) -> None:
    """Tell for as long as the process lives."""
    process_hints.hear("turnout", hear)
    socketio.start_background_task(_run, app)


def _run(app: Flask) -> None:
    while True:
        _due.wait()
        _due.clear()
        try:
            with app.app_context():
                tell()
        except Exception:  # whatever became of one telling, the next must come
            failure_log.tell(log, "the turnout could not be told")

        sleep(EVERY)
