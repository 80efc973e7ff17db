"""Versions published, votes, and changes of the charter itself, as one list in order of time."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CompoundSelect, Select, func, literal, select, union_all
from sqlalchemy.orm import defer

from charter.clauses import queries as clauses
from charter.clauses.models import Clause, Version
from charter.clauses.versions import published
from charter.core import paging
from charter.database import db
from charter.journal.models import Entry
from charter.pages import days
from charter.votes.models import Item, Vote

KINDS = ("versions", "votes", "charter")
VERBS = (
    "charter.created",
    "charter.imported",
    "charter.stage_changed",
    "clause.added",
    "clause.dropped",
    "clause.taken_back",
)
"""The entries of the journal that tell how the charter came to be what it is."""


@dataclass(frozen=True)
class Filter:
    """An empty field leaves nothing out. `start` and `end` are days where the reader is, both included."""

    kind: str = ""
    clause_id: int | None = None
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class Event:
    """What happened: a version, a vote that opened or ended, an entry of the journal. `kind` tells which."""

    kind: str
    at: datetime
    of: Any


@dataclass(frozen=True)
class Found:
    """A page of events, newest first; `number` counts those of all `pages`."""

    events: Sequence[Event]
    number: int
    page: int
    pages: int


def find(charter_id: int, chosen: Filter, page: int) -> Found:
    """The page nearest to `page` of what happened in a charter; everybody who may read it may read this."""
    every = _union(charter_id, chosen).subquery()
    query = select(every).where(*days.within(every.c.at, chosen.start, chosen.end))
    number = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    page, pages = paging.nearest(page, number, paging.PAGE_SIZE)
    newest_first = query.order_by(every.c.at.desc(), every.c.kind, every.c.id.desc())
    rows = db.session.execute(newest_first.offset((page - 1) * paging.PAGE_SIZE).limit(paging.PAGE_SIZE)).all()
    return Found(_events(rows), number, page, pages)


def _union(charter_id: int, chosen: Filter) -> CompoundSelect[*tuple[Any, ...]]:
    asked = [chosen.kind] if chosen.kind else KINDS
    parts = [part for kind in asked for part in _PARTS[kind](charter_id, chosen.clause_id)]
    return union_all(*parts)


def _versions(charter_id: int, clause_id: int | None) -> list[Select[*tuple[Any, ...]]]:
    query = select(literal("version").label("kind"), Version.id.label("id"), Version.at.label("at"))
    query = query.join(Clause, Clause.id == Version.clause_id).where(Clause.charter_id == charter_id)
    query = query.where(Version.cause != "created")
    return [query if clause_id is None else query.where(Version.clause_id == clause_id)]


def _votes(charter_id: int, clause_id: int | None) -> list[Select[*tuple[Any, ...]]]:
    moments = {"opened": Vote.opened_at, "ended": Vote.closed_at}
    found = []
    for kind, at in moments.items():
        query = select(literal(kind).label("kind"), Vote.id.label("id"), at.label("at"))
        # one that was cancelled before it opened was never anybody's but the moderators'
        query = query.where(Vote.charter_id == charter_id, Vote.opened_at.is_not(None), at.is_not(None))
        about = select(Item.vote_id).where(Item.clause_id == clause_id)
        found.append(query if clause_id is None else query.where(Vote.id.in_(about)))
    return found


def _entries(charter_id: int, clause_id: int | None) -> list[Select[*tuple[Any, ...]]]:
    query = select(literal("entry").label("kind"), Entry.seq.label("id"), Entry.at.label("at"))
    query = query.where(Entry.charter_id == charter_id, Entry.verb.in_(VERBS))
    return [query if clause_id is None else query.where(Entry.subject == f"clause:{clause_id}")]


_PARTS: dict[str, Callable[[int, int | None], list[Select[*tuple[Any, ...]]]]] = {
    "versions": _versions,
    "votes": _votes,
    "charter": _entries,
}


def _events(rows: Sequence[Any]) -> list[Event]:
    """The rows with what they are about, read in one statement for each kind."""
    ids = {kind: [row.id for row in rows if row.kind == kind] for kind in ("version", "opened", "ended", "entry")}
    votes = _by_id(Vote, Vote.id, {*ids["opened"], *ids["ended"]})
    found = {
        "version": _by_id(Version, Version.id, ids["version"], defer(Version.content), defer(Version.html)),
        "opened": votes,
        "ended": votes,
        "entry": _by_id(Entry, Entry.seq, ids["entry"]),
    }
    return [Event(row.kind, row.at, found[row.kind][row.id]) for row in rows]


def _by_id(model: Any, key: Any, ids: Collection[int], *options: Any) -> dict[int, Any]:
    if not ids:
        return {}
    return {
        getattr(row, key.key): row for row in db.session.scalars(select(model).where(key.in_(ids)).options(*options))
    }


def titles(charter_id: int, reads_drafts: bool) -> dict[int, str]:
    """Each clause of a charter that was not dropped, by id, in reading order, as a list to choose from; under its
    published heading for who does not read drafts."""
    versions = {} if reads_drafts else published.newest_of_charter(charter_id, with_content=False)
    return {each.clause.id: _title(each, versions) for each in clauses.outline(charter_id).clauses}


def _title(each: clauses.NumberedClause, versions: Mapping[int, Version]) -> str:
    version = versions.get(each.clause.id)
    heading = version.heading if version else each.clause.heading
    return f"{each.number}. {heading}" if each.number else heading
