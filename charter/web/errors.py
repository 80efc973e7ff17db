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
WORDS = ("title", "summary", "heading", "body", "note", "reason", "name", "question", "objection")
"""The fields of our forms that hold a person's own words; so does every field with more than one line."""
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
    typed = [] if status == 413 else _typed()  # that form was not read
    shown = {"status": status, "reasons": reasons, "request_id": g.get("request_id"), "typed": typed}
    return render_template("error.html", **shown, may_send=bool(typed) and _is_from_here()), status


def _typed() -> list[tuple[str, str, bool]]:
    """The fields of the form that was refused, if it holds somebody's words, so that they are not lost with the page:
    name, value, and whether these are words."""
    every = request.form.items(multi=True)
    fields = [(name, value, name in WORDS or "\n" in value) for name, value in every if name != "csrf_token" and value]
    return fields if any(is_words for _name, _value, is_words in fields) else []


def _is_from_here() -> bool:
    """Whether the form stood on a page of ours: one that another site filled in is not to be sent with one click."""
    origin = request.origin or request.referrer or ""
    return request.url_rule is not None and f"{origin}/".startswith(request.host_url)


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
    if _typed() and _is_from_here() and not request.headers.get("X-Part"):
        return _page(400, _("This form has expired. What you wrote is kept below: send it again from here."))
    return _page(
        400, _("This form has expired. Reload the page where it was and send it again: what you wrote is kept.")
    )


def _http(error: HTTPException) -> Answer:
    reasons: dict[int, str] = {
        404: _("There is nothing at this address. It may have moved or been removed."),
        405: _("This address does not accept that kind of request."),
        413: _("What you sent is too large, and was not read. Go back: what you wrote is still there; shorten it."),
        429: _("Too many requests in a short time. Wait a minute, then try again."),
    }
    code = error.code or 500
    if code < 400:
        return error.get_response()
    return _page(code, reasons.get(code, _("This request was not understood.")))


def _failed(error: Exception) -> Answer:
    log.error("request %s failed: %s", g.get("request_id"), _where(), exc_info=error)
    return _page(500, _("Something went wrong on our side, and nothing was changed. Please try again."))
