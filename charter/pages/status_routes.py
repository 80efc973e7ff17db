"""Monitoring: liveness, readiness, and metrics for Prometheus."""

import hmac

from flask import Blueprint, Response, current_app, jsonify, request
from flask_babel import lazy_gettext as _l
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from charter.config import VERSION
from charter.core.errors import NotAllowed
from charter.pages import health
from charter.web import metrics
from charter.web.access import allows
from charter.web.realtime.process_bus import process_bus

MAX_MAIL_DELAY_S = 3600
"""Seconds by which a mail may be late before the site is not ready."""
LOOPBACK = ("127.0.0.1", "::1")

bp = Blueprint("status", __name__)


@bp.get("/healthz")
@allows("site.read")
def healthz() -> Response:
    """Liveness: asks nothing else, so that an outage of the database does not restart the
    process."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/readyz")
@allows("site.read")
def readyz() -> tuple[Response, int]:
    """Readiness: whether this process can work, and what prevents it."""
    checks = {
        "database": health.accepts_writes(),
        "disk": health.has_free_space(),
        "redis": not process_bus.is_used() or process_bus.is_up(),
    }
    checks["mail"] = checks["database"] and health.seconds_mails_are_late() < MAX_MAIL_DELAY_S
    is_ready = all(checks.values())
    return jsonify(ready=is_ready, version=VERSION, **checks), 200 if is_ready else 503


@bp.get("/metrics")
@allows("site.read")
def show_metrics() -> Response:
    """Metrics for Prometheus: for this machine, or with the token."""
    if not (_is_from_here() or _shows_token()):
        raise NotAllowed(_l("Your role does not allow this."))
    health.measure()
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
