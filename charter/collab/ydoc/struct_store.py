"""Struct store: all items of a document in the order of the CRDT, deleted ones included. It tells
whose words are whose.

pycrdt gives the text of a document, and not the client id of each character. This store integrates
updates as Yjs does (the YATA algorithm), so that each character can be traced to the client that
inserted it. It never collects garbage: what was deleted stays, for whoever asks which words an edit
took out.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from charter.collab.ydoc.encoding import Id, IdRange, utf16_slice
from charter.collab.ydoc.update_decoder import (
    CONTENT_FORMAT,
    CONTENT_STRING,
    CONTENT_TYPE,
    GC,
    DecodedUpdate,
    MissingDependency,
    Struct,
    causal_order,
)

BREAK = "hard_break"
"""The element that reads as a line feed."""
_ROOT = (0, -1)


class TextSpan(NamedTuple):
    """Visible text that one client inserted in a row, from `clock` on: one clock for each UTF-16
    unit."""

    client: int
    clock: int
    text: str


@dataclass(eq=False, slots=True)
class Item:
    """A struct, or a part of one, in its place.

    `origin` and `right_origin` are the neighbours at the time of insertion, and never change;
    `right` is the present right neighbour, deleted or not. `parent` is the type that holds it, None
    beside what was garbage-collected.
    """

    client: int
    clock: int
    end: int
    kind: int
    origin: Id | None
    right_origin: Id | None
    text: str
    name: str
    parent: Id | None = None
    right: "Item | None" = None
    deleted: bool = False

    @property
    def is_text(self) -> bool:
        """Whether it is text."""
        return self.kind == CONTENT_STRING

    @property
    def is_format(self) -> bool:
        """Whether it is the start or the end of a mark, and no character."""
        return self.kind == CONTENT_FORMAT


Neighbour = Item | None


class OriginsOutOfOrder(ValueError):
    """An item was inserted between two neighbours of which the right one stands first."""


class Integrated(NamedTuple):
    """The text items that one update inserted, and those that it deleted, even where another had
    done so already."""

    inserted: list[Item]
    deleted: list[Item]


def visible_text(update: DecodedUpdate) -> list[TextSpan]:
    """The visible text of a whole document in reading order; a hard break is a line feed.

    Raises MissingDependency when the document refers to something that it does not hold.
    """
    store = StructStore()
    store.integrate(update)
    return list(store.visible_text())


class StructStore:
    """All items that ever were, linked in their order inside the type that holds them."""

    def __init__(self) -> None:
        self._first_items: dict[Id, Item] = {}
        """Of each type."""
        self._starts: dict[int, list[int]] = defaultdict(list)
        """The clocks of each client's items, sorted, beside the items themselves: to find one by
        bisection."""
        self._items: dict[int, list[Item]] = defaultdict(list)
        self._clocks: dict[int, int] = defaultdict(int)
        """The state vector."""

    def integrate(self, update: DecodedUpdate, strict: bool = False) -> Integrated:
        """Integrate an update, in the order of the log.

        Raises MissingDependency; and when `strict`, OriginsOutOfOrder.
        """
        new = [struct for struct in update.structs if struct.end > self._clocks[struct.client]]
        inserted = [self._add(struct, strict) for struct in causal_order(new, self._clocks)]
        deleted = [item for id_range in update.delete_set for item in self._delete(id_range)]
        return Integrated(_texts(inserted), _texts(deleted))

    def visible_text(self, parent: Id = _ROOT) -> Iterator[TextSpan]:
        """The visible text inside an element, a line or the root type, in reading order."""
        for item in self.visible_items(parent):
            yield from self._visible_text_of(item)

    def visible_items(self, parent: Id = _ROOT) -> Iterator[Item]:
        """The items directly inside one that are not deleted, in their order."""
        item = self._first_items.get(parent)
        while item:
            if not item.deleted:
                yield item
            item = item.right

    def deleted_text(self, client: int, clock: int, length: int) -> str:
        """The text that these items were before they were deleted; "" when one of them is not
        deleted, or no text."""
        text, end = "", min(clock + length, self._clocks[client])
        while clock < end:
            item = self._find(client, clock)
            if not item.deleted or not item.is_text:
                return ""
            text += utf16_slice(item.text, clock - item.clock, end - item.clock)
            clock = item.end
        return text

    def _visible_text_of(self, item: Item) -> Iterator[TextSpan]:
        if item.is_text:
            yield TextSpan(item.client, item.clock, item.text)
        elif item.name == BREAK:
            yield TextSpan(item.client, item.clock, "\n")
        elif item.kind == CONTENT_TYPE:
            yield from self.visible_text((item.client, item.clock))

    def _add(self, struct: Struct, strict: bool) -> Item:
        struct = without_known(struct, self._clocks[struct.client])
        client, clock, text, name = struct.client, struct.clock, struct.text, struct.name
        origin, right_origin = struct.origin, struct.right_origin
        item = Item(client, clock, struct.end, struct.kind, origin, right_origin, text, name)
        if item.kind != GC and not struct.parent_sub:
            self._integrate_item(item, struct.parent or _ROOT, strict)

        self._starts[item.client].append(item.clock)
        self._items[item.client].append(item)
        self._clocks[item.client] = item.end
        return item

    def _integrate_item(self, item: Item, parent: Id, strict: bool) -> None:
        """Link an item into its type: `Item.integrate` in Yjs."""
        # The right one first: where both lie in one item, in the wrong order, the split at the right
        # origin would else cut off the end of `left`.
        right = self._clean_start(*item.right_origin) if item.right_origin else None
        left = self._clean_end(*item.origin) if item.origin else None
        parents = [neighbour.parent for neighbour in (left, right) if neighbour]
        if None in parents:
            return  # a neighbour was collected with the type that held it: the item is never visible

        if strict and left and right and not _is_before(left, right):
            if self._is_parent_deleted(left):
                return  # nobody reads it, as if its neighbours had been collected
            # It would stand in one place for those who integrate it now, and in another for those
            # who load the whole document.
            raise OriginsOutOfOrder

        item.parent = parent = (parents[0] if parents else None) or parent
        first = self._first_items.get(parent)
        left = self._resolve_left(item, left, left.right if left else first, right)
        if left:
            item.right, left.right = left.right, item
        else:
            item.right, self._first_items[parent] = first, item

    def _resolve_left(self, item: Item, left: Neighbour, other: Neighbour, right: Neighbour) -> Neighbour:
        """The left neighbour of an item among those, from `other` on, that were inserted there
        concurrently.

        All who integrate the same items find the same order, however these arrive (YATA).
        """
        passed: set[int] = set()
        """All items between the origin and here."""
        conflicting: set[int] = set()
        """Those of them that do not yet stand before the item for certain."""
        while other and other is not right:
            passed.add(id(other))
            conflicting.add(id(other))
            if other.origin == item.origin:
                # Both were inserted at the very same place: the lower client id comes first.
                if other.client < item.client:
                    left, conflicting = other, set()
                elif other.right_origin == item.right_origin:
                    break
            elif other.origin and (origin := id(self._find(*other.origin))) in passed:
                # It was inserted after one of those passed. If that one stands before the item, it
                # does as well: what two clients insert in a row is not interleaved.
                if origin not in conflicting:
                    left, conflicting = other, set()
            else:
                break
            other = other.right
        return left

    def _is_parent_deleted(self, item: Item) -> bool:
        """Whether one of the elements that hold an item was deleted."""
        while item.parent and item.parent != _ROOT:
            item = self._find(*item.parent)
            if item.deleted:
                return True
        return item.parent is None

    def _delete(self, id_range: IdRange) -> Iterator[Item]:
        client, clock, length = id_range
        end = clock + length
        while clock < end:
            item = self._clean_start(client, clock)
            if item.end > end:
                self._split(item, end)
            item.deleted = True
            yield item
            clock = item.end

    def _find(self, client: int, clock: int) -> Item:
        """The item that holds a clock."""
        if not 0 <= clock < self._clocks[client]:
            raise MissingDependency("an item that is not here")
        return self._items[client][bisect_right(self._starts[client], clock) - 1]

    def _clean_start(self, client: int, clock: int) -> Item:
        """The item that begins at a clock, split off if need be: `getItemCleanStart` in Yjs."""
        item = self._find(client, clock)
        return self._split(item, clock) if item.clock < clock else item

    def _clean_end(self, client: int, clock: int) -> Item:
        """The item that ends with a clock, split off if need be: `getItemCleanEnd` in Yjs."""
        item = self._find(client, clock)
        if item.end > clock + 1:
            self._split(item, clock + 1)
        return item

    def _split(self, item: Item, clock: int) -> Item:
        """Split an item in two; returns the second."""
        head, tail = clock - item.clock, item.end - item.clock
        client, end, kind, name, parent = item.client, item.end, item.kind, item.name, item.parent
        text, origin = utf16_slice(item.text, head, tail), (client, clock - 1)
        rest = Item(client, clock, end, kind, origin, item.right_origin, text, name, parent)
        rest.right, rest.deleted = item.right, item.deleted
        item.end, item.text = clock, utf16_slice(item.text, 0, head)
        if item.parent is not None:
            item.right = rest

        place = bisect_right(self._starts[item.client], clock)
        self._starts[item.client].insert(place, clock)
        self._items[item.client].insert(place, rest)
        return rest


def _texts(items: list[Item]) -> list[Item]:
    return [item for item in items if item.is_text]


def _is_before(left: Item, right: Item) -> bool:
    item: Item | None = left
    while item and item is not right:
        item = item.right
    return item is not None and left is not right


def without_known(struct: Struct, clock: int) -> Struct:
    """A struct without its items before `clock`, which have come. Raises MissingDependency when
    some before it have not."""
    if struct.clock > clock:
        raise MissingDependency("items before it are missing")
    if struct.clock == clock:
        return struct

    origin, length = (struct.client, clock - 1), struct.end - clock
    text = utf16_slice(struct.text, clock - struct.clock, struct.length)
    return struct._replace(clock=clock, length=length, origin=origin, parent=None, text=text)
