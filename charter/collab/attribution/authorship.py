"""Whose words they are: a document's items beside what the log says of each client id."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby, pairwise
from typing import NamedTuple

from sqlalchemy import select

from charter.collab.attribution.log_replay import log_replays
from charter.collab.attribution.provenance import Range
from charter.collab.models import Writing
from charter.collab.ydoc import struct_store, update_decoder
from charter.collab.ydoc.struct_store import Span
from charter.database import db

FEW = 500
"""Client ids that are asked for by name; with more, all of the clause are read."""


class Signature(NamedTuple):
    """Who wrote something, for which association, about when; nobody known where the author is None."""

    member_id: int | None = None
    association_id: int | None = None
    at: datetime | None = None


class Signed(NamedTuple):
    """Words in a row under one signature; a hard break is a line feed."""

    words: str
    by: Signature


def signed(clause_id: int, state: bytes) -> list[Signed]:
    """The visible words of an encoded document of a clause, in reading order, with who wrote them."""
    spans = struct_store.spans(update_decoder.decode(state))
    authors = _Authors(clause_id, [(span.client, span.clock, struct_store.units(span.words)) for span in spans])
    parts = (part for span in spans for part in _parts(span, authors))
    return [Signed("".join(words for words, _ in same), by) for by, same in groupby(parts, key=lambda part: part.by)]


def _parts(span: Span, authors: "_Authors") -> Iterator[Signed]:
    at = 0
    for length, by in authors.of(span.client, span.clock, struct_store.units(span.words)):
        yield Signed(struct_store.part(span.words, at, at + length), by)
        at += length


def of_ranges(clause_id: int, ranges: Iterable[Range]) -> list[tuple[int, Signature]]:
    """Who wrote these items, and how many of them, in the order asked."""
    asked = list(ranges)
    authors = _Authors(clause_id, asked)
    return [found for each in asked for found in authors.of(*each)]


class _Authors:
    """What the log of a clause says of some of its items: where those that were moved come from; and from which clock
    on, who wrote under each client id."""

    def __init__(self, clause_id: int, asked: list[Range]) -> None:
        self._moves = log_replays.of(clause_id)
        clients = {origin[0] for each in asked for origin in self._moves.origin(*each)}
        self._clocks: dict[int, list[int]] = defaultdict(list)
        self._rows: dict[int, list[Signature]] = defaultdict(list)
        columns = (Writing.client, Writing.clock, Writing.member_id, Writing.association_id, Writing.at)
        query = select(*columns).where(Writing.clause_id == clause_id).order_by(Writing.client, Writing.clock)
        if len(clients) <= FEW:
            query = query.where(Writing.client.in_(clients))
        for client, clock, member_id, association_id, at in db.session.execute(query):
            self._clocks[client].append(clock)
            self._rows[client].append(Signature(member_id, association_id, at))

    def of(self, client: int, clock: int, length: int) -> Iterator[tuple[int, Signature]]:
        """Who wrote some items, part by part: how many of them, and by whom."""
        for origin in self._moves.origin(client, clock, length):
            yield from self._signed(*origin)

    def _signed(self, client: int, clock: int, length: int) -> Iterator[tuple[int, Signature]]:
        """Each item by whoever was the last to begin before it."""
        begins, rows = self._clocks[client], self._rows[client]
        first, last = bisect_right(begins, clock), bisect_right(begins, clock + length - 1)
        stops = [clock, *begins[first:last], clock + length]
        for place, (start, end) in enumerate(pairwise(stops), start=first):
            yield end - start, rows[place - 1] if place else Signature()
