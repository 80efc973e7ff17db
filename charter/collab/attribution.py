"""Whose words they are: a document's items beside what the log says of each client id."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import select

from charter.collab import order, scan, schema
from charter.collab.models import Writing
from charter.collab.order import Span
from charter.collab.room import ROOT
from charter.collab.scan import Id
from charter.database import db


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
    parts = (part for span in spans for part in signatures.over(span))
    return [Signed("".join(words for words, _ in same), by) for by, same in groupby(parts, key=lambda part: part.by)]


def signatures_of(clause_id: int, items: Iterable[Id]) -> list[Signature]:
    """Who wrote each of these items."""
    asked = list(items)
    signatures = _signatures(clause_id, {client for client, _clock in asked})
    return [signatures.at(*item) for item in asked]


class _Signatures:
    """What the log says of some client ids: from which clock on, who wrote."""

    def __init__(self) -> None:
        self._clocks: dict[int, list[int]] = defaultdict(list)
        self._rows: dict[int, list[Signature]] = defaultdict(list)

    def add(self, client: int, clock: int, signature: Signature) -> None:
        """In the order of the clocks."""
        self._clocks[client].append(clock)
        self._rows[client].append(signature)

    def at(self, client: int, clock: int) -> Signature:
        """Who wrote an item: the last to begin before it."""
        found = bisect_right(self._clocks[client], clock)
        return self._rows[client][found - 1] if found else Signature()

    def over(self, span: Span) -> Iterator[Signed]:
        """The words of a span, cut where another signature begins."""
        client, clock, words = span
        end = clock + order.units(words)
        begins = self._clocks[client]
        stops = [*begins[bisect_right(begins, clock) : bisect_right(begins, end - 1)], end]
        start = clock
        for stop in stops:
            yield Signed(order.part(words, start - clock, stop - clock), self.at(client, start))
            start = stop


def _signatures(clause_id: int, clients: set[int]) -> _Signatures:
    query = select(Writing).where(Writing.clause_id == clause_id).order_by(Writing.client, Writing.clock)
    found = _Signatures()
    for row in db.session.scalars(query):
        if row.client in clients:
            found.add(row.client, row.clock, Signature(row.member_id, row.association_id, row.at))
    return found
