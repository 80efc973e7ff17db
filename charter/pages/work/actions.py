"""Put away what needs no answer, and the welcome. Not decisions, so not in the journal."""

from sqlalchemy import ColumnElement, func, literal, or_, select

from charter.accounts.models import Member
from charter.amendments.models import Amendment
from charter.clauses.models import Clause
from charter.comments.models import Comment, Thread
from charter.core import clock
from charter.database import INSERT, db, writing
from charter.pages.work import waiting
from charter.pages.work.models import ThreadRead, Visit


def read_thread(thread_id: int, by: Member) -> None:
    """Nothing is to be answered in a thread, as far as it goes now."""
    _read(Thread.id == thread_id, by.id)


def read_clause(clause_id: int, by: Member) -> None:
    """Nothing is to be answered in the threads of a clause, as far as they go now."""
    _read(Thread.clause_id == clause_id, by.id)


def _read(which: ColumnElement[bool], member_id: int) -> None:
    clauses, amendments = (select(of.id).where(of.charter_id.in_(waiting.MINE)) for of in (Clause, Amendment))
    is_own = or_(Thread.clause_id.in_(clauses), Thread.amendment_id.in_(amendments))
    newest = select(literal(member_id), Comment.thread_id, func.max(Comment.id)).join(Thread)
    newest = newest.where(which, is_own).params(member_id=member_id)
    with writing():
        row = INSERT[db.engine.dialect.name](ThreadRead)
        row = row.from_select(["member_id", "thread_id", "comment_id"], newest.group_by(Comment.thread_id))
        later = {"comment_id": row.excluded.comment_id}
        db.session.execute(row.on_conflict_do_update(index_elements=["member_id", "thread_id"], set_=later))


def end_welcome(by: Member) -> None:
    """Put the welcome away, for this mandate."""
    member_id, now = by.id, clock.now()
    with writing():
        row = INSERT[db.engine.dialect.name](Visit).values(member_id=member_id, last_at=now, welcomed_at=now)
        db.session.execute(row.on_conflict_do_update(index_elements=["member_id"], set_={"welcomed_at": now}))
