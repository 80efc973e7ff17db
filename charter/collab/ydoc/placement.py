"""Placement index: in which type each item of a clause's document stands, so that plain typing is
validated without reading the text.

Text and marks stand in lines, lines and elements in elements, attributes under a name of an
element. An item's container follows from its neighbours, which must both stand in the same one; the
schema says what may stand in what. The index also holds the state vector, so that a missing
dependency is found before any CRDT library meets the update.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from charter.collab.ydoc.clock_ranges import ClockRanges
from charter.collab.ydoc.encoding import Id, IdRange
from charter.collab.ydoc.item_index import ItemIndex
from charter.collab.ydoc.update_decoder import (
    CONTENT_ANY,
    CONTENT_DELETED,
    CONTENT_STRING,
    CONTENT_TYPE,
    GC,
    DecodedUpdate,
    MissingDependency,
    Struct,
    UnsupportedContent,
    causal_order,
)
from charter.content import schema

NOWHERE, ROOT = 0, 1
"""Container of what was deleted or collected with the element that held it, and the root type;
others count on from 2."""


class _Container(NamedTuple):
    """A type, or one attribute of an element (`attribute`).

    `item` is the item that is the type; `name` that of the element, "" for a line; `parent` the
    container in which it stands; `depth` how many elements it stands in.
    """

    item: Id
    name: str
    parent: int
    depth: int
    attribute: str = ""


class PlacementIndex:
    """The container of each item of one document."""

    def __init__(self, item_index: ItemIndex | None = None) -> None:
        """`item_index`: what the document has forgotten of its items."""
        self._item_index = item_index or ItemIndex()
        nowhere = _Container((0, 0), "", NOWHERE, 0)
        root = _Container((0, 0), schema.TOP, NOWHERE, 1)
        self._containers = [nowhere, root]
        self._numbers: dict[tuple[Id, str], int] = {}
        """Of the containers, by item and attribute."""
        self._starts: dict[int, list[int]] = defaultdict(list)
        """The clocks from which on a client's items stand in another container than those before
        them."""
        self._placed_in: dict[int, list[int]] = defaultdict(list)
        """In which container, for each of these clocks."""
        self._clocks: dict[int, int] = {}
        """The state vector."""
        self._right_origins: dict[int, Id | None] = {}
        """The right origin of the text that each client inserted last."""
        self._deleted: defaultdict[int, ClockRanges] = defaultdict(ClockRanges)

    def clock(self, client: int) -> int:
        """How many items of a client have come."""
        return self._clocks.get(client, 0)

    def load(self, state: DecodedUpdate) -> None:
        """Add a whole document that was accepted before."""
        # It is not checked again: garbage collection has removed what would show that it is valid.
        self._item_index.add(state)
        for struct in causal_order(state.structs, self._clocks):
            self._insert(struct, self._container_of(struct, is_trusted=True))
        for client, clock, length in state.delete_set:
            self._deleted[client].add(clock, clock + length)

    def add(self, update: DecodedUpdate) -> bool:
        """Add an update; returns whether it is plain typing: text at the end of a line or after
        one's own, deletions.

        Raises MissingDependency, or UnsupportedContent for an item that would stand where it
        cannot. The index is unusable then: part of the update may be in it.
        """
        is_plain = True
        self._item_index.add(update)
        for struct in causal_order(update.structs, self._clocks):
            container = self._container_of(struct)
            self._check_characters(struct)
            self._check_content(struct, container)
            is_plain &= self._is_typing(struct, container)
            self._insert(struct, container)

        for client, clock, length in update.delete_set:
            self._check_deletion(client, clock, clock + length)
            self._deleted[client].add(clock, clock + length)
        return is_plain

    def contains(self, update: DecodedUpdate) -> bool:
        """Whether the document has everything in an update. Raises MissingDependency if it deletes
        what has not come."""
        if any(struct.end > self.clock(struct.client) for struct in update.structs):
            return False
        return all(self._is_deleted(deleted) for deleted in update.delete_set)

    def _container_of(self, struct: Struct, is_trusted: bool = False) -> int:
        known = self.clock(struct.client)
        if struct.clock != known:
            # A client's items come without a gap, and once: else two documents with the same state
            # vector could differ.
            raise MissingDependency if struct.clock > known else UnsupportedContent("known already")
        if struct.kind == GC:
            return NOWHERE

        found = [self._find(origin) for origin in (struct.origin, struct.right_origin) if origin]
        if found:
            # An item takes its parent from a neighbour, and readers differ in which one: between
            # two containers, it would stand in one of them for some readers, and in the other for
            # the rest.
            if len(set(found)) > 1 and not is_trusted:
                raise UnsupportedContent("neighbours in two containers")
            return found[0]
        parent = self._find_type(struct.parent, is_trusted) if struct.parent else ROOT
        is_attribute = struct.parent_sub and parent != NOWHERE
        return self._attribute(parent, struct.parent_sub) if is_attribute else parent

    def _find(self, item: Id) -> int:
        client, clock = item
        if clock >= self.clock(client):
            raise MissingDependency
        place = bisect_right(self._starts[client], clock) - 1
        return self._unless_deleted(self._placed_in[client][place])

    def _unless_deleted(self, container: int) -> int:
        # Whether a deleted element has been collected yet differs between processes, and when the
        # whole log is checked again. All of them must decide alike on an update into it: so it
        # counts as collected at once.
        return NOWHERE if self._is_container_deleted(container) else container

    def _find_type(self, parent: Id, is_trusted: bool) -> int:
        if parent[1] >= self.clock(parent[0]):
            raise MissingDependency
        if not self._item_index.is_type(parent) and not is_trusted:
            raise UnsupportedContent("a parent that is no type")
        return self._unless_deleted(self._numbers.get((parent, ""), NOWHERE))

    def _attribute(self, parent: int, name: str) -> int:
        element = self._containers[parent]
        number = self._numbers.setdefault((element.item, name), len(self._containers))
        if number == len(self._containers):
            attribute = element._replace(parent=parent, attribute=name)
            self._containers.append(attribute)
        return number

    def _check_characters(self, struct: Struct) -> None:
        # Between the two UTF-16 units of one character nothing may come: decoders disagree on what
        # is left of it.
        origin, right_origin = struct.origin, struct.right_origin
        splits = origin and self._item_index.splits_pair(origin[0], origin[1] + 1)
        if splits or (right_origin and self._item_index.splits_pair(*right_origin)):
            raise UnsupportedContent("an item inside a character")

    def _check_content(self, struct: Struct, number: int) -> None:
        if number == NOWHERE or struct.kind == CONTENT_DELETED:
            return

        container = self._containers[number]
        if container.attribute or struct.kind == CONTENT_ANY:
            is_value = struct.kind == CONTENT_ANY
            name, attribute = container.name, container.attribute
            if not is_value or not schema.is_attribute(name, attribute, struct.value):
                raise UnsupportedContent("no attribute of this element")
            # The last value is the one that counts, and browsers only ever append one.
            if struct.right_origin:
                raise UnsupportedContent("an attribute before its other values")
        elif struct.kind == CONTENT_TYPE:
            _check_element(struct, container)
        elif container.name:
            raise UnsupportedContent("text outside a line")

    def _is_typing(self, struct: Struct, number: int) -> bool:
        """Whether text cannot contradict the order of what stands in its line, so that no copy need
        be tried."""
        if struct.kind != CONTENT_STRING or number == NOWHERE or self._containers[number].name:
            return False
        if struct.right_origin is None:
            return True
        # Text after the client's own, before the same neighbour: that neighbour was checked with
        # the text before.
        follows_own = struct.origin == (struct.client, struct.clock - 1)
        return follows_own and self._right_origins.get(struct.client) == struct.right_origin

    def _insert(self, struct: Struct, number: int) -> None:
        placed_in = self._placed_in[struct.client]
        if not placed_in or placed_in[-1] != number:
            self._starts[struct.client].append(struct.clock)
            placed_in.append(number)
        self._clocks[struct.client] = struct.end

        if struct.kind in (GC, CONTENT_DELETED):
            self._deleted[struct.client].add(struct.clock, struct.end)
        if struct.kind == CONTENT_STRING:
            self._right_origins[struct.client] = struct.right_origin
        else:
            self._right_origins.pop(struct.client, None)
        if struct.kind == CONTENT_TYPE and number != NOWHERE:
            item = (struct.client, struct.clock)
            self._numbers[item, ""] = len(self._containers)
            depth = self._containers[number].depth + 1
            self._containers.append(_Container(item, struct.name, number, depth))

    def _check_deletion(self, client: int, clock: int, end: int) -> None:
        if end > self.clock(client):
            raise MissingDependency
        if self._item_index.splits_pair(client, clock) or self._item_index.splits_pair(client, end):
            raise UnsupportedContent("a deletion of half a character")

    def _is_deleted(self, deleted: IdRange) -> bool:
        """Whether these items are deleted, themselves or with the element that holds them."""
        client, clock, length = deleted
        if clock + length > self.clock(client):
            raise MissingDependency
        return all(
            self._is_container_deleted(container)
            for start, end in self._deleted[client].gaps(clock, clock + length)
            for container in self._containers_between(client, start, end)
        )

    def _containers_between(self, client: int, start: int, end: int) -> Iterator[int]:
        starts = self._starts[client]
        first, last = bisect_right(starts, start) - 1, bisect_right(starts, end - 1)
        return iter(self._placed_in[client][first:last])

    def _is_container_deleted(self, number: int) -> bool:
        while number > ROOT:
            client, clock = self._containers[number].item
            if clock in self._deleted[client]:
                return True
            number = self._containers[number].parent
        return number == NOWHERE


def _check_element(struct: Struct, container: _Container) -> None:
    if not container.name or (struct.name or schema.TEXT) not in schema.children(container.name):
        raise UnsupportedContent("an element, or a line, where none may be")
    if container.depth >= schema.spec()["deepest"]:
        raise UnsupportedContent("elements nested too deep")
