"""How long links and sessions live, and which role goes with an association. Plain values."""

import re
from datetime import timedelta

LINK_LIFE = timedelta(minutes=15)
INVITATION_LIFE = timedelta(days=7)
_SESSION_LIFE = {"moderator": timedelta(hours=12), "secretary": timedelta(hours=12)}
_WORD = r"[^@\s<>\"(),;:\[\]\\\x00-\x1f]+"
_ADDRESS = re.compile(rf"{_WORD}@{_WORD}\.{_WORD}")


def session_life(role: str) -> timedelta:
    """Those who decide for others sign in again each day; the others each week."""
    return _SESSION_LIFE.get(role, timedelta(days=7))


def address(written: str) -> str:
    """An e-mail address as it is kept and compared; ValueError when it is none."""
    cleaned = written.strip().lower()
    if len(cleaned) > 254 or not _ADDRESS.fullmatch(cleaned):
        raise ValueError(f"not an e-mail address: {written!r}")
    return cleaned


def speaks_for_an_association(role: str) -> bool:
    """Delegates always do; the others may."""
    return role == "delegate"
