"""The only place that reads the time."""

from datetime import UTC, datetime


def now() -> datetime:
    """The current time in UTC, timezone-aware."""
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """A moment as RFC 3339 in UTC with Z, to the microsecond: the form that is hashed."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
