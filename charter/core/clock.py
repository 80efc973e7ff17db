"""The only place that reads the time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_simulated: ContextVar[datetime | None] = ContextVar("simulated", default=None)


def now() -> datetime:
    """The current time in UTC, timezone-aware."""
    return _simulated.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Take `moment` for the current time meanwhile: a generated site gets a past to look back on."""
    token = _simulated.set(moment)
    try:
        yield
    finally:
        _simulated.reset(token)


def iso(moment: datetime) -> str:
    """A moment as RFC 3339 in UTC with Z, to the microsecond: the form that is hashed."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
