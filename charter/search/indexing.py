"""Bring the index up to what is committed.

Triggers mark each row that is written, in the transaction that writes it. Whoever looks for something first indexes
what is marked, and so do the background and the command line; nobody finds less than what was committed before.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import ColumnElement, Row, and_, delete, exists, insert, literal, or_, select, text

from charter.clauses.models import Clause
from charter.collab.models import Edit
from charter.core import clock
from charter.core.loop import yield_to_loop
from charter.database import db, is_passing, rows_changed, writing
from charter.search import full_text
from charter.search.models import IndexedText, IndexMark
from charter.search.rules import kinds, words
from charter.search.sources import SOURCES, TABLES, Source
from charter.web import failure_log
from charter.web.background import Background

log = logging.getLogger("charter.search")
BATCH_SIZE = 50
"""Rows that are indexed in one transaction."""
MAX_BATCHES_OF_A_SEARCH = 10
"""What a search indexes at most before it answers; the background does the rest."""
LOOK_INTERVAL_S = 2.0
IDLE_AFTER = timedelta(seconds=5)
"""Without an edit, after which a live text is indexed: not at each keystroke."""
MAX_LAG = timedelta(seconds=60)
"""How long a live text that is edited without a pause may be found by its former words."""


Mark = Row[int, str, int]


@dataclass(frozen=True)
class Batch:
    """Some marks, the keys that they are of by their kind, and the rows of the index that follow."""

    marks: list[int]
    keys: dict[str, set[int]]
    rows: list[dict[str, Any]]


class _Overtaken(Exception):
    """Another process has indexed the same rows meanwhile, maybe from a later state."""


def install(app: Flask) -> None:
    """Keep the index while the server runs."""
    background: Background = app.extensions["background"]
    background.every(LOOK_INTERVAL_S, keep_up, "the index of the search could not be brought up to date")


def keep_up() -> None:
    """Index everything that is marked, and the live texts that are idle."""
    mark_idle_drafts()
    while index_marked():
        yield_to_loop()


def before_search() -> bool:
    """Index what is marked, within bounds; returns whether that was everything. While the database takes no writes,
    people still find what was indexed before."""
    try:
        return any(index_marked() == 0 for _ in range(MAX_BATCHES_OF_A_SEARCH))
    except Exception as problem:
        if not is_passing(problem):
            raise
        db.session.rollback()
        return False


def rebuild() -> int:
    """Make the whole index anew from what is kept; returns the number of things in it."""
    with writing():
        db.session.execute(delete(IndexedText))
        db.session.execute(delete(IndexMark))
        if full_text.is_sqlite():
            db.session.execute(text("INSERT INTO search_index(search_index) VALUES ('rebuild')"))
        for kind, table in TABLES.items():
            keys = select(literal(kind), table.__table__.primary_key.columns[0])
            db.session.execute(insert(IndexMark).from_select(["kind", "key"], keys))

    index_all()
    return db.session.query(IndexedText).filter(IndexedText.terms != "").count()


def index_all() -> None:
    """Index everything that is marked, as after an upgrade."""
    while index_marked():
        pass
    if not full_text.is_sqlite():  # whose planner guesses for as long as nobody has counted
        with writing():
            db.session.execute(text("ANALYZE indexed_text"))


def mark_idle_drafts() -> None:
    """Mark the clauses whose live text was edited since it was indexed, and is idle now or has waited long."""
    idle = db.session.scalars(select(Clause.id).join(IndexedText, _is_draft()).where(_is_due())).all()
    if idle:
        with writing():
            db.session.execute(insert(IndexMark), [{"kind": "clause", "key": each} for each in idle])


def _is_draft() -> ColumnElement[bool]:
    return and_(IndexedText.kind == kinds.DRAFT, IndexedText.key == Clause.id)


def _is_due() -> ColumnElement[bool]:
    now = clock.now()
    new = exists().where(Edit.clause_id == Clause.id, Edit.seq > IndexedText.seq).correlate(Clause, IndexedText)
    is_idle = and_(new, ~new.where(Edit.at > now - IDLE_AFTER))
    return or_(is_idle, new.where(Edit.at <= now - MAX_LAG))


def index_marked() -> int:
    """Index a batch of what is marked; returns how many marks it looked at."""
    marks = oldest_marks()
    if marks:
        _index(marks)
    return len(marks)


def _index(marks: Sequence[Mark]) -> None:
    """Index what some marks are about. What cannot be indexed is reported and left out: it is to keep nobody from
    finding everything else."""
    try:
        write(read(marks))
    except Exception as problem:
        db.session.rollback()
        if is_passing(problem):
            raise
        if len(marks) > 1:
            for mark in marks:
                _index([mark])
            return
        failure_log.report(log, "%s %d is left out of the search", marks[0].kind, marks[0].key)
        write(Batch([marks[0].id], {marks[0].kind: {marks[0].key}}, []))


def oldest_marks() -> Sequence[Mark]:
    """The marks of a batch."""
    query = select(IndexMark.id, IndexMark.kind, IndexMark.key).order_by(IndexMark.id)
    return db.session.execute(query.limit(BATCH_SIZE)).all()


def read(marks: Sequence[Mark]) -> Batch:
    """What some marks are about, as it is now."""
    keys: dict[str, set[int]] = defaultdict(set)
    for _id, kind, key in marks:
        keys[kind].add(key)
    rows = [_row(source) for kind in keys for source in SOURCES[kind][0](keys[kind])]
    return Batch([mark.id for mark in marks], keys, rows)


def write(batch: Batch) -> bool:
    """Index what was read. False if somebody else took one of its marks meanwhile: they may have read a later state,
    and theirs stands. What was changed since it was read has a later mark, which stays."""
    try:
        with writing():
            _replace(batch)
    except _Overtaken:
        return False
    return True


def _replace(batch: Batch) -> None:
    if rows_changed(delete(IndexMark).where(IndexMark.id.in_(batch.marks))) < len(batch.marks):
        raise _Overtaken

    replaced = {kind for kind, keys in batch.keys.items() if _remove(kind, keys)}
    if batch.rows:
        db.session.execute(insert(IndexedText), batch.rows)
    if full_text.is_sqlite() and replaced - {"clause"}:  # whose edits are kept, and come at each pause in writing
        # what was taken back is to leave the file: FTS5 only marks as deleted what a later merge removes
        db.session.execute(text("INSERT INTO search_index(search_index) VALUES ('optimize')"))


def _remove(kind: str, keys: set[int]) -> int:
    of_kind = IndexedText.kind.in_(SOURCES[kind][1]), IndexedText.key.in_(keys)
    return rows_changed(delete(IndexedText).where(*of_kind))


def _row(source: Source) -> dict[str, Any]:
    title, body = words.folded(source.title), words.folded(source.body)
    every = [*title, *body, *words.folded(source.beside)]
    return {
        "kind": source.kind,
        "key": source.key,
        "charter_id": source.charter_id,
        "at": source.at,
        "title": source.title,
        "body": source.body,
        "title_words": _spaced(_with_stems(title)),
        "words": _spaced(every),
        "terms": " ".join(sorted(set(_with_stems(every)))),
        "seq": source.seq,
    }


def _with_stems(folded: list[str]) -> list[str]:
    return [*folded, *map(words.stem, folded)]


def _spaced(folded: list[str]) -> str:
    return f" {' '.join(folded)} "
