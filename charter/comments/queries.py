"""Find threads and comments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.clauses.models import Clause
from charter.comments import rules
from charter.comments.anchors import places, wordings
from charter.comments.anchors.resolving import Place
from charter.comments.anchors.wordings import Wording
from charter.comments.models import Anchor, Comment, Thread
from charter.comments.subjects import OnAmendment, Subject, is_about, is_of
from charter.core import clock, paging
from charter.core.errors import NotFound
from charter.database import db

THREADS_PER_PAGE, COMMENTS_PER_PAGE = 10, 50
ALL, OPEN, CLOSED, MINE, ORPHANED = "all", "open", "closed", "mine", "orphaned"
VIEWS = (ALL, OPEN, CLOSED, MINE, ORPHANED)
"""Which threads of a clause are shown; `MINE`: those in which one wrote; `ORPHANED`: those whose words are gone."""
ON_WORDS, ON_WHOLE, ON_GONE, SETTLED = range(4)
"""The groups of threads, in the order in which they stand: on words that stand in the text, on the clause as a whole,
on words that are gone, and the resolved ones."""
_HAS_WORDS = exists().where(Comment.thread_id == Thread.id, Comment.removed_at.is_(None))
_IS_OPEN = Thread.resolved_at.is_(None) & _HAS_WORDS
"""SQL condition: a thread is open. Of one whose comments were all taken back, nothing is left to resolve."""


@dataclass(frozen=True)
class Listed:
    """A thread in the list of those of its clause. `number`: from 1, for life, in the order in which they were
    opened."""

    id: int
    number: int
    group: int
    is_open: bool
    is_mine: bool
    place: Place | None


@dataclass(frozen=True)
class Found:
    """A page of threads. `numbers`: of all, by view; `listed`: each, by its id."""

    threads: Sequence[Thread]
    page: int
    pages: int
    numbers: Mapping[str, int]
    listed: Mapping[int, Listed]


def list_threads(subject: Subject, member: Member | None, found: Mapping[int, Place]) -> list[Listed]:
    """The threads about something: those on words in the order of the text, then the others, oldest first; resolved
    ones last. `found`: where the words of each stand, if it is about words."""
    own = exists().where(Comment.thread_id == Thread.id, Comment.author_id == (member.id if member else 0))
    query = select(Thread.id, Thread.resolved_at, _IS_OPEN, own).where(is_about(subject))
    rows = db.session.execute(query.order_by(Thread.id))
    every = [
        Listed(thread_id, number, _group(at, found.get(thread_id)), is_open, is_mine, found.get(thread_id))
        for number, (thread_id, at, is_open, is_mine) in enumerate(rows, start=1)
    ]
    return sorted(every, key=_order)


def _group(resolved_at: object, place: Place | None) -> int:
    if resolved_at:
        return SETTLED
    if place is None:
        return ON_WHOLE
    return ON_GONE if place.is_gone else ON_WORDS


def _order(each: Listed) -> tuple[Any, ...]:
    stretches = each.place.stretches if each.place and each.group == ON_WORDS else ()
    return each.group, stretches[:1], each.id


def find_threads(listed: Sequence[Listed], view: str = ALL, page: int = 1) -> Found:
    """The page nearest to `page` of some threads of a clause."""
    shown = {name: [each for each in listed if _is_in(each, name)] for name in VIEWS}
    cut, page, pages = paging.cut(shown[view], page, THREADS_PER_PAGE)
    by_id = {each.id: each for each in db.session.scalars(select(Thread).where(Thread.id.in_([it.id for it in cut])))}
    numbers = {name: len(every) for name, every in shown.items()}
    return Found([by_id[each.id] for each in cut], page, pages, numbers, {each.id: each for each in listed})


def _is_in(each: Listed, view: str) -> bool:
    match view:
        case "open":
            return each.is_open
        case "closed":
            return each.group == SETTLED
        case "mine":
            return each.is_mine
        case "orphaned":
            return each.group == ON_GONE and each.is_open
    return True


def page_of(listed: Sequence[Listed], thread_id: int) -> int:
    """The page, among all threads, on which one stands."""
    place = next((place for place, each in enumerate(listed) if each.id == thread_id), 0)
    return place // THREADS_PER_PAGE + 1


def open_counts(charter_id: int) -> dict[int, int]:
    """The number of open threads per clause id; without clauses that have none, and threads whose
    comments were all removed."""
    query = (
        select(Clause.id, func.count())
        .join(Thread, Clause.id == Thread.clause_id)
        .where(Clause.charter_id == charter_id, _IS_OPEN)
        .group_by(Clause.id)
    )

    return {clause_id: count for clause_id, count in db.session.execute(query)}


def thread(subject: Subject, thread_id: int) -> Thread:
    """A thread about this, or NotFound."""
    found = db.session.get(Thread, thread_id)
    if found is None or not is_of(found, subject):
        raise NotFound(_l("There is no such thread."))
    return found


def thread_or_none(subject: Subject, thread_id: int | None) -> Thread | None:
    """A thread about this, if there is one of this number."""
    found = db.session.get(Thread, thread_id) if thread_id else None
    return found if found and is_of(found, subject) else None


def comment(subject: Subject, comment_id: int) -> Comment:
    """A comment on this, or NotFound."""
    found = db.session.get(Comment, comment_id)
    if found is None:
        raise NotFound(_l("There is no such comment."))
    thread(subject, found.thread_id)
    return found


def recent_duplicate(subject: Subject, thread_id: int | None, body: str, author: Member) -> Comment | None:
    """A comment with the same words by the same author within `rules.DUPLICATE_WINDOW`, in a thread
    or (None) opening one: the form was sent twice."""
    now = clock.now()
    query = (
        select(Comment)
        .join(Thread)
        .where(
            is_about(subject),
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


def is_on(thread_id: int, anchor: Anchor | None) -> bool:
    """Whether a thread is about the same words as a new one would be."""
    known = db.session.scalar(select(Anchor).where(Anchor.thread_id == thread_id).order_by(Anchor.number))
    return (known and (known.exact, known.ranges)) == (anchor and (anchor.exact, anchor.ranges))


def last_anchor_number(thread_id: int) -> int:
    """The number of the newest anchor of a thread; 0 if it is about the whole clause."""
    return db.session.scalar(select(func.max(Anchor.number)).where(Anchor.thread_id == thread_id)) or 0


def is_orphaned(each: Thread, wording: Wording | None) -> bool:
    """Whether the words of a thread are gone: of a clause, from its live text; of an amendment, from the `wording` that
    counts."""
    known = places.newest_anchors([each.id])
    if each.id not in known:
        return False
    if wording is not None:
        return wordings.spots(wording, known)[each.id].place.is_gone
    found = places.in_live_text(each.clause_id or 0, known).get(each.id)
    return found is not None and found.is_gone


def may_comment(member: Member | None, subject: Subject) -> bool:
    """Whether a member may comment on this now."""
    if isinstance(subject, OnAmendment):
        return charters.may(member, charters.get(subject.charter_id), "comment")
    clause = clauses.get(subject)
    return clause.stage != "dropped" and charters.may(member, charters.get(clause.charter_id), "comment")


def may_change(member: Member | None, each: Comment) -> bool:
    """Whether a member may still edit or remove this comment."""
    if member is None or each.removed_at:
        return False
    return rules.may_change(each.author_id, member.id, each.written_at, clock.now())


def may_resolve(member: Member | None, each: Thread) -> bool:
    """Whether a member may resolve or reopen this thread."""
    return member is not None and rules.may_resolve(each.starter_id, member.id, member.role)
