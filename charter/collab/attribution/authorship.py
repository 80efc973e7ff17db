"""The authors of a document's items, from the authorship spans of each client id."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby, pairwise
from typing import NamedTuple

from sqlalchemy import select

from charter.collab.attribution.log_replay import log_replays
from charter.collab.attribution.provenance import Range
from charter.collab.models import AuthorshipSpan
from charter.collab.ydoc import encoding, struct_store, update_decoder
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
    """The visible words of an encoded document of a clause, in reading order, with their authors."""
    spans = struct_store.visible_text(update_decoder.decode(state))
    authors = _Authors(clause_id, [(span.client, span.clock, encoding.utf16_length(span.text)) for span in spans])
    parts = (part for span in spans for part in _parts(span, authors))
    by_author = groupby(parts, key=lambda part: part.by)
    return [AuthoredWords("".join(words for words, _ in same), by) for by, same in by_author]


def _parts(span: TextSpan, authors: "_Authors") -> Iterator[AuthoredWords]:
    at = 0
    for length, by in authors.of(span.client, span.clock, encoding.utf16_length(span.text)):
        yield AuthoredWords(encoding.utf16_slice(span.text, at, at + length), by)
        at += length


def authors_of_ranges(clause_id: int, ranges: Iterable[Range]) -> list[tuple[int, Author]]:
    """The author and length of each part of these ranges, in their order."""
    asked = list(ranges)
    authors = _Authors(clause_id, asked)
    return [found for each in asked for found in authors.of(*each)]


class _Authors:
    """The authors of some items of a clause: their provenance, and the authorship spans of the
    client ids concerned."""

    def __init__(self, clause_id: int, asked: list[Range]) -> None:
        self._moves = log_replays.of(clause_id)
        clients = {origin[0] for each in asked for origin in self._moves.origin(*each)}
        self._clocks: dict[int, list[int]] = defaultdict(list)
        self._rows: dict[int, list[Author]] = defaultdict(list)
        span = AuthorshipSpan
        columns = (span.client, span.clock, span.member_id, span.association_id, span.at)
        query = select(*columns).where(span.clause_id == clause_id).order_by(span.client, span.clock)
        if len(clients) <= MAX_CLIENT_IDS_IN_QUERY:
            query = query.where(span.client.in_(clients))

        for client, clock, member_id, association_id, at in db.session.execute(query):
            self._clocks[client].append(clock)
            self._rows[client].append(Author(member_id, association_id, at))

    def of(self, client: int, clock: int, length: int) -> Iterator[tuple[int, Author]]:
        """The parts of a range, each with its length and author."""
        for origin in self._moves.origin(client, clock, length):
            yield from self._spans_of(*origin)

    def _spans_of(self, client: int, clock: int, length: int) -> Iterator[tuple[int, Author]]:
        """Each item belongs to the last span that begins at or before its clock."""
        begins, rows = self._clocks[client], self._rows[client]
        first, last = bisect_right(begins, clock), bisect_right(begins, clock + length - 1)
        stops = [clock, *begins[first:last], clock + length]
        for place, (start, end) in enumerate(pairwise(stops), start=first):
            yield end - start, rows[place - 1] if place else Author()
