"""Moments in forms: a date and time beside the time zone in which it is typed."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from flask_babel import lazy_gettext as _l

from charter.core.errors import About, Invalid
from charter.web.input import parsing

ZONES = (
    "Europe/Paris",
    "America/Montreal",
    "Africa/Casablanca",
    "Africa/Conakry",
    "Africa/Douala",
    "Europe/Brussels",
    "Europe/Zurich",
    "UTC",
)
"""Time zones of the moderators of a French-speaking assembly."""


def zones(own: str | None) -> list[str]:
    """The time zones that a form offers: first that in which the reader is shown moments, if they chose one."""
    return list(dict.fromkeys([own or ZONES[0], *ZONES]))


def moment(form: Mapping[str, str], name: str) -> datetime | None:
    """A date and time in the time zone of the form; None for an empty field, Invalid for a malformed one."""
    zone = form.get("zone", ZONES[0])
    if zone not in _known_zones():
        raise Invalid(About("zone", _l("There is no such time zone.")))
    return parsing.moment(form, name, zone)


@cache
def _known_zones() -> frozenset[str]:
    return frozenset({*ZONES, *(each for each in available_timezones() if "/" in each)})


def local(when: datetime | None, zone: str) -> str:
    """A moment as the value of a form field."""
    return when.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") if when else ""
