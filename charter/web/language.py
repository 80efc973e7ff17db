"""French and English: the member's choice first, then the browser's."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, current_app, redirect, request
from flask.json.provider import DefaultJSONProvider
from flask_babel import get_locale
from flask_babel.speaklater import LazyString
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from charter.core import signals
from charter.core.errors import About, NotFound
from charter.web.access import allows, person

LANGUAGES = {"fr": "Français", "en": "English"}
A_YEAR = 365 * 24 * 3600
MAX_PATH_LENGTH = 2000
"""Maximum number of characters of a path of ours; it may be stored in a cookie."""

bp = Blueprint("language", __name__)


def choose() -> str:
    """The language of the answer: the member's choice on any device, this browser's,
    Accept-Language, then French."""
    for remembered in (_of_person(), request.cookies.get("language", "") if request else ""):
        if remembered in LANGUAGES:
            return remembered
    return (request.accept_languages.best_match(LANGUAGES) if request else None) or "fr"


def _of_person() -> str:
    """The member's language from the database; None during an outage, whose page still needs a
    language."""
    try:
        who = person() if request else None
    except SQLAlchemyError:
        return ""
    return (who and who.language) or ""


def local_path(address: str | None) -> str:
    """A path on this site to redirect to; the home page for anything that would lead elsewhere."""
    address = address or "/"
    if len(address) > MAX_PATH_LENGTH:
        return "/"

    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"

    leads_away = parts.scheme or parts.netloc or not address.startswith("/") or address.startswith(("//", "/\\"))
    return "/" if leads_away or any(ord(letter) < 32 for letter in address) else address


def this_page() -> str:
    """The path to come back to: this page or, after a form, the page it was on; else the home
    page."""
    if request.method in ("GET", "HEAD"):
        return request.full_path.rstrip("?")

    came_from = request.referrer or ""
    if not came_from.startswith(request.host_url):
        return "/"

    path = local_path(came_from.removeprefix(request.host_url.rstrip("/")))

    try:
        current_app.url_map.bind("").match(urlsplit(path).path, method="GET")
    except HTTPException:
        return "/"

    return path


@bp.get("/language/<code>")
@allows("site.read")
def remember(code: str) -> Response:
    """Switch the language and come back; a plain link, so it works everywhere."""
    if code not in LANGUAGES:
        raise NotFound
    if who := person():
        signals.language_chosen.send(who.id, code=code)
    answer = redirect(local_path(request.args.get("next")), 303)
    answer.set_cookie("language", code, max_age=A_YEAR, samesite="Lax", secure=request.is_secure, httponly=True)
    return answer


def install(app: Flask) -> None:
    """Give the templates of `app` the languages, and keep translated sentences from passing for
    HTML."""
    _escape_lazy_strings()
    app.json = _Json(app)
    app.register_blueprint(bp)
    app.jinja_env.globals.update(LANGUAGES=LANGUAGES, language=lambda: str(get_locale()), this_page=this_page)


def _escape_lazy_strings() -> None:
    """flask_babel (4.0) marks its lazy strings as HTML, so that names and words in them would not
    be escaped."""
    if hasattr(LazyString, "__html__"):
        del LazyString.__html__


class _Json(DefaultJSONProvider):
    """JSON provider that writes lazy strings as text, in answers and in sessions."""

    @staticmethod
    def default(value: Any) -> Any:
        """The JSON form of a lazy string; TypeError for any other unknown type."""
        return str(value) if isinstance(value, (LazyString, About)) else DefaultJSONProvider.default(value)
