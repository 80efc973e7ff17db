"""Results as they are shown: where each leads, of which charter and article it is, and its snippet."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import url_for
from sqlalchemy import select

from charter.accounts.models import Member
from charter.amendments import names
from charter.amendments import queries as amendments
from charter.amendments import rules as amendment_rules
from charter.amendments.models import Amendment
from charter.amendments.views import amendment_context
from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.clauses.models import Clause
from charter.comments.models import Comment, Thread
from charter.database import db
from charter.journal.models import Entry
from charter.pages.journal import subjects
from charter.search import rights
from charter.search.models import IndexedText
from charter.search.rules import kinds, snippets
from charter.search.rules.asked import Asked
from charter.search.rules.snippets import Piece
from charter.votes import queries as votes
from charter.votes.models import Vote
from charter.web.access import may

MAX_CHARTERS = 10
"""Charters in which an article is looked for by its number: the newest."""


@dataclass(frozen=True)
class Result:
    """One thing that was found. `thing`: its row, as the template needs it; `number`: of its article; `mark`: what has
    become of it, in a word."""

    kind: str
    address: str
    title: Sequence[Piece]
    snippet: Sequence[Piece]
    indexed: IndexedText
    charter: Charter | None = None
    thing: Any = None
    number: int | None = None
    link_name: str = ""
    mark: str = ""


def by_kind(rows: Sequence[IndexedText], asked: Asked) -> dict[str, list[Result]]:
    """The results of each kind, in the order of kinds. What is not there any more is left out."""
    charters = _Charters(rows)
    found: dict[str, list[Result]] = {}
    for kind in kinds.KINDS:
        of_kind = [row for row in rows if row.kind == kind]
        if of_kind:
            found[kind] = [each for each in _SHOWN[kind](of_kind, charters, asked) if each]
    return found


def numbered(number: int | None, readable: Sequence[Charter]) -> list[Result]:
    """The articles with a number, as they were last published, of some of these charters."""
    if number is None:
        return []
    outlines = (clauses.outline(charter.id) for charter in readable[:MAX_CHARTERS])
    ids = [each.clause.id for outline in outlines for each in outline.clauses if each.number == number]
    query = select(IndexedText).where(IndexedText.kind == kinds.TEXT, IndexedText.key.in_(ids))
    rows = db.session.scalars(query.order_by(IndexedText.charter_id.desc())).all()
    return [each for each in _of_clauses(rows, _Charters(rows), Asked()) if each]


def numbered_amendments(number: int | None, within: Sequence[Charter], member: Member | None) -> list[Result]:
    """The amendments with a number that a person may read in some of these charters, of the newest rounds first."""
    if number is None:
        return []
    ids = [charter.id for charter in within[:MAX_CHARTERS]]
    query = select(IndexedText).join(Amendment, Amendment.id == IndexedText.key).where(Amendment.number == number)
    query = query.where(IndexedText.kind == kinds.AMENDMENT, IndexedText.charter_id.in_(ids))
    query = query.where(rights.readable(member, ids)).order_by(IndexedText.charter_id.desc(), Amendment.id.desc())
    rows = db.session.scalars(query.limit(MAX_CHARTERS)).all()
    return [each for each in _of_amendments(rows, _Charters(rows), Asked()) if each]


class _Charters(dict[int, Charter]):
    """The charters of some rows by their ids, and the numbers of their articles."""

    def __init__(self, rows: Sequence[IndexedText]) -> None:
        ids = {row.charter_id for row in rows if row.charter_id}
        super().__init__((each.id, each) for each in db.session.scalars(select(Charter).where(Charter.id.in_(ids))))

    @cached_property
    def numbers(self) -> dict[int, int | None]:
        """By clause; read once, and only where a clause is shown."""
        return {each.clause.id: each.number for charter_id in self for each in clauses.outline(charter_id).clauses}


Shown = list[Result | None]


def _result(row: IndexedText, address: str, asked: Asked, charters: _Charters, **more: Any) -> Result:
    title, snippet = snippets.marked(row.title, asked), snippets.snippet(row.body, asked)
    return Result(row.kind, address, title, snippet, row, charters.get(row.charter_id or 0), **more)


def _of_charters(rows: Sequence[IndexedText], charters: _Charters, asked: Asked) -> Shown:
    return [
        _result(row, url_for("pages.charter", slug=charters[row.key].slug), asked, charters)
        for row in rows
        if row.key in charters
    ]


def _of_clauses(rows: Sequence[IndexedText], charters: _Charters, asked: Asked) -> Shown:
    found = _by_id(Clause, rows)
    return [
        _result(
            row,
            _clause_page(found[row.key], charters),
            asked,
            charters,
            thing=found[row.key],
            number=charters.numbers.get(row.key),
        )
        for row in rows
        if row.key in found
    ]


def _clause_page(clause: Clause, charters: _Charters, anchor: str | None = None) -> str:
    return url_for("pages.clause", slug=charters[clause.charter_id].slug, clause_id=clause.id, _anchor=anchor)


def _of_comments(rows: Sequence[IndexedText], charters: _Charters, asked: Asked) -> Shown:
    query = select(Comment, Thread, Clause).join(Thread, Thread.id == Comment.thread_id)
    query = query.outerjoin(Clause, Clause.id == Thread.clause_id).where(Comment.id.in_([row.key for row in rows]))
    found = {each.Comment.id: each for each in db.session.execute(query)}
    about = amendments.by_ids([each.Thread.amendment_id for each in found.values() if each.Thread.amendment_id])
    newest = amendments.newest_rounds(charters) if about else []
    shown: Shown = []
    for row in (row for row in rows if row.key in found):
        comment, thread, clause = found[row.key]
        thing = {"comment": comment, "is_resolved": thread.resolved_at is not None}
        if clause:
            page, name = _clause_page(clause, charters, f"comment-{comment.id}"), clause.heading
        else:
            amendment = about[thread.amendment_id or 0]
            page = _amendment_page(amendment, charters, thread=thread.id, _anchor=f"comment-{comment.id}")
            name = names.full(amendment, newest)
        number = charters.numbers.get(clause.id) if clause else None
        shown.append(_result(row, page, asked, charters, thing=thing, number=number, link_name=name))
    return shown


def _of_amendments(rows: Sequence[IndexedText], charters: _Charters, asked: Asked) -> Shown:
    found = amendments.by_ids([row.key for row in rows])
    newest = amendments.newest_rounds(charters)
    return [_amendment(row, found[row.key], asked, charters, newest) for row in rows if row.key in found]


def _amendment(
    row: IndexedText, amendment: Amendment, asked: Asked, charters: _Charters, newest: Collection[int]
) -> Result:
    said = {"link_name": names.full(amendment, newest), "mark": _mark(amendment)}
    return _result(row, _amendment_page(amendment, charters), asked, charters, thing=amendment, **said)


def _mark(amendment: Amendment) -> str:
    is_plain = amendment.stage == amendment_rules.SUBMITTED
    return "" if is_plain else str(amendment_context.STAGE_NAMES[amendment.stage])


def _amendment_page(amendment: Amendment, charters: _Charters, **more: Any) -> str:
    slug = charters[amendment.charter_id].slug
    return url_for("amendments.amendment", slug=slug, amendment_id=amendment.id, **more)


def _of_votes(rows: Sequence[IndexedText], charters: _Charters, asked: Asked) -> Shown:
    found = _by_id(Vote, rows)
    return [
        _result(row, url_for("votes.vote", vote_id=row.key), asked, charters, thing=_outcome(found[row.key]))
        for row in rows
        if row.key in found
    ]


def _outcome(vote: Vote) -> dict[str, Any]:
    return {"vote": vote, "result": votes.result(vote) if vote.stage == "closed" else None}


def _of_entries(rows: Sequence[IndexedText], charters: _Charters, asked: Asked) -> Shown:
    query = select(Entry).where(Entry.seq.in_([row.key for row in rows]))
    found = {entry.seq: entry for entry in db.session.scalars(query)}
    shown: Shown = []
    for row in rows:
        entry = found.get(row.key)
        about = subjects.link(entry) if entry else None
        name = str(about[1]) if about else ""
        address = url_for("journal.entry", seq=row.key)
        shown.append(_result(row, address, asked, charters, thing=entry, link_name=name) if entry else None)
    return shown


def _of_people(rows: Sequence[IndexedText], charters: _Charters, asked: Asked) -> Shown:
    return [_result(row, url_for("directory.members", q=row.title), asked, charters) for row in rows]


def _of_associations(rows: Sequence[IndexedText], charters: _Charters, asked: Asked) -> Shown:
    if may("members.read"):
        return [_result(row, url_for("directory.associations", q=row.title), asked, charters) for row in rows]
    slugs = rights.public_assemblies([row.key for row in rows])
    return [
        _result(row, url_for("people.people", slug=slugs[row.key], q=row.title), asked, charters)
        for row in rows
        if row.key in slugs
    ]


def _by_id(table: Any, rows: Sequence[IndexedText]) -> dict[int, Any]:
    ids = [row.key for row in rows]
    return {each.id: each for each in db.session.scalars(select(table).where(table.id.in_(ids)))}


_SHOWN: dict[str, Callable[[Sequence[IndexedText], _Charters, Asked], Shown]] = {
    kinds.CHARTER: _of_charters,
    kinds.TEXT: _of_clauses,
    kinds.DRAFT: _of_clauses,
    kinds.AMENDMENT: _of_amendments,
    kinds.VOTE: _of_votes,
    kinds.COMMENT: _of_comments,
    kinds.PERSON: _of_people,
    kinds.ASSOCIATION: _of_associations,
    kinds.ENTRY: _of_entries,
}
