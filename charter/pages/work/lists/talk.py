"""Answers to what a member said, and threads on the clauses that they wrote in."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from charter.accounts.models import Member
from charter.charters.models import Charter
from charter.clauses.models import Clause
from charter.comments.models import Comment, Thread
from charter.database import db
from charter.pages.work import waiting
from charter.pages.work.lists.line import Line
from charter.web.access import DELEGATE

MAX_EXCERPT = 160
"""Characters of an answer that its line shows."""


def lines(member: Member) -> list[Line]:
    """Answers, the newest first, then the clauses with open threads."""
    on_clauses = _on_my_clauses(member) if member.role == DELEGATE else []
    return _replies(member) + on_clauses


def _replies(member: Member) -> list[Line]:
    return [_reply(*row) for row in db.session.execute(_REPLIES, waiting.parameters(member))]


_newest = select(func.max(Comment.id)).where(Comment.removed_at.is_(None), Comment.author_id != waiting.ME)
_newest = _newest.where(Comment.thread_id == Thread.id).correlate(Thread)
_REPLIES = (
    select(Thread.id, Clause, Charter, Comment.body, Member.name)
    .join(Clause, Clause.id == Thread.clause_id)
    .join(Charter, Charter.id == Clause.charter_id)
    .join(Comment, Comment.id == _newest.scalar_subquery())
    .join(Member, Member.id == Comment.author_id)
    .where(Thread.id.in_(waiting.REPLIES))
    .order_by(Comment.id.desc())
)


def _reply(thread_id: int, clause: Clause, charter: Charter, body: str, author: str) -> Line:
    excerpt = " ".join(body.split())
    if len(excerpt) > MAX_EXCERPT:
        excerpt = f"{excerpt[:MAX_EXCERPT].rsplit(' ', 1)[0]}…"
    said = _("%(name)s answers you: “%(words)s”", name=author, words=excerpt)
    address = url_for(
        "pages.clause", slug=charter.slug, clause_id=clause.id, thread=thread_id, _anchor=f"thread-{thread_id}"
    )
    return Line(
        charter, clause.heading, str(said), address, str(_("Answer")), read={"thread": thread_id}, clause_id=clause.id
    )


def _on_my_clauses(member: Member) -> list[Line]:
    return [_threads(*row) for row in db.session.execute(_ON_MY_CLAUSES, waiting.parameters(member))]


_found = waiting.ON_MY_CLAUSES.subquery()
_ON_MY_CLAUSES = (
    select(Clause, Charter, _found.c.threads)
    .join(_found, _found.c.id == Clause.id)
    .join(Charter, Charter.id == Clause.charter_id)
    .order_by(Charter.id.desc(), Clause.position)
)


def _threads(clause: Clause, charter: Charter, number: int) -> Line:
    said = ngettext(
        "%(num)s thread is open on this clause, in which you wrote.",
        "%(num)s threads are open on this clause, in which you wrote.",
        number,
    )
    address = url_for("pages.clause", slug=charter.slug, clause_id=clause.id, _anchor="comments")
    return Line(
        charter,
        clause.heading,
        str(said),
        address,
        str(_("Read the comments")),
        read={"clause": clause.id},
        clause_id=clause.id,
    )
