"""Answers to what a member said, and threads on the clauses that they wrote in."""

from operator import itemgetter
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Row, Select, func, select

from charter.accounts.models import Member
from charter.amendments import queries as amendments
from charter.amendments.models import Amendment, Change, Wording
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
    names = waiting.parameters(member)
    found = [(row.comment_id, _on_clause(row)) for row in db.session.execute(_ON_CLAUSES, names)]
    found += [(row.comment_id, _on_amendment(row)) for row in db.session.execute(_ON_AMENDMENTS, names)]
    return [line for _at, line in sorted(found, key=itemgetter(0), reverse=True)]


_newest = select(func.max(Comment.id)).where(Comment.removed_at.is_(None), Comment.author_id != waiting.ME)
_newest = _newest.where(Comment.thread_id == Thread.id).correlate(Thread)
_WORDS = (Thread.id.label("thread_id"), Comment.id.label("comment_id"), Comment.body, Member.name, Charter)


def _answers(*columns: Any) -> Select[Any]:
    """Threads with the newest comment of somebody else."""
    query = select(*_WORDS, *columns).select_from(Thread).join(Comment, Comment.id == _newest.scalar_subquery())
    return query.join(Member, Member.id == Comment.author_id)


_ON_CLAUSES = (
    _answers(Clause)
    .join(Clause, Clause.id == Thread.clause_id)
    .join(Charter, Charter.id == Clause.charter_id)
    .where(Thread.id.in_(waiting.REPLIES))
)
_ON_AMENDMENTS = (
    _answers(Amendment.id.label("amendment_id"), Amendment.number, Wording.label, Change.heading, Change.clause_id)
    .join(Amendment, Amendment.id == Thread.amendment_id)
    .join(Charter, Charter.id == Amendment.charter_id)
    .join(Wording, Wording.amendment_id == Amendment.id)
    .join(Change, (Change.wording_id == Wording.id) & (Change.position == 0))
    .where(*amendments.newest_wording(), Thread.id.in_(waiting.REPLIES_ON_AMENDMENTS))
)


def _on_clause(row: Row[Any]) -> Line:
    said = _("%(name)s answers you: “%(words)s”", name=row.name, words=_excerpt(row.body))
    here = {"thread": row.thread_id, "_anchor": f"thread-{row.thread_id}"}
    address = url_for("pages.clause", slug=row.Charter.slug, clause_id=row.Clause.id, **here)
    return _reply(row, row.Clause.heading, row.Clause.id, said, address)


def _on_amendment(row: Row[Any]) -> Line:
    number = f"{row.number} {row.label}".strip()
    said = _(
        "%(name)s answers you on amendment no. %(number)s: “%(words)s”",
        name=row.name,
        number=number,
        words=_excerpt(row.body),
    )
    here = {"thread": row.thread_id, "_anchor": f"thread-{row.thread_id}"}
    address = url_for("amendments.amendment", slug=row.Charter.slug, amendment_id=row.amendment_id, **here)
    return _reply(row, row.heading, row.clause_id, said, address)


def _excerpt(body: str) -> str:
    said = " ".join(body.split())
    return said if len(said) <= MAX_EXCERPT else f"{said[:MAX_EXCERPT].rsplit(' ', 1)[0]}…"


def _reply(row: Row[Any], title: str, clause_id: int | None, said: object, address: str) -> Line:
    read = {"thread": row.thread_id}
    return Line(row.Charter, title, str(said), address, str(_("Answer")), read=read, clause_id=clause_id)


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
