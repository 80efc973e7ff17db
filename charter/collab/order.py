"""The words of a document in reading order, each with the item that holds it: what tells whose words they are.

Items stand in the order that the CRDT gives them (YATA, as Yjs and its ports integrate items); they are cut beforehand
wherever another item or a deletion refers to a part of them, so none needs to be cut later.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from charter.collab import scan
from charter.collab.scan import Id, Run, Scan

BREAK = "hard_break"
"""The element that reads as a line feed."""
_ROOT = (0, -1)


class Span(NamedTuple):
    """Words that one client wrote in a row, from `clock` on; each UTF-16 unit is one tick of the clock."""

    client: int
    clock: int
    words: str


@dataclass(eq=False)
class _Item:
    """A part of a run in its place. `left` and `right` are the neighbours it was written between."""

    id: Id
    end: int
    kind: int
    left: Id | None
    right: Id | None
    words: str
    tag: str
    parent: Id | None = None
    next: "_Item | None" = None
    deleted: bool = False


def spans(update: Scan) -> list[Span]:
    """The visible words of a whole document, as they read; a hard break is a line feed.

    Raises LookupError when the document builds on something that it does not hold.
    """
    document = _Document(update)
    return list(document.read(_ROOT))


def units(words: str) -> int:
    """How many ticks of a clock some words take: UTF-16 units."""
    return len(words) + sum(letter > "\uffff" for letter in words)


def part(words: str, start: int, end: int) -> str:
    """The words between two UTF-16 units."""
    if words.isascii() or units(words) == len(words):
        return words[start:end]
    return words.encode("utf-16-le", "surrogatepass")[2 * start : 2 * end].decode("utf-16-le", "replace")


class _Document:
    """All items, linked in their order inside what holds them."""

    def __init__(self, update: Scan) -> None:
        self._firsts: dict[Id, _Item] = {}
        self._starts: dict[Id, _Item] = {}
        self._ends: dict[Id, _Item] = {}
        cuts = _cuts(update)
        for run in _in_order(update.runs):
            self._take(run, cuts[run.client])
        for client, clock, length in update.deletions:
            self._delete(client, clock, clock + length)

    def read(self, holder: Id) -> Iterator[Span]:
        """The words inside an element, a line or the root."""
        item = self._firsts.get(holder)
        while item:
            if not item.deleted:
                yield from self._words(item)
            item = item.next

    def _words(self, item: _Item) -> Iterator[Span]:
        if item.kind == scan.STRING:
            yield Span(*item.id, item.words)
        elif item.tag == BREAK:
            yield Span(*item.id, "\n")
        elif item.kind == scan.TYPE:
            yield from self.read(item.id)

    def _take(self, run: Run, cuts: list[int]) -> None:
        before: _Item | None = None
        for item in _parts(run, cuts):
            self._starts[item.id] = self._ends[item.id[0], item.end - 1] = item
            if before:
                item.parent, item.next, before.next = before.parent, before.next, item
            elif item.kind != scan.COLLECTED:
                self._integrate(item, run.parent or _ROOT)
            before = item

    def _integrate(self, item: _Item, parent: Id) -> None:
        """Put an item in its place; what stands beside something collected is nowhere, and never read."""
        left = self._ends[item.left] if item.left else None
        right = self._starts[item.right] if item.right else None
        sides = [side.parent for side in (left, right) if side]
        if None in sides:
            return
        item.parent = parent = (sides[0] if sides else None) or parent
        first = self._firsts.get(parent)
        left = self._after(item, left, left.next if left else first, right)
        if left:
            item.next, left.next = left.next, item
        else:
            item.next, self._firsts[parent] = first, item

    def _after(self, item: _Item, left: _Item | None, other: _Item | None, right: _Item | None) -> _Item | None:
        """The item after which this one comes, among those (from `other` on) written between the same neighbours at
        the same time."""
        passed: set[Id] = set()
        rivals: set[Id] = set()
        while other and other is not right:
            passed.add(other.id)
            rivals.add(other.id)
            if other.left == item.left:
                if other.id[0] < item.id[0]:
                    left, rivals = other, set()
                elif other.right == item.right:
                    break
            elif other.left and (origin := self._ends[other.left].id) in passed:
                if origin not in rivals:
                    left, rivals = other, set()
            else:
                break
            other = other.next
        return left

    def _delete(self, client: int, clock: int, end: int) -> None:
        while clock < end:
            item = self._starts[client, clock]
            item.deleted = True
            clock = item.end


def _cuts(update: Scan) -> dict[int, list[int]]:
    """Where each client's items are cut, in order: no item is referred to in part."""
    cuts: dict[int, set[int]] = defaultdict(set)
    for run in update.runs:
        if run.left:
            cuts[run.left[0]].add(run.left[1] + 1)
        if run.right:
            cuts[run.right[0]].add(run.right[1])
    for client, clock, length in update.deletions:
        cuts[client] |= {clock, clock + length}
    return defaultdict(list, {client: sorted(clocks) for client, clocks in cuts.items()})


def _parts(run: Run, cuts: list[int]) -> Iterator[_Item]:
    """A run as items, each but the first between the one before and what the run was written before."""
    clock, end = run.clock, run.clock + run.length
    inside = cuts[bisect_right(cuts, clock) : bisect_left(cuts, end)]
    left = run.left
    for stop in [*inside, end]:
        words = part(run.words, clock - run.clock, stop - run.clock)
        yield _Item((run.client, clock), stop, run.kind, left, run.right, words, run.tag)
        left, clock = (run.client, stop - 1), stop


def _in_order(runs: list[Run]) -> Iterator[Run]:
    """The runs so that each comes after what it stands on."""
    waiting: dict[int, list[Run]] = defaultdict(list)
    for run in reversed(runs):
        waiting[run.client].append(run)
    ends: dict[int, int] = defaultdict(int)
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
                ends[run.client] = run.clock + run.length
                yield run
            else:
                wanted.pop()


def _missing(run: Run, ends: dict[int, int]) -> int | None:
    """Whose items a run still waits for."""
    needs = (item for item in (run.left, run.right, run.parent) if item and item[0] != run.client)
    return next((client for client, clock in needs if clock >= ends[client]), None)
