"""How long mails wait for others, to leave in one with them. Plain values."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

AT_ONCE, DAILY, BINDING = "at_once", "daily", "binding"
CHOICES = (AT_ONCE, DAILY, BINDING)
"""When an account wants mails that may wait: at once, each day in one, or never (only what binds)."""
GATHERING_TIME = timedelta(seconds=60)
"""How long the mail about a vote waits for others that open soon after."""
SHORT_GATHERING_TIME = timedelta(seconds=5)
"""The same where time is short: long enough for the votes of one block of openings."""
SOON = timedelta(minutes=30)
"""A vote that closes within this time is told after `SHORT_GATHERING_TIME`."""
DAILY_AT = time(7)
"""When the mail of each day leaves, in the zone of its account."""
DAILY_MARGIN = timedelta(hours=3)
"""A vote that closes sooner than this after the next mail of the day is not left to that mail."""
MAX_HOLD = timedelta(hours=50)
"""Longest time that a mail is held: to the next mail of the day, wherever its account is."""
KEEPS = datetime.max.replace(tzinfo=UTC)
"""The moment until which a mail that has no deadline is useful."""


def gathering_time(now: datetime, useful_until: datetime | None) -> timedelta:
    """How long a mail waits for others. `useful_until`: None if that is not known, as of a vote that
    moderators may close at any moment."""
    is_short = useful_until is None or useful_until - now < SOON
    return SHORT_GATHERING_TIME if is_short else GATHERING_TIME


def daily_mail_at(since: datetime, zone: str) -> datetime:
    """The moment of the first mail of the day at or after `since`."""
    local = since.astimezone(ZoneInfo(zone))
    days = 0 if local.time() <= DAILY_AT else 1
    return datetime.combine(local.date() + timedelta(days), DAILY_AT, ZoneInfo(zone)).astimezone(UTC)


def leaves_at(since: datetime, useful_until: datetime | None, choice: str, zone: str) -> datetime:
    """When a mail leaves that has been gathered by `since`, as its account chose."""
    if choice != DAILY:
        return since
    daily = daily_mail_at(since, zone)
    return since if useful_until and useful_until < daily + DAILY_MARGIN else daily
