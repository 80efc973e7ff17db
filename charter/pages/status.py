"""Monitoring: liveness, readiness, and metrics for Prometheus."""

import hmac
import shutil
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request
from flask_babel import lazy_gettext as _l
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from charter import database
from charter.collab.presence import local
from charter.config import VERSION
from charter.core import clock
from charter.core.errors import NotAllowed
from charter.database import db, writing
from charter.extensions import socketio
from charter.journal.models import Checkpoint
from charter.outbox.models import WAITING, OutboxMail
from charter.votes.models import BallotEvent
from charter.web import metrics
from charter.web.access import allows
from charter.web.realtime import process_hints

MIN_FREE_BYTES = 100 * 2**20
"""Free disk space below which a site is not ready."""
MAX_MAIL_DELAY_S = 3600
"""Seconds by which a mail may be late before the site is not ready."""
LOOPBACK = ("127.0.0.1", "::1")

bp = Blueprint("status", __name__)


@bp.get("/healthz")
@allows("site.read")
def healthz() -> Response:
    """Liveness: asks nothing else, so that an outage of the database does not restart the process."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
@allows("site.read")
def readyz() -> tuple[Response, int]:
    """Readiness: whether this process can work, and what prevents it."""
    checks = {"database": _database(), "disk": _disk(), "redis": not process_hints.is_used() or process_hints.is_up()}
    checks["mail"] = checks["database"] and _mails_late() < MAX_MAIL_DELAY_S
    is_ready = all(checks.values())
    return jsonify(ready=is_ready, version=VERSION, **checks), 200 if is_ready else 503


@bp.get("/metrics")
@allows("site.read")
def show_metrics() -> Response:
    """Metrics for Prometheus: for this machine, or with the token."""
    if not (_is_from_here() or _shows_token()):
        raise NotAllowed(_l("Your role does not allow this."))
    _measure()
    return Response(generate_latest(metrics.REGISTRY), content_type=CONTENT_TYPE_LATEST)


def _is_from_here() -> bool:
    """Whether the request comes from this machine, and not through a proxy on it, which would speak
    for everybody."""
    is_forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return request.remote_addr in LOOPBACK and not is_forwarded


def _shows_token() -> bool:
    token = current_app.config["CHARTER"].metrics_token
    shown = request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(shown.encode(), f"Bearer {token}".encode())


def _database() -> bool:
    """Whether the database accepts writes and has every migration."""
    try:
        with writing():
            read_only = db.engine.dialect.name == "postgresql" and _scalar(text("SHOW transaction_read_only")) == "on"
        return not read_only and database.is_current()
    except SQLAlchemyError:
        return False


def _disk() -> bool:
    return shutil.disk_usage(current_app.instance_path).free > MIN_FREE_BYTES


def _mails_late() -> float:
    """Seconds by which the oldest due mail is late."""
    oldest = _scalar(select(func.min(OutboxMail.not_before)).where(OutboxMail.state == WAITING))
    return max(0.0, (clock.now() - oldest).total_seconds()) if oldest else 0.0


def _measure() -> None:
    last = _scalar(select(Checkpoint.at).order_by(Checkpoint.size.desc()).limit(1))
    metrics.SOCKETS.set(len(socketio.server.eio.sockets))
    metrics.CLAUSES_OPEN.set(len(local.opened()))
    metrics.BALLOTS.set(_scalar(select(func.count()).select_from(BallotEvent)))
    metrics.OUTBOX.set(_scalar(select(func.count()).select_from(OutboxMail).where(OutboxMail.state == WAITING)))
    metrics.OUTBOX_LATE.set(_mails_late())
    metrics.CHECKPOINT_AGE.set((clock.now() - last).total_seconds() if last else float("nan"))
    metrics.POOL_IN_USE.set(db.engine.pool.checkedout())  # type: ignore[attr-defined]
    metrics.VERSION.labels(VERSION).set(1)


def _scalar(query: Any) -> Any:
    return db.session.scalar(query)
