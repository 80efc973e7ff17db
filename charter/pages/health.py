"""The checks of readiness, and the metrics that are measured when they are shown."""

import shutil
from typing import Any

from flask import current_app
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from charter import database
from charter.collab.extension import collab
from charter.config import VERSION
from charter.core import clock
from charter.database import db, writing
from charter.extensions import socketio
from charter.journal.models import Checkpoint
from charter.outbox.models import WAITING, OutboxMail
from charter.votes.models import BallotEvent
from charter.web import metrics

MIN_FREE_BYTES = 100 * 2**20
"""Free disk space below which a site is not ready."""


def accepts_writes() -> bool:
    """Whether the database accepts writes and has every migration."""
    try:
        with writing():
            read_only = db.engine.dialect.name == "postgresql" and _scalar(text("SHOW transaction_read_only")) == "on"
        return not read_only and database.is_current()
    except SQLAlchemyError:
        return False


def has_free_space() -> bool:
    """Whether the disk of the instance has `MIN_FREE_BYTES`."""
    return shutil.disk_usage(current_app.instance_path).free > MIN_FREE_BYTES


def seconds_mails_are_late() -> float:
    """Seconds by which the oldest due mail is late."""
    oldest = _scalar(select(func.min(OutboxMail.not_before)).where(OutboxMail.state == WAITING))
    return max(0.0, (clock.now() - oldest).total_seconds()) if oldest else 0.0


def measure() -> None:
    """Set the gauges that are not counted as things happen."""
    last = _scalar(select(Checkpoint.at).order_by(Checkpoint.size.desc()).limit(1))
    metrics.SOCKETS.set(len(socketio.server.eio.sockets))
    metrics.CLAUSES_OPEN.set(len(collab.presence.open_clauses()))
    metrics.BALLOTS.set(_scalar(select(func.count()).select_from(BallotEvent)))
    metrics.OUTBOX.set(_scalar(select(func.count()).select_from(OutboxMail).where(OutboxMail.state == WAITING)))
    metrics.OUTBOX_LATE.set(seconds_mails_are_late())
    metrics.CHECKPOINT_AGE.set((clock.now() - last).total_seconds() if last else float("nan"))
    metrics.POOL_IN_USE.set(db.engine.pool.checkedout())  # type: ignore[attr-defined]
    metrics.VERSION.labels(VERSION).set(1)


def _scalar(query: Any) -> Any:
    return db.session.scalar(query)
