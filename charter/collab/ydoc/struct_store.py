"""The struct store: the words of a document in reading order, each with its item, so that its
author is known.

Items are integrated in the order that Yjs gives them (YATA). Nothing is discarded: deleted items
stay, unseen, so that provenance can ask what was deleted.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from charter.collab.ydoc import update_decoder
from charter.collab.ydoc.update_decoder import DecodedUpdate, Id, Struct

BREAK = "hard_break"
"""The element that reads as a line feed."""
_ROOT = (0, -1)


class Span(NamedTuple):
    """Consecutive words of one client, from `clock` on; each UTF-16 unit is one tick of the clock."""

    client: int
    clock: int
    words: str


@dataclass(eq=False, slots=True)
class Item:
    """A struct, or a part of one, in its place. `left` and `right`: its neighbours at insertion
    (origins in Yjs); `next`: the item after it."""

    client: int
    clock: int
    end: int
    kind: int
    left: Id | None
    right: Id | None
    words: str
    tag: str
    parent: Id | None = None
    next: "Item | None" = None
    deleted: bool = False

    @property
    def is_words(self) -> bool:
        """Whether it is text."""
        return self.kind == update_decoder.CONTENT_STRING


class OrderConflict(ValueError):
    """An item claims to be between two neighbours of which the second comes first."""


class AppliedUpdate(NamedTuple):
    """The items that one update inserted, and those it deleted, even if they were deleted already."""

    written: list[Item]
    deleted: list[Item]


def spans(update: DecodedUpdate) -> list[Span]:
    """The visible words of a whole document in reading order; a hard break is a line feed.
    LookupError if the document depends on items that it does not hold."""
    document = StructStore()
    document.take(update)
    return list(document.spans())


def units(words: str) -> int:
    """The number of clock ticks that words take: UTF-16 units."""
    return len(words) + sum(letter > "\uffff" for letter in words)


def part(words: str, start: int, end: int) -> str:
    """The words between two positions in UTF-16 units."""
    if words.isascii() or units(words) == len(words):
        return words[start:end]
    return words.encode("utf-16-le", "surrogatepass")[2 * start : 2 * end].decode("utf-16-le", "replace")


class StructStore:
    """All items ever inserted, linked in order inside their parents."""

    def __init__(self) -> None:
        self._firsts: dict[Id, Item] = {}
        self._starts: dict[int, list[int]] = defaultdict(list)
        self._items: dict[int, list[Item]] = defaultdict(list)
        self._ends: dict[int, int] = defaultdict(int)

    def take(self, update: DecodedUpdate, strict: bool = False) -> AppliedUpdate:
        """Apply an update, in the order of the log. LookupError if it depends on items that have
        not arrived; if `strict`, OrderConflict for neighbours in the wrong order."""
        runs = [run for run in update.structs if run.end > self._ends[run.client]]
        written = [self._add(run, strict) for run in _by_dependency(runs, self._ends)]
        deleted = [item for deletion in update.deletions for item in self._delete(*deletion)]
        return AppliedUpdate([item for item in written if item.is_words], [item for item in deleted if item.is_words])

    def spans(self, holder: Id = _ROOT) -> Iterator[Span]:
        """The visible words inside an element, a line or the root, in reading order."""
        item = self._firsts.get(holder)
        while item:
            if not item.deleted:
                yield from self._read(item)
            item = item.next

    def deleted_words(self, client: int, clock: int, length: int) -> str:
        """The words of these items before their deletion; empty if one of them is not deleted."""
        words, end = "", min(clock + length, self._ends[client])
        while clock < end:
            item = self._holding(client, clock)
            if not item.deleted or not item.is_words:
                return ""

            words += part(item.words, clock - item.clock, end - item.clock)
            clock = item.end

        return words

    def _read(self, item: Item) -> Iterator[Span]:
        if item.is_words:
            yield Span(item.client, item.clock, item.words)
        elif item.tag == BREAK:
            yield Span(item.client, item.clock, "\n")
        elif item.kind == update_decoder.CONTENT_TYPE:
            yield from self.spans((item.client, item.clock))

    def _add(self, run: Struct, strict: bool) -> Item:
        run = unknown_part(run, self._ends[run.client])
        item = Item(run.client, run.clock, run.end, run.kind, run.left, run.right, run.words, run.tag)
        if item.kind != update_decoder.GC and not run.key:
            self._integrate(item, run.parent or _ROOT, strict)
        self._starts[item.client].append(item.clock)
        self._items[item.client].append(item)
        self._ends[item.client] = item.end
        return item

    def _integrate(self, item: Item, parent: Id, strict: bool) -> None:
        """Integrate an item. An item whose neighbour was garbage-collected is never rendered, so it
        is skipped."""
        # the right one first: where both lie in one item, in the wrong order, the other way would lose the left one
        right = self._starting(*item.right) if item.right else None
        left = self._ending(*item.left) if item.left else None
        sides = [side.parent for side in (left, right) if side]
        if None in sides:
            return

        if strict and left and right and not _is_before(left, right):
            if self._is_dead(left):
                return  # as if it had been collected

            raise OrderConflict

        item.parent = parent = (sides[0] if sides else None) or parent
        first = self._firsts.get(parent)
        left = self._after(item, left, left.next if left else first, right)
        if left:
            item.next, left.next = left.next, item
        else:
            item.next, self._firsts[parent] = first, item

    def _is_dead(self, item: Item) -> bool:
        """Whether the parent of an item is deleted."""
        while item.parent and item.parent != _ROOT:
            item = self._holding(*item.parent)
            if item.deleted:
                return True
        return item.parent is None

    def _after(self, item: Item, left: Item | None, other: Item | None, right: Item | None) -> Item | None:
        """The left neighbour of an item, among items (from `other` on) inserted concurrently
        between the same neighbours."""
        passed: set[int] = set()
        rivals: set[int] = set()

        while other and other is not right:
            passed.add(id(other))
            rivals.add(id(other))
            if other.left == item.left:
                if other.client < item.client:
                    left, rivals = other, set()
                elif other.right == item.right:
                    break
            elif other.left and (origin := id(self._holding(*other.left))) in passed:
                if origin not in rivals:
                    left, rivals = other, set()
            else:
                break

            other = other.next

        return left

    def _delete(self, client: int, clock: int, length: int) -> Iterator[Item]:
        end = clock + length
        while clock < end:
            item = self._starting(client, clock)
            if item.end > end:
                self._split(item, end)
            item.deleted = True
            yield item
            clock = item.end

    def _holding(self, client: int, clock: int) -> Item:
        if not 0 <= clock < self._ends[client]:
            raise LookupError("an item that is not here")
        return self._items[client][bisect_right(self._starts[client], clock) - 1]

    def _starting(self, client: int, clock: int) -> Item:
        item = self._holding(client, clock)
        return self._split(item, clock) if item.clock < clock else item

    def _ending(self, client: int, clock: int) -> Item:
        item = self._holding(client, clock)
        if item.end > clock + 1:
            self._split(item, clock + 1)
        return item

    def _split(self, item: Item, clock: int) -> Item:
        """Split an item in two; returns the second."""
        head, tail = clock - item.clock, item.end - item.clock
        left, words = (item.client, clock - 1), part(item.words, head, tail)
        rest = Item(item.client, clock, item.end, item.kind, left, item.right, words, item.tag, item.parent)
        rest.next, rest.deleted = item.next, item.deleted
        item.end, item.words = clock, part(item.words, 0, head)
        if item.parent is not None:
            item.next = rest

        place = bisect_right(self._starts[item.client], clock)
        self._starts[item.client].insert(place, clock)
        self._items[item.client].insert(place, rest)

        return rest


def _is_before(left: Item, right: Item) -> bool:
    item: Item | None = left
    while item and item is not right:
        item = item.next
    return item is not None and left is not right


def unknown_part(run: Struct, known: int) -> Struct:
    """A struct without the items that have arrived before; LookupError if items before it are
    missing."""
    if run.clock > known:
        raise LookupError("items before it are missing")
    if run.clock == known:
        return run
    left, words = (run.client, known - 1), part(run.words, known - run.clock, run.length)
    return run._replace(clock=known, length=run.end - known, left=left, parent=None, words=words)


def _by_dependency(runs: list[Struct], before: dict[int, int]) -> Iterator[Struct]:
    """The structs sorted by dependency; `before`: the clock of each client so far."""
    waiting: dict[int, list[Struct]] = defaultdict(list)
    for run in reversed(runs):
        waiting[run.client].append(run)

    if len(waiting) < 2:
        yield from runs
        return

    ends = defaultdict(int, before)

    for client in list(waiting):
        wanted = [client]
        while wanted:
            queue = waiting[wanted[-1]]
            missing = _missing(queue[-1], ends) if queue else None
            if missing is not None:
                if not waiting[missing] or len(wanted) > len(runs):
                    raise LookupError("an item stands on one that is not here")

                wanted.append(missing)
            elif queue:
                run = queue.pop()
                ends[run.client] = run.end
                yield run
            else:
                wanted.pop()


def _missing(run: Struct, ends: dict[int, int]) -> int | None:
    """The clients whose items a struct still waits for."""
    needs = (item for item in (run.left, run.right, run.parent) if item and item[0] != run.client)
    return next((client for client, clock in needs if clock >= ends[client]), None)
