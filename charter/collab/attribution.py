"""Whose words they are: a document's items beside what the log says of each client id."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby, pairwise
from typing import NamedTuple

from sqlalchemy import select

from charter.collab import order, scan, schema
from charter.collab.models import Writing
from charter.collab.order import Span
from charter.collab.room import ROOT
from charter.database import db

Range = tuple[int, int, int]
"""Items of a client in a row: client id, first clock, how many."""


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
    update = scan.read(state, ROOT, schema.spec()["nodes"], schema.spec()["marks"])
    spans = order.spans(update)
    signatures = _signatures(clause_id, {span.client for span in spans})
    parts = (part for span in spans for part in _parts(span, signatures))
    return [Signed("".join(words for words, _ in same), by) for by, same in groupby(parts, key=lambda part: part.by)]


def _parts(span: Span, signatures: "_Signatures") -> Iterator[Signed]:
    client, clock, words = span
    for start, end, by in signatures.over(client, clock, order.units(words)):
        yield Signed(order.part(words, start - clock, end - clock), by)


def of_ranges(clause_id: int, ranges: Iterable[Range]) -> list[tuple[int, Signature]]:
    """Who wrote these items, and how many of them, in the order asked."""
    asked = list(ranges)
    signatures = _signatures(clause_id, {client for client, _clock, _length in asked})
    return [(end - start, by) for each in asked for start, end, by in signatures.over(*each)]


class _Signatures:
    """What the log says of some client ids: from which clock on, who wrote."""

    def __init__(self) -> None:
        self._clocks: dict[int, list[int]] = defaultdict(list)
        self._rows: dict[int, list[Signature]] = defaultdict(list)

    def add(self, client: int, clock: int, signature: Signature) -> None:
        """In the order of the clocks."""
        self._clocks[client].append(clock)
        self._rows[client].append(signature)

    def over(self, client: int, clock: int, length: int) -> Iterator[tuple[int, int, Signature]]:
        """Who wrote some items, part by part: from which clock, to which, by whom. Whoever was the last to begin."""
        begins, rows = self._clocks[client], self._rows[client]
        first, last = bisect_right(begins, clock), bisect_right(begins, clock + length - 1)
        stops = [clock, *begins[first:last], clock + length]
        for place, (start, end) in enumerate(pairwise(stops), start=first):
            yield start, end, rows[place - 1] if place else Signature()


def _signatures(clause_id: int, clients: set[int]) -> _Signatures:
    query = select(Writing).where(Writing.clause_id == clause_id).order_by(Writing.client, Writing.clock)
    found = _Signatures()
    for row in db.session.scalars(query):
        if row.client in clients:
            found.add(row.client, row.clock, Signature(row.member_id, row.association_id, row.at))
    return found
