"""Placement index: where each item of a document is, so that plain typing is validated without
reading the whole text.

Words and marks are in lines, lines and elements are in elements, attributes belong to a key of an
element. The parent of an item follows from its neighbours, which must have the same one; the schema
says what a parent may contain. The index also knows the last clock of each client, so that a
missing dependency is found before any decoder meets it.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from charter.collab.ydoc import update_decoder
from charter.collab.ydoc.id_ranges import Ranges
from charter.collab.ydoc.item_index import ItemIndex
from charter.collab.ydoc.update_decoder import DecodedUpdate, Id, Struct, UnsupportedContent
from charter.content import schema

NOWHERE, ROOT = 0, 1
"""The parent of what was deleted or collected with its element, and the document root; others are
numbered."""


class MissingDependency(Exception):
    """An update depends on, or deletes, items that have not arrived."""


class _Place(NamedTuple):
    """A parent: a type, or one attribute of an element (`key`). The item that is the type, its tag
    ("" for a line), its own parent, and its depth."""

    item: Id
    tag: str
    holder: int
    depth: int
    key: str = ""


class PlacementIndex:
    """The parents of all items of one document."""

    def __init__(self, index: ItemIndex | None = None) -> None:
        """`index`: what the document has discarded about its items."""
        self._index = index or ItemIndex()
        self._places = [_Place((0, 0), "", NOWHERE, 0), _Place((0, 0), schema.TOP, NOWHERE, 1)]
        self._numbers: dict[tuple[Id, str], int] = {}
        self._starts: dict[int, list[int]] = defaultdict(list)
        self._where: dict[int, list[int]] = defaultdict(list)
        self._ends: dict[int, int] = {}
        self._rights: dict[int, Id | None] = {}
        """The right neighbour of each client's last insertion: typing on there has been validated.
        """
        self._deleted: defaultdict[int, Ranges] = defaultdict(Ranges)

    def known(self, client: int) -> int:
        """The number of items of a client that have arrived."""
        return self._ends.get(client, 0)

    def load(self, state: DecodedUpdate) -> None:
        """Add a whole document that was accepted before."""
        self._index.take(state)
        for run in self._in_order(state.structs):
            self._add(run, self._place(run, trusts=True))
        for client, clock, length in state.deletions:
            self._deleted[client].add(clock, clock + length)

    def take(self, update: DecodedUpdate) -> bool:
        """Add an update; returns whether it is plain typing, which cannot conflict with the order
        of existing items: words at the end of lines or after one's own, and deletions.

        Raises MissingDependency, or UnsupportedContent for an item where the schema does not allow
        it; the index must not be used afterwards.
        """
        plain = True
        self._index.take(update)

        for run in self._in_order(update.structs):
            place = self._place(run)
            self._check_cuts(run)
            self._check_content(run, place)
            plain &= self._is_typing(run, place)
            self._add(run, place)

        for client, clock, length in update.deletions:
            self._check_deletion(client, clock, clock + length)
            self._deleted[client].add(clock, clock + length)

        return plain

    def brings_nothing(self, update: DecodedUpdate) -> bool:
        """Whether everything in an update has arrived before; MissingDependency if it deletes what
        has not."""
        if any(run.end > self.known(run.client) for run in update.structs):
            return False
        return all(self._is_gone(client, clock, clock + length) for client, clock, length in update.deletions)

    def _in_order(self, runs: list[Struct]) -> list[Struct]:
        """The structs sorted by dependency; raises MissingDependency if there is no such order."""
        if len({run.client for run in runs}) < 2:
            return runs

        waiting: dict[int, list[Struct]] = defaultdict(list)

        for run in reversed(runs):
            waiting[run.client].append(run)

        ends = dict(self._ends)
        ordered: list[Struct] = []

        while waiting:
            before = len(ordered)
            for client in list(waiting):
                queue = waiting[client]
                while queue and all(clock < ends.get(who, 0) for who, clock in _leans_on(queue[-1]) if who != client):
                    run = queue.pop()
                    ends[client] = max(ends.get(client, 0), run.end)
                    ordered.append(run)

                if not queue:
                    del waiting[client]

            if len(ordered) == before:
                raise MissingDependency

        return ordered

    def _place(self, run: Struct, trusts: bool = False) -> int:
        if run.clock != self.known(run.client):
            raise MissingDependency if run.clock > self.known(run.client) else UnsupportedContent("known already")
        if run.kind == update_decoder.GC:
            return NOWHERE

        sides = [self._place_of(side) for side in (run.left, run.right) if side]
        if sides:
            # an item between two places would stand in one of them for some readers, and in the other for the rest
            if len(set(sides)) > 1 and not trusts:
                raise UnsupportedContent("neighbours that are not in one place")

            return sides[0]

        holder = self._inside(run.parent, trusts) if run.parent else ROOT
        return self._attribute(holder, run.key) if run.key and holder != NOWHERE else holder

    def _place_of(self, item: Id) -> int:
        client, clock = item
        if clock >= self.known(client):
            raise MissingDependency
        return self._living(self._where[client][bisect_right(self._starts[client], clock) - 1])

    def _living(self, place: int) -> int:
        """The parent, or NOWHERE once an ancestor is deleted. The answer is the same whether or not
        the deletion was collected, at validation and when the whole log is checked again."""
        return NOWHERE if self._is_dead(place) else place

    def _inside(self, parent: Id, trusts: bool) -> int:
        if parent[1] >= self.known(parent[0]):
            raise MissingDependency
        if not self._index.is_type(parent) and not trusts:
            raise UnsupportedContent("a parent that is no type")
        return self._living(self._numbers.get((parent, ""), NOWHERE))

    def _attribute(self, holder: int, key: str) -> int:
        element = self._places[holder]
        number = self._numbers.setdefault((element.item, key), len(self._places))
        if number == len(self._places):
            self._places.append(_Place(element.item, element.tag, holder, element.depth, key))
        return number

    def _check_cuts(self, run: Struct) -> None:
        """Refuse to split a surrogate pair: decoders disagree on what remains of it."""
        is_cut = run.left and self._index.cuts_pair(run.left[0], run.left[1] + 1)
        if is_cut or (run.right and self._index.cuts_pair(*run.right)):
            raise UnsupportedContent("an item inside a character")

    def _check_content(self, run: Struct, place: int) -> None:
        if place == NOWHERE or run.kind == update_decoder.CONTENT_DELETED:
            return

        here = self._places[place]
        if here.key or run.kind == update_decoder.CONTENT_ANY:
            is_known = run.kind == update_decoder.CONTENT_ANY and schema.is_attribute(here.tag, here.key, run.value)
            if not is_known or run.right:
                raise UnsupportedContent("no attribute of this element")
        elif run.kind == update_decoder.CONTENT_TYPE:
            _check_element(run, here)
        elif here.tag:
            raise UnsupportedContent("words outside a line")

    def _is_typing(self, run: Struct, place: int) -> bool:
        here = self._places[place]
        if run.kind != update_decoder.CONTENT_STRING or place == NOWHERE or here.tag:
            return False
        if run.right is None:
            return True
        return run.left == (run.client, run.clock - 1) and self._rights.get(run.client) == run.right

    def _add(self, run: Struct, place: int) -> None:
        where = self._where[run.client]
        if not where or where[-1] != place:
            self._starts[run.client].append(run.clock)
            where.append(place)

        self._ends[run.client] = run.end
        if run.kind in (update_decoder.GC, update_decoder.CONTENT_DELETED):
            self._deleted[run.client].add(run.clock, run.end)

        if run.kind == update_decoder.CONTENT_STRING:
            self._rights[run.client] = run.right
        else:
            self._rights.pop(run.client, None)

        if run.kind == update_decoder.CONTENT_TYPE and place != NOWHERE:
            self._numbers[(run.client, run.clock), ""] = len(self._places)
            depth = self._places[place].depth + 1
            self._places.append(_Place((run.client, run.clock), run.tag, place, depth))

    def _check_deletion(self, client: int, clock: int, end: int) -> None:
        if end > self.known(client):
            raise MissingDependency
        if self._index.cuts_pair(client, clock) or self._index.cuts_pair(client, end):
            raise UnsupportedContent("a deletion of half a character")

    def _is_gone(self, client: int, clock: int, end: int) -> bool:
        """Whether these items are deleted, directly or with an ancestor."""
        if end > self.known(client):
            raise MissingDependency
        return all(
            self._is_dead(place)
            for start, stop in self._deleted[client].gaps(clock, end)
            for place in self._places_between(client, start, stop)
        )

    def _places_between(self, client: int, start: int, stop: int) -> Iterator[int]:
        starts = self._starts[client]
        first, last = bisect_right(starts, start) - 1, bisect_right(starts, stop - 1)
        return iter(self._where[client][first:last])

    def _is_dead(self, place: int) -> bool:
        while place > ROOT:
            client, clock = self._places[place].item
            if clock in self._deleted[client]:
                return True
            place = self._places[place].holder
        return place == NOWHERE


def _check_element(run: Struct, here: _Place) -> None:
    if not here.tag or (run.tag or schema.TEXT) not in schema.children(here.tag):
        raise UnsupportedContent("an element, or a line, where none may be")
    if here.depth >= schema.spec()["deepest"]:
        raise UnsupportedContent("elements inside one another too many times")


def _leans_on(run: Struct) -> list[Id]:
    return [item for item in (run.left, run.right, run.parent) if item]
