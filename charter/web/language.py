"""French and English: the person's choice first, then the browser's."""

from urllib.parse import urlsplit

from flask import Blueprint, Flask, redirect, request
from flask_babel import get_locale
from werkzeug.wrappers import Response

from charter.core.errors import NotFound
from charter.web.access import allows

LANGUAGES = {"fr": "Français", "en": "English"}
A_YEAR = 365 * 24 * 3600

bp = Blueprint("language", __name__)


def choose() -> str:
    """The language to answer in: remembered choice, then Accept-Language, then French."""
    remembered = request.cookies.get("language", "") if request else ""
    if remembered in LANGUAGES:
        return remembered
    return (request.accept_languages.best_match(LANGUAGES) if request else None) or "fr"


def local_path(address: str | None) -> str:
    """A path on this site to go to next; the home page for anything that would lead elsewhere."""
    address = address or "/"
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    leads_away = parts.scheme or parts.netloc or not address.startswith("/") or address.startswith(("//", "/\\"))
    return "/" if leads_away or any(ord(letter) < 32 for letter in address) else address


@bp.get("/language/<code>")
@allows("site.read")
def remember(code: str) -> Response:
    """Switch the language and come back; a plain link, so it works everywhere."""
    if code not in LANGUAGES:
        raise NotFound
    answer = redirect(local_path(request.args.get("next")), 303)
    answer.set_cookie("language", code, max_age=A_YEAR, samesite="Lax", secure=request.is_secure, httponly=True)
    return answer


def install(app: Flask) -> None:
    """Give the templates of `app` the languages and the present one."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(LANGUAGES=LANGUAGES, language=lambda: str(get_locale()))
