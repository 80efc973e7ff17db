"""One log line per request: id, member id, route, status, duration. It contains no address, value
or name."""

import logging
import re
from collections.abc import Sequence
from time import monotonic
from uuid import uuid4

from flask import Flask, Response, current_app, g, request

from charter.web import metrics

log = logging.getLogger("charter.request")
_ID = re.compile("[0-9a-f]{12,32}")
_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
"""The HTTP methods of our routes. Clients may invent others, and each would become a metric of its
own."""


def install(app: Flask) -> None:
    """Number every request before anything can refuse it, and log it."""
    app.before_request_funcs.setdefault(None, []).insert(0, _begin)
    app.after_request(_end)


def request_id() -> str:
    """The id of this request: the proxy's, so that both logs can be read together, or our own."""
    if "request_id" not in g:
        given = request.headers.get("X-Request-ID", "") if int(current_app.config["CHARTER"].proxies) else ""
        g.request_id = given if _ID.fullmatch(given) else uuid4().hex[:12]
    number: str = g.request_id
    return number


def refused(reasons: Sequence[object]) -> None:
    """Note the reasons for the log line: the sentences without their values, which may be names."""
    g.refusal = " ".join(str(getattr(reason, "_args", [reason])[0]) for reason in reasons)


def route() -> str:
    """The route without its values: a sign-in link in the log would sign in whoever reads it."""
    return str(request.url_rule or "unknown address")


def method() -> str:
    """The method, if it is a known one."""
    return request.method if request.method in _METHODS else "other"


def _begin() -> None:
    request_id()
    g.began = monotonic()


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = request_id()
    took = (monotonic() - g.get("began", monotonic())) * 1000
    why = f": {g.refusal}" if "refusal" in g else ""
    said = (request_id(), g.get("member_id", 0), method(), route(), response.status_code, took, why)
    metrics.REQUESTS.labels(method(), route(), response.status_code).inc()
    metrics.REQUEST_SECONDS.observe(took / 1000)
    log.info("request %s member %d %s %s %d %.0f ms%s", *said)
    return response
