"""Moments as people say them: "today at 04:16", "aujourd’hui à 4 h 16"."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from flask import current_app
from flask_babel import get_locale, get_timezone
from flask_babel import gettext as _

from charter.core import clock

DAY = {"fr": "d MMM y", "en": "d MMM y"}
LONG_DAY = {"fr": "EEEE d MMMM y", "en": "EEEE d MMMM y"}
HOUR = {"fr": "H 'h' mm", "en": "HH:mm"}
_CITIES = {"America/Montreal": "Montréal"}
"""Of zones that people choose and that Babel calls by the city of another zone, of which they are an alias."""
_NO_BREAK = "\u00a0"


def site_zone() -> str:
    """The time zone of the site."""
    zone: str = current_app.config["BABEL_DEFAULT_TIMEZONE"]
    return zone


def said(when: datetime) -> str:
    """A moment within a sentence: "today at 04:16", "on 3 May 2031 at 18:00"; with the city of the
    reader's zone where that is not the zone of the site."""
    local, zone = _local(when)
    return (_relative(local) or _on_a_day(local)) + _city(local, zone)


def lately(when: datetime) -> str:
    """The same by itself: "today at 04:16", "3 May 2031 at 18:00"."""
    local, zone = _local(when)
    return str(_relative(local) or _on_its_day(local)) + _city(local, zone)


def exact(when: datetime, with_city: bool = True) -> str:
    """A moment that is the same whenever it is read: "3 May 2031 at 18:00"."""
    local, zone = _local(when)
    return _on_its_day(local) + (_city(local, zone) if with_city else "")


def hour_of(when: datetime, with_city: bool = True) -> str:
    """The hour alone, with the city as above."""
    local, zone = _local(when)
    return hour(local) + (_city(local, zone) if with_city else "")


def _local(when: datetime) -> tuple[datetime, ZoneInfo]:
    zone = ZoneInfo(str(get_timezone()))
    return when.astimezone(zone), zone


def _on_a_day(local: datetime) -> str:
    return str(_("on %(day)s at %(hour)s", day=day(local), hour=hour(local)))


def _on_its_day(local: datetime) -> str:
    return str(_("%(day)s at %(hour)s", day=day(local), hour=hour(local)))


def in_full(when: datetime, zone: str) -> str:
    """A moment with the day of the week, without "today" or "on": for what is read later, such as a
    mail."""
    found = ZoneInfo(zone)
    local = when.astimezone(found)
    return str(_("%(day)s at %(hour)s", day=day(local, LONG_DAY), hour=hour(local))) + _city(local, found)


def short(when: datetime, zone: str) -> str:
    """The hour, with its day unless that is today: "18:00", "3 May, 18:00"."""
    local, now = when.astimezone(ZoneInfo(zone)), clock.now().astimezone(ZoneInfo(zone))
    if local.date() == now.date():
        return hour(local)
    pattern = {"fr": "d MMMM", "en": "d MMMM"}
    return str(_("%(day)s, %(hour)s", day=day(local, pattern), hour=hour(local)))


def _relative(local: datetime) -> str:
    """The day as people say it, if it is this one or one beside it; else ""."""
    days = (local.date() - clock.now().astimezone(local.tzinfo).date()).days
    if days == 0:
        return str(_("today at %(hour)s", hour=hour(local)))
    if days == -1:
        return str(_("yesterday at %(hour)s", hour=hour(local)))
    if days == 1:
        return str(_("tomorrow at %(hour)s", hour=hour(local)))
    return ""


def day(local: datetime, patterns: dict[str, str] = DAY) -> str:
    """The day of a local moment; French writes the first of a month differently."""
    language = str(get_locale())
    shown = _formatted(local, patterns[language])
    return _first_of_month(shown) if local.day == 1 and language == "fr" else shown


def _first_of_month(shown: str) -> str:
    return " ".join("1er" if word == "1" else word for word in shown.split(" "))


def hour(local: datetime) -> str:
    """The hour of a local moment: "04:16"; in French "4 h 16", "18 h"."""
    language = str(get_locale())
    shown = _formatted(local, HOUR[language]).replace(" ", _NO_BREAK)
    return shown.removesuffix(f"{_NO_BREAK}00") if language == "fr" else shown


def _city(local: datetime, zone: ZoneInfo) -> str:
    if zone.key == site_zone():
        return ""
    place = _CITIES.get(zone.key)
    return f" ({place})" if place else _formatted(local, " (VVV)")


def _formatted(local: datetime, pattern: str) -> str:
    return str(format_datetime(local, pattern, tzinfo=local.tzinfo, locale=get_locale()))
