"""Who may change which comment. Plain values in, plain values out."""

from datetime import datetime, timedelta

MAX_COMMENT_LENGTH = 5000
"""Maximum number of characters of a comment."""
EDITABLE_FOR = timedelta(minutes=30)
"""How long an author may edit or remove a comment; later, answers may refer to its words."""
DUPLICATE_WINDOW = timedelta(seconds=10)
"""The same words within this time are one form sent twice."""


def may_change(author_id: int, member_id: int, written_at: datetime, now: datetime) -> bool:
    """Whether a comment is one's own and not older than `EDITABLE_FOR`."""
    return author_id == member_id and now - written_at <= EDITABLE_FOR


def may_resolve(starter_id: int, member_id: int, role: str) -> bool:
    """Whether this member started the thread or is a moderator."""
    return starter_id == member_id or role == "moderator"
