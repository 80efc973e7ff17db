"""The authors of a document's items: from the client id of each, by its provenance and the
authorship spans.

A Yjs document says which client id inserted each character, and nothing about people. The server
leases each client id to one member; the spans in the database say from which clock on, for which
association, and about when they wrote under it.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby, pairwise
from typing import NamedTuple

from sqlalchemy import select

from charter.collab.attribution.log_replay import log_replays
from charter.collab.models import AuthorshipSpan
from charter.collab.ydoc import encoding, struct_store, update_decoder
from charter.collab.ydoc.encoding import IdRange
from charter.collab.ydoc.struct_store import TextSpan
from charter.database import db

MAX_CLIENT_IDS_IN_QUERY = 500
"""Above this many client ids, all spans of the clause are read instead of selected ones."""


class Author(NamedTuple):
    """A member, the association they wrote for, and about when; all None if unknown."""

    member_id: int | None = None
    association_id: int | None = None
    at: datetime | None = None


class AuthoredWords(NamedTuple):
    """Consecutive words of one author; a hard break is a line feed."""

    words: str
    by: Author


def authored_words(clause_id: int, state: bytes) -> list[AuthoredWords]:
    """The visible words of an encoded document of a clause, in reading order, with their
    authors."""
    spans = struct_store.visible_text(update_decoder.decode(state))
    authors = _Authors(clause_id, [_items(span) for span in spans])
    parts = (part for span in spans for part in _parts(span, authors))
    by_author = groupby(parts, key=lambda part: part.by)
    return [AuthoredWords("".join(words for words, _ in same), by) for by, same in by_author]


def _parts(span: TextSpan, authors: "_Authors") -> Iterator[AuthoredWords]:
    at = 0
    for length, by in authors.of(*_items(span)):
        yield AuthoredWords(encoding.utf16_slice(span.text, at, at + length), by)
        at += length


def _items(span: TextSpan) -> IdRange:
    return span.client, span.clock, encoding.utf16_length(span.text)


def authors_of_ranges(clause_id: int, ranges: Iterable[IdRange]) -> list[tuple[int, Author]]:
    """The author and length of each part of these ranges, in their order."""
    asked = list(ranges)
    authors = _Authors(clause_id, asked)
    return [found for each in asked for found in authors.of(*each)]


class _Authors:
    """The authors of some items of a clause."""

    def __init__(self, clause_id: int, asked: list[IdRange]) -> None:
        self._provenance = log_replays.of(clause_id)
        clients = {source[0] for each in asked for source in self._provenance.sources(*each)}
        self._begins: dict[int, list[int]] = defaultdict(list)
        self._authors: dict[int, list[Author]] = defaultdict(list)
        span = AuthorshipSpan
        columns = (span.client, span.clock, span.member_id, span.association_id, span.at)
        query = select(*columns).where(span.clause_id == clause_id)
        if len(clients) <= MAX_CLIENT_IDS_IN_QUERY:
            query = query.where(span.client.in_(clients))

        ordered = query.order_by(span.client, span.clock)
        for client, clock, member_id, association_id, at in db.session.execute(ordered):
            self._begins[client].append(clock)
            self._authors[client].append(Author(member_id, association_id, at))

    def of(self, client: int, clock: int, length: int) -> Iterator[tuple[int, Author]]:
        """The parts of a range, each with its length and author."""
        # A moved word has the author of its source: the one who moved it did not write it.
        for source in self._provenance.sources(client, clock, length):
            yield from self._spans_of(*source)

    def _spans_of(self, client: int, clock: int, length: int) -> Iterator[tuple[int, Author]]:
        # A span has no end: each item belongs to the last one that begins at or before its clock.
        # So a row is written only when one begins, and never changed.
        begins, authors = self._begins[client], self._authors[client]
        first, last = bisect_right(begins, clock), bisect_right(begins, clock + length - 1)
        stops = [clock, *begins[first:last], clock + length]
        for place, (start, end) in enumerate(pairwise(stops), start=first):
            yield end - start, authors[place - 1] if place else Author()
