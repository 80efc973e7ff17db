"""The one condition by which both databases find: SQLite by FTS5, PostgreSQL by its full text.

Each is given words and stems of ours (`rules.words`) and finds rows that hold them; neither ranks, stems or parts
words. So both find alike, and no order depends on what else the index holds, which not everybody may read.
"""

from sqlalchemy import ColumnElement, and_, cast, column, literal_column, select, table, true
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from charter.database import db
from charter.search.models import IndexedText
from charter.search.rules import words
from charter.search.rules.asked import Asked

_FTS5 = table("search_index", column("rowid"), column("search_index"))
_VECTOR: ColumnElement[str] = literal_column("indexed_text.vector", TSVECTOR)
"""Kept by PostgreSQL alone, of `terms` (migration 0029)."""


def holds(asked: Asked) -> ColumnElement[bool]:
    """SQL condition: a row of the index holds everything that is looked for."""
    matches = _matches_sqlite(asked) if is_sqlite() else _matches_postgresql(asked)
    return and_(true(), matches, *(IndexedText.words.contains(f" {phrase} ") for phrase in asked.phrases))


def alphabetical() -> ColumnElement[str]:
    """The words of the title, to sort by them alike on both databases: by code points."""
    return IndexedText.title_words.collate("BINARY" if is_sqlite() else "C")


def is_sqlite() -> bool:
    """Whether this database is SQLite."""
    return db.engine.dialect.name == "sqlite"


def _matches_sqlite(asked: Asked) -> ColumnElement[bool]:
    parts = [f'"{term}"' for term in asked.terms]
    if asked.beginning:
        parts.append(f'("{words.stem(asked.beginning)}" OR "{asked.beginning}" *)')
    rows = select(_FTS5.c.rowid).where(_FTS5.c.search_index.op("MATCH")(" AND ".join(parts)))
    return IndexedText.id.in_(rows)


def _matches_postgresql(asked: Asked) -> ColumnElement[bool]:
    parts = [f"'{term}'" for term in asked.terms]
    if asked.beginning:
        parts.append(f"('{words.stem(asked.beginning)}' | '{asked.beginning}':*)")
    rows = select(IndexedText.id).where(_VECTOR.op("@@")(cast(" & ".join(parts), TSQUERY)))
    # by itself, or a planner without statistics reads every row that one may read, and makes a vector of each
    return IndexedText.id.in_(select(rows.cte("held").prefix_with("MATERIALIZED").c.id))
