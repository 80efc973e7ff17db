"""Text from an address, a form or a message, made into values: the one place where numbers, rows, pages, days, moments
and choices from outside are bounded. What a person typed is quoted back; what no form of ours sends is only refused."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, Request
from flask_babel import format_date
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from charter.core.errors import About, Invalid
from charter.core.plain import storable, storable_value

LARGEST_ROW = 2**31 - 1
"""The largest number of a row on every database."""
LARGEST_NUMBER = 1_000_000
"""That people type: votes, seats, weights, shares."""
LARGEST_PAGE = 1_000_000
LONGEST_SEARCH = 200
"""Characters."""
MOST_FIELDS = 10_000
"""Of one form: a hall of 2,000 fills in a few for each. A hundred times as many fit into what is taken in, and would
keep everybody waiting while they are looked through."""
FIRST_DAY, LAST_DAY = date(1000, 1, 1), date(9998, 12, 31)
"""Between these, every day and moment has a neighbour in every time zone, and on every database."""

Fields = Mapping[str, str]


def number(fields: Fields, name: str, otherwise: int = 0, least: int = 0, most: int = LARGEST_NUMBER) -> int:
    """A whole number as it was typed, in ASCII digits; `otherwise` for an empty field; Invalid for anything else."""
    typed = fields.get(name, "").strip()
    if not typed:
        return otherwise
    found = _digits(typed, most)
    if found is None or found < least:
        said = _l("“%(typed)s” is not a whole number from %(least)s to %(most)s.", **_quoted(typed, least, most))
        raise Invalid(About(name, said))
    return found


def row(fields: Fields, name: str) -> int | None:
    """The number of a row, which there may be or not; None for an empty field; Invalid for what numbers no row."""
    typed = fields.get(name, "").strip()
    return row_number(typed) if typed else None


def rows(fields: MultiDict[str, str], name: str) -> list[int]:
    """The numbers of rows in every field of this name; Invalid for what numbers no row."""
    return [row_number(each) for each in fields.getlist(name) if each.strip()]


def row_number(sent: object) -> int:
    """The number of a row as a form or a message sends it; Invalid for what numbers no row."""
    found = _digits(sent.strip(), LARGEST_ROW) if isinstance(sent, str) else sent
    if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found <= LARGEST_ROW:
        raise Invalid(_l("There is nothing of this number here."))
    return found


def carried(fields: Fields, name: str) -> int:
    """A number that a form of ours carries along, which nobody types; -1 for anything else."""
    found = _digits(fields.get(name, ""), LARGEST_ROW)
    return -1 if found is None else found


def page(fields: Fields) -> int:
    """Which page of a list an address asks for: the first for what is no page."""
    return max(1, _digits(fields.get("page", ""), LARGEST_PAGE) or 1)


def day(fields: Fields, name: str) -> date | None:
    """A day as `2026-12-31`; None for an empty field; Invalid for what is none, or lies centuries away."""
    typed = fields.get(name, "").strip()
    if not typed:
        return None
    try:
        found = date.fromisoformat(typed if typed.isascii() else "")
    except ValueError:
        raise Invalid(About(name, _l("“%(typed)s” is not a date.", typed=typed[:40]))) from None
    if not FIRST_DAY <= found <= LAST_DAY:
        raise Invalid(About(name, _far_away(typed)))
    return found


def moment(fields: Fields, name: str, zone: str) -> datetime | None:
    """A date and time in a time zone, in UTC; None for an empty field; Invalid for what is none, or lies centuries
    away."""
    typed = fields.get(name, "").strip()
    if not typed:
        return None
    try:
        found = datetime.fromisoformat(typed if typed.isascii() else "")
    except ValueError:
        raise Invalid(About(name, _l("“%(typed)s” is not a date and time.", typed=typed[:40]))) from None
    if not FIRST_DAY <= found.date() <= LAST_DAY:
        raise Invalid(About(name, _far_away(typed)))
    if found.tzinfo is not None:  # the zone is said beside it: two of them could differ
        raise Invalid(About(name, _l("“%(typed)s” is not a date and time.", typed=typed[:40])))
    return _once(name, found, ZoneInfo(zone))


def _once(name: str, local: datetime, zone: ZoneInfo) -> datetime:
    """The one moment, in UTC, at which the clocks of a zone show this; Invalid where they never do, or do it twice."""
    moments = [local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    if moments[0] == moments[1]:
        return moments[0]
    told = {"day": format_date(local), "hour": f"{local:%H:%M}", "zone": zone.key}
    if moments[0].astimezone(zone).replace(tzinfo=None) != local:
        said = _l("There is no %(hour)s on %(day)s in %(zone)s: the clocks are put forward. Give another hour.", **told)
        raise Invalid(About(name, said))
    told |= {"first": f"{moments[0]:%H:%M}", "second": f"{moments[1]:%H:%M}"}
    said = _l(
        "%(hour)s comes twice on %(day)s in %(zone)s: the clocks are put back. Choose the zone UTC, and %(first)s for"
        " the first time or %(second)s for the second.",
        **told,
    )
    raise Invalid(About(name, said))


def words(fields: Fields, name: str) -> str:
    """What to search for: the first characters of it are enough."""
    return fields.get(name, "")[:LONGEST_SEARCH].strip()


def choice(fields: Fields, name: str, allowed: Collection[str], otherwise: str) -> str:
    """One of the answers that a form offers; `otherwise` where nothing was chosen; Invalid for another."""
    sent = fields.get(name, otherwise)
    if sent not in allowed:
        raise Invalid(About(name, _l("Choose one of the answers.")))
    return sent


def _digits(typed: str, most: int) -> int | None:
    """A number in ASCII digits, not above `most`, else None. The length is looked at first: Python refuses to read
    more than 4,300 digits, and takes its time for fewer."""
    if not (typed.isascii() and typed.isdigit()) or len(typed) > len(str(most)):
        return None
    return int(typed) if int(typed) <= most else None


def _quoted(typed: str, least: int, most: int) -> dict[str, object]:
    return {"typed": typed[:20], "least": least, "most": most}


def _far_away(typed: str) -> object:
    first, last = FIRST_DAY.year, LAST_DAY.year
    return _l("“%(typed)s” is not between %(first)s and %(last)s.", typed=typed[:40], first=first, last=last)


class _Received(ImmutableMultiDict[str, Any]):
    """A query or a form as it came, without what no database takes."""

    def __init__(self, mapping: Any = None) -> None:
        sent = list(MultiDict(mapping).items(multi=True))  # a value may be a file
        if len(sent) > MOST_FIELDS:
            raise RequestEntityTooLarge
        super().__init__([(storable(name), storable_value(value)) for name, value in sent])


class _Request(Request):
    """Forms alone come in: Flask-WTF would take JSON, whose values need not be text, for a form."""

    parameter_storage_class = _Received
    is_json = False


def install(app: Flask) -> None:
    """Let every query and form of `app` come in so."""
    app.request_class = _Request
