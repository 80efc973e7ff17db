"""Close rounds at their times. Every serving process looks; the conditional update lets one succeed."""

import logging
from collections.abc import Callable

from flask import Flask

from charter.amendments.rounds import actions
from charter.core.errors import Refused
from charter.database import db
from charter.web import failure_log
from charter.web.background import Background

log = logging.getLogger("charter.amendments")
LOOK_INTERVAL_S = 5.0
"""Seconds between two looks. An amendment after the closing time is refused even before the next one."""


def install(app: Flask) -> None:
    """Look for rounds whose time has come, while the server runs."""
    background: Background = app.extensions["background"]
    background.every(LOOK_INTERVAL_S, act_on_due, "the times of rounds of amendments could not be looked at")


def act_on_due() -> None:
    """Close every round that is due, and tell delegates of those that are soon."""
    for round_id in actions.due():
        _try(lambda round_id: actions.close(round_id, by=None), round_id)
    for round_id in actions.due_for_reminder():
        _try(actions.remind, round_id)


def _try(verb: Callable[[int], None], round_id: int) -> None:
    try:
        verb(round_id)
    except Refused:
        pass  # another process was first, or its time was put off
    except Exception:  # one round must not keep the others from their time
        failure_log.report(log, "round %d could not be acted upon", round_id)
        db.session.rollback()
