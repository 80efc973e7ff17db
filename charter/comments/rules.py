"""Who may change which comment. Plain values in, plain values out."""

from datetime import datetime, timedelta

MAX_COMMENT_LENGTH = 5000
"""Characters of one comment."""
EDITABLE_FOR = timedelta(minutes=30)
"""How long an author may edit or remove a comment: after that, others may have answered to its words."""
DUPLICATE_WINDOW = timedelta(seconds=10)
"""Within this time the same words again are a form sent twice."""


def may_change(author_id: int, member_id: int, written_at: datetime, now: datetime) -> bool:
    """Own comments, for half an hour."""
    return author_id == member_id and now - written_at <= EDITABLE_FOR


def may_resolve(starter_id: int, member_id: int, role: str) -> bool:
    """Resolve or reopen a thread: who started it, and moderators."""
    return starter_id == member_id or role == "moderator"
