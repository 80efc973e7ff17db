"""The one place where a refusal becomes an answer."""

import logging
from uuid import uuid4

from flask import Flask, Response, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from charter.core.errors import Refused
from charter.web.access import SignInFirst

log = logging.getLogger("charter")
TYPED = ("title", "summary", "heading", "body", "note", "reason", "name")
"""The fields of our forms that hold a person's own words."""
Answer = tuple[str, int] | BaseResponse


def install(app: Flask) -> None:
    """Answer every refusal and failure of `app` with a page that says what happened and what to do."""
    app.before_request(_number)
    app.after_request(_name_request)
    app.register_error_handler(SignInFirst, _sign_in)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _failed)


def _number() -> None:
    g.request_id = uuid4().hex[:12]


def _name_request(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.get("request_id", "")
    return response


def _page(status: int, *reasons: object) -> tuple[str, int]:
    shown = {"reasons": reasons, "request_id": g.get("request_id"), "written": _written() if status != 413 else ""}
    return render_template("error.html", **shown), status


def _written() -> str:
    """What the person typed into the form that was refused, so that it is not lost with the page."""
    return "\n\n".join(value for name, value in request.form.items(multi=True) if name in TYPED and value)


def _sign_in(no: SignInFirst) -> Answer:
    if request.method == "GET" and not request.headers.get("X-Part"):
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")), 303)
    return _page(403, *no.reasons)


def _refused(no: Refused) -> Answer:
    log.info("request %s refused (%s): %s: %s", g.get("request_id"), no.status, _where(), no)
    return _page(no.status, *no.reasons)


def _where() -> str:
    """The page without its values: a sign-in link in the log would sign in whoever reads it."""
    return f"{request.method} {request.url_rule or 'unknown address'}"


def _expired(_error: CSRFError) -> Answer:
    return _page(
        400, _("This form has expired. Reload the page where it was and send it again; what you wrote is kept below.")
    )


def _http(error: HTTPException) -> Answer:
    reasons: dict[int, str] = {
        404: _("There is nothing at this address. It may have moved or been removed."),
        405: _("This address does not accept that kind of request."),
        413: _("What you sent is too large."),
        429: _("Too many requests in a short time. Wait a minute, then try again."),
    }
    code = error.code or 500
    if code < 400:
        return error.get_response()
    return _page(code, reasons.get(code, _("This request was not understood.")))


def _failed(error: Exception) -> Answer:
    log.error("request %s failed: %s", g.get("request_id"), _where(), exc_info=error)
    return _page(500, _("Something went wrong on our side, and nothing was changed. Please try again."))
