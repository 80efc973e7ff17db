"""What threads are about: a clause, or an amendment.

Amendments stand above comments: whoever shows one says which it is, and that the person may read it.
"""

from typing import NamedTuple

from sqlalchemy import ColumnElement

from charter.comments.models import Thread


class OnAmendment(NamedTuple):
    """An amendment that threads are about, and its charter."""

    id: int
    charter_id: int


Subject = int | OnAmendment
"""A clause by its id, or an amendment."""


def is_about(subject: Subject) -> ColumnElement[bool]:
    """SQL condition: a thread is about this."""
    if isinstance(subject, OnAmendment):
        return Thread.amendment_id == subject.id
    return Thread.clause_id == subject


def is_of(thread: Thread, subject: Subject) -> bool:
    """Whether a thread is about this."""
    if isinstance(subject, OnAmendment):
        return thread.amendment_id == subject.id
    return thread.clause_id == subject


def topic(subject: Subject) -> tuple[str, str]:
    """The topic of change events under which open pages hear of its threads, and the part that changes."""
    if isinstance(subject, OnAmendment):
        return f"charter:{subject.charter_id}", f"amendment-{subject.id}"
    return f"clause:{subject}", "comments"
