"""Turn refusals and failures into answers, in one place."""

import logging
from math import ceil
from typing import Any

from flask import Flask, current_app, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse

from charter.core import clock
from charter.core.errors import Refused
from charter.database import is_passing
from charter.extensions import limiter
from charter.web import failure_log, request_log
from charter.web.access import EVERYONE, PERMISSIONS, SignInFirst, person
from charter.web.input import typed_words
from charter.web.input.typed_words import Typed

log = logging.getLogger("charter")
RETRY_AFTER_S = 5
Answer = tuple[str, int] | BaseResponse


def install(app: Flask) -> None:
    """Answer every refusal and failure of `app` with a page that says what happened and what to
    do."""
    app.register_error_handler(SignInFirst, _sign_in)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _failed)


def _page(status: int, *reasons: object) -> Answer:
    """The page with the reasons. If rendering fails, as it does without a database, a page that
    needs none."""
    request_log.refused(reasons)
    try:
        return _made(status, *reasons)
    except Exception as problem:
        return _failed(problem)


def _made(status: int, *reasons: object, failing: bool = False) -> tuple[str, int]:
    if failing:
        g.person = None  # or anything on the page that depends on who reads it would ask the database
    typed = _typed()
    shown = {"status": status, "reasons": reasons, "request_id": request_log.request_id(), "typed": typed}
    may_send = bool(typed) and _is_from_here()
    return render_template("error.html", **shown, may_send=may_send, failing=failing), status


def _typed() -> list[Typed]:
    """The fields of the refused form, if it holds a person's words, so that they are not lost."""
    try:
        return typed_words.of(request.form.items(multi=True))
    except RequestEntityTooLarge:  # that form is not read, whatever else is wrong
        return []


def _is_from_here() -> bool:
    """Whether the form was on a page of ours: one that another site filled in must not be sent
    again with one click."""
    origin = request.origin or request.referrer or ""
    return request.url_rule is not None and f"{origin}/".startswith(request.host_url)


def _sign_in(no: SignInFirst) -> Answer:
    if request.method == "GET" and not request.headers.get("X-Part"):
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)
    return _page(403, *no.reasons)


def _refused(no: Refused) -> Answer:
    return _page(no.status, *(no.reasons or [_nothing_here()]))


def _nothing_here() -> str:
    return str(_("There is nothing at this address. It may have moved or been removed."))


def _is_signed_out() -> bool:
    """Whether the form is for members and nobody is signed in any more, as after signing out in
    another tab."""
    page: Any = current_app.view_functions[request.endpoint or ""]
    return PERMISSIONS[page.permission] != EVERYONE and person() is None


def _expired(_error: CSRFError) -> Answer:
    try:
        if _is_signed_out():
            return _page(403, _("You are no longer signed in, and nothing was recorded. Sign in, then send it again."))
    except Exception as problem:
        return _failed(problem)

    if _typed() and _is_from_here() and not request.headers.get("X-Part"):
        return _page(400, _("This form has expired. What you wrote is kept below: send it again from here."))

    return _page(
        400, _("This form has expired. Reload the page where it was and send it again: what you wrote is kept.")
    )


def _too_many() -> str:
    """A rate limit was exceeded: when to try again, rounded up by a second; some limits last an
    hour."""
    limit = limiter.current_limit
    minutes = max(1, ceil((limit.reset_at - 1 - clock.now().timestamp()) / 60)) if limit else 1

    return str(
        ngettext(
            "Too many requests in a short time. Try again in a minute.",
            "Too many requests in a short time. Try again in %(num)s minutes.",
            minutes,
        )
    )


def _http(error: HTTPException) -> Answer:
    reasons: dict[int, str] = {
        404: _nothing_here(),
        405: _("This address does not accept that kind of request."),
        413: _("What you sent is too large, and was not read. Go back: what you wrote is still there; shorten it."),
    }

    code = error.code or 500
    if code < 400:
        return error.get_response()
    if code == 429:
        return _page(code, _too_many())

    return _page(code, reasons.get(code, _("This request was not understood.")))


def _failed(error: Exception) -> Answer:
    """A failure on our side, on a page that needs no database. A passing one may be retried."""
    if not is_passing(error):
        log.error(
            "request %s failed: %s %s",
            request_log.request_id(),
            request_log.method(),
            request_log.route(),
            exc_info=error,
        )

        why = _("Something went wrong on our side, and nothing was changed. Please try again.")
        return _certain(500, why)

    failure_log.report(log, "request %s failed", request_log.request_id(), problem=error)
    why = _("The database is busy or cannot be reached just now, and nothing was changed. Try again in a moment.")
    answer = make_response(_certain(503, why))
    answer.headers["Retry-After"] = str(RETRY_AFTER_S)

    return answer


def _certain(status: int, why: str) -> Answer:
    """The page that says why; in bare words if that page fails too, as where a template is at
    fault."""
    try:
        return _made(status, why, failing=True)
    except Exception:
        number = request_log.request_id()
        log.exception("request %s: the page that says what failed has failed too", number)
        return BaseResponse(f"{why}\n{number}\n", status, mimetype="text/plain")
