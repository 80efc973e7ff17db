"""Which mandates are in force, and who sits: SQL conditions that statements read in the transaction
that acts."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_
from sqlalchemy.orm import aliased

from charter.accounts.models import SUBSTITUTE, Member
from charter.core import clock
from charter.database import UtcDateTime


def in_force(member: Any = Member) -> ColumnElement[bool]:
    """SQL condition: the mandate of this row has begun, has not ended, and is not suspended. A
    statement that binds `now` itself is asked about that moment."""
    now = bindparam("now", callable_=clock.now, type_=UtcDateTime())
    return and_(
        member.suspended_at.is_(None),
        or_(member.begins_at.is_(None), member.begins_at <= now),
        or_(member.ends_at.is_(None), member.ends_at > now),
    )


@cache
def sits() -> ColumnElement[bool]:
    """SQL condition: the mandate of this row is in force, and its member is the one of the two who
    sits: a delegate, unless their substitute sits in their place. Both answers come from the
    substitute's row, so that exactly one of them holds at any moment."""
    other = aliased(Member)
    is_replaced = exists().where(other.substitute_for_id == Member.id, other.sits_since.is_not(None), in_force(other))

    return and_(
        in_force(),
        or_(Member.rank != SUBSTITUTE, Member.sits_since.is_not(None)),
        ~is_replaced.correlate(Member),
    )
