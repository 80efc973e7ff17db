"""Template filters for moments, digests, numbers and plain text."""

from datetime import datetime
from typing import Protocol

from flask import Flask
from flask_babel import format_datetime, format_decimal, format_percent, get_locale, to_user_timezone
from flask_babel import gettext as _
from markupsafe import Markup

from charter.core import invisible
from charter.core.clock import iso
from charter.core.digest import fingerprint
from charter.web.rendering import moments, sanitise


class Decided(Protocol):
    """What the filter `who` needs of a journal entry."""

    @property
    def actor(self) -> str:
        """The label of who decided, or nothing."""

    @property
    def actor_id(self) -> int | None:
        """The id of who decided."""


def written(when: datetime | None, pattern: str) -> str:
    """A moment by a pattern that starts with the day; French writes the first of a month
    differently."""
    shown = str(format_datetime(when, pattern))
    return f"1er{shown[1:]}" if shown.startswith("1 ") and str(get_locale()) == "fr" else shown


def moment(when: datetime) -> Markup:
    """A moment in the reader's language, as a `time` element: the day, the hour, and the city of the
    reader's zone where it is not that of the site."""
    return _time(when, moments.exact(when))


def said(when: datetime) -> Markup:
    """The same within a sentence: "today at 04:16", "on 3 May 2031 at 18:00"."""
    return _time(when, moments.said(when))


def lately(when: datetime) -> Markup:
    """The same by itself: "today at 04:16", "3 May 2031 at 18:00"."""
    return _time(when, moments.lately(when))


def _time(when: datetime, shown: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(iso(when), shown)


def day(when: datetime) -> str:
    """The day of a moment, in the reader's zone, for lists where the hour says too much."""
    return written(when, "d MMM y")


def time_of_day(when: datetime) -> Markup:
    """The hour of a moment whose day is said around it, in the reader's zone, as a `time` element."""
    return _time(when, moments.hour_of(when, with_city=False))


def span(start: datetime, end: datetime) -> Markup:
    """A time span; the day, and whatever both ends share, is written once."""
    if start.replace(second=0, microsecond=0) == end.replace(second=0, microsecond=0):
        return moment(start)
    is_one_day = to_user_timezone(start).date() == to_user_timezone(end).date()
    first = _time(start, moments.exact(start, with_city=False))
    last = _time(end, moments.hour_of(end)) if is_one_day else moment(end)
    return Markup("{} – {}").format(first, last)


def number(count: int) -> str:
    """A number as the reader's language writes it."""
    return str(format_decimal(count))


def percent(part: float) -> str:
    """A share (0 to 1) in percent; with a decimal below one percent, so that a small share does not
    look like none."""
    return str(format_percent(part, "#,##0.0\u00a0%" if part < 0.01 else None))


def paragraphs(text: str) -> list[list[str]]:
    """Plain text as paragraphs, which empty lines separate, each with its lines."""
    found: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            found[-1].append(line.strip())
        elif found[-1]:
            found.append([])
    return [lines for lines in found if lines]


def who(entry: Decided) -> str:
    """Who decided an entry of the journal: the label, or the id if the label is withheld."""
    if entry.actor or entry.actor_id is None:
        return entry.actor
    return str(_("member %(number)s (name withheld)", number=entry.actor_id))


def install(app: Flask) -> None:
    """Register the filters in `app`."""
    app.jinja_env.filters.update(
        moment=moment,
        said=said,
        lately=lately,
        time_of_day=time_of_day,
        span=span,
        day=day,
        number=number,
        percent=percent,
        paragraphs=paragraphs,
        who=who,
        fingerprint=fingerprint,
        plain_html=sanitise.plain,
        visible=invisible.with_marks,
        clause_html=sanitise.clause,
    )
