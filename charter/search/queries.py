"""Find what holds the words that are looked for, among what a person may read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select, true
from sqlalchemy.orm import defer

from charter.accounts.models import Member
from charter.core import paging
from charter.database import db
from charter.search import full_text, rights
from charter.search.models import IndexedText
from charter.search.rules import kinds, words
from charter.search.rules.asked import Asked

PAGE_SIZE = 20
"""Results of a page, where one kind is chosen."""
NUMBER_OF_EACH = 5
"""Results of each kind, where none is chosen."""
MAX_REPEATS = 5
"""Up to which it counts how often a text holds a word."""
_REPEATING = (kinds.TEXT, kinds.DRAFT, kinds.VOTE)


@dataclass(frozen=True)
class Wanted:
    """What is looked for, of which kind ("" for all) and in which charter (None for all)."""

    asked: Asked
    kind: str = ""
    charter_id: int | None = None


@dataclass(frozen=True)
class Found:
    """Results in their order, and how many there are of each kind, whichever is chosen."""

    rows: Sequence[IndexedText]
    counts: dict[str, int]
    page: int = 1
    pages: int = 1


def find(member: Member | None, visible: Collection[int], wanted: Wanted, page: int) -> Found:
    """The page nearest to `page` of one kind, or the first results of each. `visible`: the charters that they may
    see."""
    if not wanted.asked:
        return Found((), {})

    placed = _placed(wanted, rights.readable(member, visible))
    rows, counts = _page(placed, wanted.kind, page)
    nearest, pages = paging.nearest(page, counts.get(wanted.kind, 0), PAGE_SIZE)
    if wanted.kind and nearest != page:
        rows, counts = _page(placed, wanted.kind, nearest)
    return Found(rows, counts, nearest, pages)


def _placed(wanted: Wanted, readable: ColumnElement[bool]) -> Subquery:
    """Every row that matches, with its place among those of its kind, from 1, and their number: in one statement,
    which looks once for the words."""
    order = _order(wanted.asked)
    place = func.row_number().over(partition_by=IndexedText.kind, order_by=order).label("place")
    number = func.count().over(partition_by=IndexedText.kind).label("number")
    query = select(IndexedText.id, place, number).where(full_text.holds(wanted.asked), readable)
    if wanted.charter_id:
        query = query.where(IndexedText.charter_id == wanted.charter_id)
    return query.subquery()


def _page(placed: Subquery, kind: str, page: int) -> tuple[list[IndexedText], dict[str, int]]:
    """The rows to show, and how many there are of each kind. The first one of each kind tells the number."""
    last = page * PAGE_SIZE if kind else NUMBER_OF_EACH
    first = last - PAGE_SIZE + 1 if kind else 1
    is_shown = and_(placed.c.place.between(first, last), IndexedText.kind == kind if kind else true())
    query = select(IndexedText, placed.c.place, placed.c.number).join(placed, placed.c.id == IndexedText.id)
    query = query.options(defer(IndexedText.words), defer(IndexedText.terms), defer(IndexedText.title_words))
    found = db.session.execute(query.where(or_(is_shown, placed.c.place == 1)).order_by(placed.c.place)).all()
    shown = [row for row, place, _number in found if first <= place <= last and kind in ("", row.kind)]
    return shown, {row.kind: number for row, _place, number in found}


def _order(asked: Asked) -> list[ColumnElement[Any]]:
    """First what has all the words in its title; then texts that repeat them; then the newest, people by name.

    A rank by how rare a word is would change with what one may not read.
    """
    in_title = [IndexedText.title_words.contains(f" {term} ") for term in asked.terms]
    if asked.beginning:
        begins = IndexedText.title_words.contains(f" {asked.beginning}")
        in_title.append(or_(begins, IndexedText.title_words.contains(f" {words.stem(asked.beginning)} ")))
    return [
        case((and_(*in_title), 0), else_=1),
        case((IndexedText.kind.in_(_REPEATING), _repeats(asked)), else_=0).desc(),
        IndexedText.at.desc().nulls_last(),
        full_text.alphabetical(),
        IndexedText.key.desc(),
    ]


def _repeats(asked: Asked) -> ColumnElement[int]:
    """How many words of a text begin as the first one that is looked for, up to a limit."""
    first = f" {next(iter(asked.terms), '') or words.stem(asked.beginning)}"
    without = func.length(func.replace(IndexedText.words, first, ""))
    number = (func.length(IndexedText.words) - without) // len(first)
    return case((number > MAX_REPEATS, MAX_REPEATS), else_=number)
