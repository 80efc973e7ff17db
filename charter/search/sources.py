"""What is indexed of each thing, read from where it is kept."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import force_locale
from sqlalchemy import func, select
from sqlalchemy.orm import defer, joinedload, selectinload

from charter.accounts.models import Association, Member
from charter.amendments.models import Amendment
from charter.charters.models import Charter
from charter.clauses.models import Clause, Section, Version
from charter.collab.models import Edit
from charter.collab.storage import live_text
from charter.collab.ydoc.document import Unreadable
from charter.comments.models import Comment, Thread
from charter.content import blocks
from charter.database import db
from charter.journal.models import Entry
from charter.search.rules import kinds
from charter.votes.models import Vote
from charter.web.language import LANGUAGES
from charter.web.rendering.labels import ROLE_NAMES, VERB_NAMES

SAID = ("heading", "title", "name", "association", "reason", "note", "summary", "question")
"""The facts of an entry of the journal that are words."""
MAX_CLAUSE_LENGTH = 200_000
"""Characters of a clause that are indexed, some sixty pages. A clause may hold a megabyte: its words take two seconds,
at each pause in writing, in which the process does nothing else."""


@dataclass(frozen=True)
class Source:
    """The plain text of one thing. `beside`: words by which it is found too, and which are not shown with it."""

    kind: str
    key: int
    charter_id: int | None
    at: datetime | None
    title: str
    body: str
    beside: str = ""
    seq: int = 0


def _clauses(ids: Collection[int]) -> Iterator[Source]:
    newest = _newest_versions(ids)
    edits = select(Edit.clause_id, func.max(Edit.seq)).where(Edit.clause_id.in_(ids)).group_by(Edit.clause_id)
    last = {clause_id: seq for clause_id, seq in db.session.execute(edits)}
    for clause in db.session.scalars(select(Clause).where(Clause.id.in_(ids))):
        version = newest.get(clause.id)
        if version:
            text = _text(version.content)
            yield Source(
                kinds.TEXT, clause.id, clause.charter_id, version.at, version.heading, text[:MAX_CLAUSE_LENGTH]
            )
        yield _draft(clause, version, last.get(clause.id, 0))


def _newest_versions(clause_ids: Collection[int]) -> dict[int, Version]:
    last = select(func.max(Version.id)).where(Version.clause_id.in_(clause_ids)).group_by(Version.clause_id)
    query = select(Version).where(Version.id.in_(last)).options(defer(Version.html))
    return {version.clause_id: version for version in db.session.scalars(query)}


def _draft(clause: Clause, version: Version | None, seq: int) -> Source:
    """The live text of a clause; without words where they are those of its newest version, or cannot be read."""
    try:
        text = _text(live_text.committed_text(clause.id).content)
    except Unreadable:
        return Source(kinds.DRAFT, clause.id, clause.charter_id, None, "", "", seq=seq)
    if version and (clause.heading, text) == (version.heading, _text(version.content)):
        return Source(kinds.DRAFT, clause.id, clause.charter_id, None, "", "", seq=seq)
    at = db.session.scalar(select(Edit.at).where(Edit.seq == seq))
    return Source(kinds.DRAFT, clause.id, clause.charter_id, at, clause.heading, text[:MAX_CLAUSE_LENGTH], seq=seq)


_EMPTY: dict[str, Any] = {"type": "doc"}


def _text(content: dict[str, Any]) -> str:
    return "\n".join(line.words for line in blocks.lines(content))


def _comments(ids: Collection[int]) -> Iterator[Source]:
    charter_id = func.coalesce(Clause.charter_id, Amendment.charter_id).label("charter_id")
    query = select(Comment.id, Comment.body, Comment.written_at, charter_id)
    query = query.select_from(Comment).join(Thread, Thread.id == Comment.thread_id)
    query = query.outerjoin(Clause, Clause.id == Thread.clause_id)
    query = query.outerjoin(Amendment, Amendment.id == Thread.amendment_id)
    for each in db.session.execute(query.where(Comment.id.in_(ids), Comment.removed_at.is_(None))):
        yield Source(kinds.COMMENT, each.id, each.charter_id, each.written_at, "", each.body)


def _amendments(ids: Collection[int]) -> Iterator[Source]:
    """The newest wording of each, with its reason; found by its number and its associations too."""
    for each in db.session.scalars(select(Amendment).where(Amendment.id.in_(ids))):
        wording = each.wording
        title = " · ".join(change.heading for change in wording.changes)
        body = "\n".join([*(_text(change.content or _EMPTY) for change in wording.changes), wording.reason])
        supporters = (one.association for one in each.cosignatures if one.withdrawn_at is None)
        beside = " ".join([str(each.number), each.association, each.first_association, *supporters])
        yield Source(kinds.AMENDMENT, each.id, each.charter_id, wording.at, title, body[:MAX_CLAUSE_LENGTH], beside)


def _votes(ids: Collection[int]) -> Iterator[Source]:
    for vote in db.session.scalars(select(Vote).where(Vote.id.in_(ids)).options(selectinload(Vote.items))):
        at = vote.closed_at or vote.opened_at or vote.prepared_at
        texts = (line for item in vote.items for line in (item.heading, _text(item.content or _EMPTY)))
        body = "\n".join(line for line in (vote.question, *texts, vote.reason) if line and line != vote.heading)
        yield Source(kinds.VOTE, vote.id, vote.charter_id, at, vote.heading, body)


def _charters(ids: Collection[int]) -> Iterator[Source]:
    for each in db.session.scalars(select(Charter).where(Charter.id.in_(ids))):
        titles = select(Section.title).where(Section.charter_id == each.id).order_by(Section.position, Section.id)
        body = " · ".join(filter(None, (each.summary, *db.session.scalars(titles))))
        yield Source(kinds.CHARTER, each.id, each.id, each.created_at, each.title, body)


def _entries(ids: Collection[int]) -> Iterator[Source]:
    labels = in_each_language(VERB_NAMES)
    for entry in db.session.scalars(select(Entry).where(Entry.seq.in_(ids))):
        said = (entry.said.get(name) for name in SAID)
        body = "\n".join(dict.fromkeys(each for each in said if isinstance(each, str) and each))
        beside = f"{labels.get(entry.verb, '')} {entry.actor}"
        yield Source(kinds.ENTRY, entry.seq, entry.charter_id, entry.at, "", body, beside)


def _people(ids: Collection[int]) -> Iterator[Source]:
    roles = in_each_language(ROLE_NAMES)
    for each in db.session.scalars(select(Member).where(Member.id.in_(ids))):
        place = each.association.name if each.association else ""
        yield Source(kinds.PERSON, each.id, None, None, each.name, place, roles[each.role])


def _associations(ids: Collection[int]) -> Iterator[Source]:
    query = select(Association).where(Association.id.in_(ids)).options(joinedload(Association.college))
    for each in db.session.scalars(query):
        body = " · ".join(filter(None, (each.country, each.college.name)))
        yield Source(kinds.ASSOCIATION, each.id, None, None, each.name, body)


def in_each_language(labels: dict[str, Any]) -> dict[str, str]:
    """Labels in every language that people read: each may look for them in their own."""
    said: dict[str, list[str]] = {name: [] for name in labels}
    for code in LANGUAGES:
        with force_locale(code):
            for name, label in labels.items():
                said[name].append(str(label))
    return {name: " ".join(each) for name, each in said.items()}


Reader = Callable[[Collection[int]], Iterable[Source]]
SOURCES: dict[str, tuple[Reader, tuple[str, ...]]] = {
    "clause": (_clauses, (kinds.TEXT, kinds.DRAFT)),
    "comment": (_comments, (kinds.COMMENT,)),
    "amendment": (_amendments, (kinds.AMENDMENT,)),
    "vote": (_votes, (kinds.VOTE,)),
    "charter": (_charters, (kinds.CHARTER,)),
    "journal": (_entries, (kinds.ENTRY,)),
    "person": (_people, (kinds.PERSON,)),
    "association": (_associations, (kinds.ASSOCIATION,)),
}
"""By the kind of a mark: who reads what it is about, and the kinds of things that are found of it."""
TABLES: dict[str, Any] = {
    "clause": Clause,
    "comment": Comment,
    "amendment": Amendment,
    "vote": Vote,
    "charter": Charter,
    "journal": Entry,
    "person": Member,
    "association": Association,
}
"""By the kind of a mark: the table that its keys are of."""
