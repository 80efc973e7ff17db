"""French and English: the person's choice first, then the browser's."""

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
LONGEST_PATH = 2000
"""Characters of an address of ours: it may travel in a cookie."""

bp = Blueprint("language", __name__)


def choose() -> str:
    """The language to answer in: the person's choice on whatever device, this browser's, then Accept-Language, then
    French."""
    for remembered in (_of_person(), request.cookies.get("language", "") if request else ""):
        if remembered in LANGUAGES:
            return remembered
    return (request.accept_languages.best_match(LANGUAGES) if request else None) or "fr"


def _of_person() -> str:
    """Asks the database; the page that says that it is away must still have a language."""
    try:
        who = person() if request else None
    except SQLAlchemyError:
        return ""
    return (who and who.language) or ""


def local_path(address: str | None) -> str:
    """A path on this site to go to next; the home page for anything that would lead elsewhere."""
    address = address or "/"
    if len(address) > LONGEST_PATH:
        return "/"
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    leads_away = parts.scheme or parts.netloc or not address.startswith("/") or address.startswith(("//", "/\\"))
    return "/" if leads_away or any(ord(letter) < 32 for letter in address) else address


def this_page() -> str:
    """Where to come back to: this page, or, in answer to a form, the page that it stood on; else the home page."""
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
    """Give the templates of `app` the languages and the present one, and let no sentence pass for HTML."""
    _escape_lazy_strings()
    app.json = _Json(app)
    app.register_blueprint(bp)
    app.jinja_env.globals.update(LANGUAGES=LANGUAGES, language=lambda: str(get_locale()), this_page=this_page)


def _escape_lazy_strings() -> None:
    """flask_babel (4.0) calls its lazy strings HTML, so nothing would escape the names and words that fill them in."""
    if hasattr(LazyString, "__html__"):
        del LazyString.__html__


class _Json(DefaultJSONProvider):
    """Lazy strings travel as words, in answers and in sessions."""

    @staticmethod
    def default(value: Any) -> Any:
        """What JSON has no form for; TypeError for what we have none for either."""
        return str(value) if isinstance(value, (LazyString, About)) else DefaultJSONProvider.default(value)
