"""What happened day by day: within some days, and under a heading for each. Days begin where the reader is."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any, Protocol, TypeVar

from flask_babel import to_utc
from sqlalchemy import ColumnElement

from charter.web.rendering.template_filters import written


class Dated(Protocol):
    """Something that happened at a moment."""

    @property
    def at(self) -> datetime:
        """When."""


Thing = TypeVar("Thing", bound=Dated)


def within(at: Any, start: date | None, end: date | None) -> list[ColumnElement[bool]]:
    """SQL conditions: a moment is on one of the days from `start` to `end`, both included; None bounds nothing."""
    conditions = [at >= _midnight(start)] if start else []
    return [*conditions, at < _midnight(end + timedelta(days=1))] if end else conditions


def _midnight(day: date) -> datetime:
    begins: datetime = to_utc(datetime.combine(day, datetime.min.time()))
    return begins.replace(tzinfo=UTC)


def by_day(things: Iterable[Thing], pattern: str) -> list[tuple[str, list[Thing]]]:
    """The things of each day, in their order; the day as `pattern` writes it."""
    return [(day, list(own)) for day, own in groupby(things, lambda each: written(each.at, pattern))]
