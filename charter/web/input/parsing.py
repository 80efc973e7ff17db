"""Parse text from URLs, forms and messages into bounded values: numbers, ids, pages, days, moments,
choices. What a person typed is quoted in the refusal; what no form of ours sends is only refused.
"""

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

MAX_ROW_ID = 2**31 - 1
"""The largest row id on every database."""
MAX_TYPED_NUMBER = 1_000_000
"""The largest number that people type: votes, seats, weights, shares."""
MAX_PAGE = 1_000_000
MAX_SEARCH_LENGTH = 200
"""Maximum number of characters of a search."""
MAX_FORM_FIELDS = 10_000
"""Maximum number of fields of a form: a meeting of 2,000 sends a few for each. A hundred times as
many would fit into the accepted size, and block everybody while they are parsed."""
FIRST_DAY, LAST_DAY = date(1000, 1, 1), date(9998, 12, 31)
"""Within these, every day and moment has neighbours in every time zone and on every database."""

Fields = Mapping[str, str]


def number(fields: Fields, name: str, otherwise: int = 0, least: int = 0, most: int = MAX_TYPED_NUMBER) -> int:
    """A whole number in ASCII digits; `otherwise` for an empty field, Invalid for anything else."""
    typed = fields.get(name, "").strip()
    if not typed:
        return otherwise

    found = _digits(typed, most)
    if found is None or found < least:
        said = _l("“%(typed)s” is not a whole number from %(least)s to %(most)s.", **_quoted(typed, least, most))
        raise Invalid(About(name, said))

    return found


def row(fields: Fields, name: str) -> int | None:
    """The id of a row, which may not exist; None for an empty field, Invalid for what is no id."""
    typed = fields.get(name, "").strip()
    return row_number(typed) if typed else None


def rows(fields: MultiDict[str, str], name: str) -> list[int]:
    """The ids in every field of this name; Invalid for what is no id."""
    return [row_number(each) for each in fields.getlist(name) if each.strip()]


def row_number(sent: object) -> int:
    """An id from a form or a message; Invalid for what is none."""
    found = _digits(sent.strip(), MAX_ROW_ID) if isinstance(sent, str) else sent
    if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found <= MAX_ROW_ID:
        raise Invalid(_l("There is nothing of this number here."))
    return found


def hidden_number(fields: Fields, name: str) -> int:
    """A number from a hidden field of our forms; -1 for anything else."""
    found = _digits(fields.get(name, ""), MAX_ROW_ID)
    return -1 if found is None else found


def page(fields: Fields, name: str = "page") -> int:
    """The page of a list that a URL asks for; the first one for anything malformed."""
    return max(1, _digits(fields.get(name, ""), MAX_PAGE) or 1)


def day(fields: Fields, name: str) -> date | None:
    """A day as `2026-12-31`; None for an empty field, Invalid for a malformed or far-away one."""
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
    """A date and time in a time zone, in UTC; None for an empty field, Invalid for a malformed or
    far-away one."""
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
    """The moment, in UTC, at which the clocks of a zone show this local time; Invalid if they never
    do, or twice."""
    moments = [local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    if moments[0] == moments[1]:
        return moments[0]

    parts = {"day": format_date(local), "hour": f"{local:%H:%M}", "zone": zone.key}
    if moments[0].astimezone(zone).replace(tzinfo=None) != local:
        said = _l(
            "There is no %(hour)s on %(day)s in %(zone)s: the clocks are put forward. Give another hour.", **parts
        )
        raise Invalid(About(name, said))

    parts |= {"first": f"{moments[0]:%H:%M}", "second": f"{moments[1]:%H:%M}"}
    said = _l(
        "%(hour)s comes twice on %(day)s in %(zone)s: the clocks are put back. Choose the zone UTC, and %(first)s for"
        " the first time or %(second)s for the second.",
        **parts,
    )

    raise Invalid(About(name, said))


def words(fields: Fields, name: str) -> str:
    """The words of a search, cut to `MAX_SEARCH_LENGTH`."""
    return fields.get(name, "")[:MAX_SEARCH_LENGTH].strip()


def kept(fields: Fields, *names: str) -> dict[str, str]:
    """The fields of these names that are filled in, to repeat in links. Never all that a query holds:
    `url_for` reads some names as its own."""
    return {name: fields[name] for name in names if fields.get(name)}


def choice(fields: Fields, name: str, allowed: Collection[str], otherwise: str) -> str:
    """One of the choices of a form; `otherwise` if nothing was chosen, Invalid for an unknown
    one."""
    sent = fields.get(name, otherwise)
    if sent not in allowed:
        raise Invalid(About(name, _l("Choose one of the answers.")))
    return sent


def known(fields: Fields, name: str, allowed: Collection[str], otherwise: str = "") -> str:
    """One of the values that a list is narrowed to or ordered by; `otherwise` for anything else."""
    sent = fields.get(name, otherwise)
    return sent if sent in allowed else otherwise


def _digits(typed: str, most: int) -> int | None:
    """A number in ASCII digits up to `most`, else None. The length is checked first: Python refuses
    more than 4,300 digits, and is slow for fewer."""
    if not (typed.isascii() and typed.isdigit()) or len(typed) > len(str(most)):
        return None
    return int(typed) if int(typed) <= most else None


def _quoted(typed: str, least: int, most: int) -> dict[str, object]:
    return {"typed": typed[:20], "least": least, "most": most}


def _far_away(typed: str) -> object:
    first, last = FIRST_DAY.year, LAST_DAY.year
    return _l("“%(typed)s” is not between %(first)s and %(last)s.", typed=typed[:40], first=first, last=last)


class _Received(ImmutableMultiDict[str, Any]):
    """A query or form, without characters that no database stores."""

    def __init__(self, mapping: Any = None) -> None:
        sent = list(MultiDict(mapping).items(multi=True))  # a value may be a file
        if len(sent) > MAX_FORM_FIELDS:
            raise RequestEntityTooLarge
        super().__init__([(storable(name), storable_value(value)) for name, value in sent])


class _Request(Request):
    """Accepts forms only: Flask-WTF would also take JSON, whose values need not be text."""

    parameter_storage_class = _Received
    is_json = False


def install(app: Flask) -> None:
    """Use `_Received` for every query and form of `app`."""
    app.request_class = _Request
