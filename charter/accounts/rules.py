"""Lifetimes of links and sessions, address syntax, and which role needs an association. Plain
values."""

import re
from datetime import datetime, timedelta

from charter.core import invisible

LINK_LIFE = timedelta(minutes=15)
INVITATION_LIFE = timedelta(days=7)
MAX_ADDRESS_LENGTH = 254
"""Characters of an e-mail address (RFC 5321, 4.5.3.1.3, without the brackets)."""
_SESSION_LIFE = {"moderator": timedelta(hours=12), "secretary": timedelta(hours=12)}
_WORD = r"(?!\.)(?:(?!\.\.|=\?)[^@\s<>\"(),;:\[\]\\\x00-\x1f])+(?<!\.)"
_ADDRESS = re.compile(rf"{_WORD}@{_WORD}\.{_WORD}")


def whole_minutes(life: timedelta) -> int:
    """A lifetime in whole minutes, as texts state it."""
    return life // timedelta(minutes=1)


def session_life(role: str) -> timedelta:
    """Twelve hours for moderators and the secretary, else a week."""
    return _SESSION_LIFE.get(role, timedelta(days=7))


def address(written: str) -> str:
    """An e-mail address in its stored form; ValueError if it is malformed."""
    cleaned = normalised_address(written)
    if len(cleaned) > MAX_ADDRESS_LENGTH or not _ADDRESS.fullmatch(cleaned) or invisible.hidden(cleaned):
        raise ValueError(f"not an e-mail address: {written[:MAX_ADDRESS_LENGTH]!r}")
    return cleaned


def normalised_address(written: str) -> str:
    """An address in the form in which addresses are compared; it need not be valid."""
    return invisible.stripped(written[: 2 * MAX_ADDRESS_LENGTH]).lower()


def speaks_for_an_association(role: str) -> bool:
    """Whether a role always has an association (delegates do)."""
    return role == "delegate"


def has_begun(begins: datetime | None, now: datetime) -> bool:
    """Whether a mandate that begins at this moment, or always was, has begun."""
    return begins is None or begins <= now


def has_ended(ends: datetime | None, now: datetime) -> bool:
    """Whether a mandate that ends at this moment, or never, has ended."""
    return ends is not None and ends <= now
