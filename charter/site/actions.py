"""Change how the site presents itself."""

from hashlib import sha256
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l

from charter.accounts.models import Member
from charter.core.digest import digest
from charter.core.errors import About, Invalid
from charter.database import db, writing
from charter.journal import actions as journal
from charter.site import marks, rules
from charter.site.models import SiteSettings
from charter.web.input import text_input


def describe(name: str, welcome: str, colour: str, by: Member, mark: bytes | None = None) -> None:
    """Change name, words of welcome, colour and mark; an empty value stands for the default.

    `mark`: the file of a picture, empty to take the mark away, None to leave it. Invalid for a colour
    that cannot be read, or a file that is no picture.
    """
    kept = {
        "name": text_input.line(name, rules.MAX_NAME_LENGTH),
        "welcome": text_input.text(welcome, rules.MAX_WELCOME_LENGTH),
        "colour": _readable(colour.strip().lower()),
    }
    picture = marks.read(mark) if mark else mark

    with writing():
        journal.take_turns()  # no two create the one row
        settings = db.session.get(SiteSettings, 1) or SiteSettings(id=1)
        _set(settings, kept, picture)
        db.session.add(settings)
        facts: dict[str, Any] = kept | {"welcome": digest(kept["welcome"]), "mark": settings.mark_digest}
        journal.record("site.described", "site:1", by=by, **facts)

    g.pop("site", None)


def _set(settings: SiteSettings, kept: dict[str, str], picture: bytes | None) -> None:
    for field, value in kept.items():
        setattr(settings, field, value)
    if picture is not None:
        settings.mark = picture or None
        settings.mark_digest = sha256(picture).hexdigest() if picture else ""


def _readable(colour: str) -> str:
    if not colour:
        return ""
    if not rules.is_colour(colour):
        raise Invalid(About("colour", _l("Give a colour as # and six digits, such as #0f5a52.")))
    if not rules.is_readable(colour):
        said = _l(
            "Text of this colour could not be read on these pages. The nearest one that can is %(colour)s.",
            colour=rules.darkened(colour),
        )
        raise Invalid(About("colour", said))
    return colour
