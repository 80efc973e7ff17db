"""Find threads and comments."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.clauses.models import Clause
from charter.comments import rules
from charter.comments.models import Comment, Thread
from charter.core import clock
from charter.core.errors import NotFound
from charter.database import db


def threads(clause_id: int) -> list[Thread]:
    """The threads of a clause: open ones first, then oldest first."""
    query = select(Thread).where(Thread.clause_id == clause_id)
    return list(db.session.scalars(query.order_by(Thread.resolved_at.is_not(None), Thread.id)))


def open_counts(charter_id: int) -> dict[int, int]:
    """The number of open threads per clause id; without clauses that have none, and threads whose
    comments were all removed."""
    stands = exists().where(Comment.thread_id == Thread.id, Comment.removed_at.is_(None))
    query = (
        select(Thread.clause_id, func.count())
        .join(Clause, Clause.id == Thread.clause_id)
        .where(Clause.charter_id == charter_id, Thread.resolved_at.is_(None), stands)
        .group_by(Thread.clause_id)
    )

    return {clause_id: count for clause_id, count in db.session.execute(query)}


def thread(clause_id: int, thread_id: int) -> Thread:
    """A thread of this clause, or NotFound."""
    found = db.session.get(Thread, thread_id)
    if found is None or found.clause_id != clause_id:
        raise NotFound(_l("There is no such thread."))
    return found


def comment(clause_id: int, comment_id: int) -> Comment:
    """A comment on this clause, or NotFound."""
    found = db.session.get(Comment, comment_id)
    if found is None:
        raise NotFound(_l("There is no such comment."))
    thread(clause_id, found.thread_id)
    return found


def recent_duplicate(clause_id: int, thread_id: int | None, body: str, author: Member) -> Comment | None:
    """A comment with the same words by the same author within `rules.DUPLICATE_WINDOW`, in a thread
    or (None) opening one: the form was sent twice."""
    now = clock.now()
    query = (
        select(Comment)
        .join(Thread)
        .where(
            Thread.clause_id == clause_id,
            Comment.author_id == author.id,
            Comment.body == body,
            Comment.written_at > now - rules.DUPLICATE_WINDOW,
            Comment.written_at < now + rules.DUPLICATE_WINDOW,  # else the clock was set back since
        )
    )

    first = aliased(Comment)
    opening = select(func.min(first.id)).where(first.thread_id == Thread.id).scalar_subquery()
    here = Comment.id == opening if thread_id is None else Thread.id == thread_id

    return db.session.scalars(query.where(here).order_by(Comment.id.desc())).first()


def may_comment(member: Member | None, clause: Clause) -> bool:
    """Whether a member may comment on this clause now."""
    return clause.stage != "dropped" and charters.may(member, charters.get(clause.charter_id), "comment")


def may_change(member: Member | None, each: Comment) -> bool:
    """Whether a member may still edit or remove this comment."""
    if member is None or each.removed_at:
        return False
    return rules.may_change(each.author_id, member.id, each.written_at, clock.now())


def may_resolve(member: Member | None, each: Thread) -> bool:
    """Whether a member may resolve or reopen this thread."""
    return member is not None and rules.may_resolve(each.starter_id, member.id, member.role)
