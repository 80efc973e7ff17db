"""How moments, digests and people's plain text are shown."""

from datetime import datetime

from flask import Flask
from flask_babel import format_datetime
from markupsafe import Markup

from charter.core.clock import iso
from charter.core.digest import fingerprint
from charter.web import sanitise


def moment(when: datetime) -> Markup:
    """A moment in the reader's language, with the city of its zone named, machine-readable too."""
    shown = format_datetime(when, "d MMM y, HH:mm (VVV)")
    return Markup('<time datetime="{}">{}</time>').format(iso(when), shown)


def install(app: Flask) -> None:
    """Name the filters in the templates of `app`."""
    app.jinja_env.filters.update(
        moment=moment, fingerprint=fingerprint, plain_html=sanitise.plain, clause_html=sanitise.clause
    )
