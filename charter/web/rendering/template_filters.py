"""How moments, digests and people's plain text are shown."""

from datetime import datetime
from typing import Protocol

from flask import Flask
from flask_babel import format_datetime, format_decimal, format_percent, get_locale, to_user_timezone
from flask_babel import gettext as _
from markupsafe import Markup

from charter.core import invisible
from charter.core.clock import iso
from charter.core.digest import fingerprint
from charter.web.rendering import sanitise


class Decided(Protocol):
    """An entry of the journal."""

    @property
    def actor(self) -> str:
        """The name of who decided, or nothing."""

    @property
    def actor_id(self) -> int | None:
        """Their number."""


def written(when: datetime | None, pattern: str) -> str:
    """A moment by a pattern that begins with the day; the first of a month as French writes it."""
    shown = str(format_datetime(when, pattern))
    return f"1er{shown[1:]}" if shown.startswith("1 ") and str(get_locale()) == "fr" else shown


def moment(when: datetime) -> Markup:
    """A moment in the reader's language, with the city of its zone named, machine-readable too."""
    shown = written(when, "d MMM y, HH:mm (VVV)")
    return Markup('<time datetime="{}">{}</time>').format(iso(when), shown)


def span(start: datetime, end: datetime) -> Markup:
    """From one moment to another; the day, and what is alike, is said once."""
    if start.replace(second=0, microsecond=0) == end.replace(second=0, microsecond=0):
        return moment(start)
    is_one_day = to_user_timezone(start).date() == to_user_timezone(end).date()
    shown = written(start, "d MMM y, HH:mm"), format_datetime(end, "HH:mm (VVV)")
    first = Markup('<time datetime="{}">{}</time>').format(iso(start), shown[0])
    last = Markup('<time datetime="{}">{}</time>').format(iso(end), shown[1]) if is_one_day else moment(end)
    return Markup("{} – {}").format(first, last)


def number(count: int) -> str:
    """A number as it is written in the reader's language."""
    return str(format_decimal(count))


def percent(part: float) -> str:
    """A part of a whole (0 to 1) in percent; with a decimal below one percent, so that little is not nothing."""
    return str(format_percent(part, "#,##0.0\u00a0%" if part < 0.01 else None))


def paragraphs(text: str) -> list[list[str]]:
    """Plain text as the paragraphs it was written in, which an empty line parts, each with its lines."""
    found: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            found[-1].append(line.strip())
        elif found[-1]:
            found.append([])
    return [lines for lines in found if lines]


def who(entry: Decided) -> str:
    """Who decided what an entry of the journal tells: their name, or their number where it is withheld."""
    if entry.actor or entry.actor_id is None:
        return entry.actor
    return str(_("member %(number)s (name withheld)", number=entry.actor_id))


def install(app: Flask) -> None:
    """Name the filters in the templates of `app`."""
    app.jinja_env.filters.update(
        moment=moment,
        span=span,
        number=number,
        percent=percent,
        paragraphs=paragraphs,
        who=who,
        fingerprint=fingerprint,
        plain_html=sanitise.plain,
        visible=invisible.shown,
        clause_html=sanitise.clause,
    )
