"""What garbage collection discards about items: which of them are shared types, and where surrogate
pairs are.

Yjs keeps only the length of a deleted item. Yet a client that has not received the deletion may
insert into it or beside it. Whether that is valid needs this index: a parent must be a type, and
nothing may be inserted between the two UTF-16 units of a character. It is stored with each
snapshot, because a snapshot has discarded it too.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from charter.collab.ydoc import update_decoder
from charter.collab.ydoc.state_vector import read_varints, varint
from charter.collab.ydoc.update_decoder import DecodedUpdate, Id


class ItemIndex:
    """The types, and the first halves of surrogate pairs, among all items that a clause ever had."""

    def __init__(self, encoded: bytes = b"") -> None:
        self._types: defaultdict[int, set[int]] = defaultdict(set)
        self._halves: defaultdict[int, set[int]] = defaultdict(set)
        if encoded:
            read = read_varints(encoded)
            for clocks in (self._types, self._halves):
                for _ in range(next(read)):
                    client = next(read)
                    clocks[client].update(_summed(read))

    def copy(self) -> "ItemIndex":
        """An independent copy."""
        copied = ItemIndex()
        copied.merge(self)
        return copied

    def merge(self, other: "ItemIndex") -> None:
        """Add another index."""
        for mine, theirs in ((self._types, other._types), (self._halves, other._halves)):
            for client, clocks in theirs.items():
                mine[client] |= clocks

    def take(self, update: DecodedUpdate) -> None:
        """Add the items of an update."""
        for run in update.structs:
            if run.kind == update_decoder.CONTENT_TYPE:
                self._types[run.client].add(run.clock)
            elif run.kind == update_decoder.CONTENT_STRING and not run.words.isascii():
                self._halves[run.client].update(run.clock + place for place in first_halves(run.words))

    def is_type(self, item: Id) -> bool:
        """Whether an item is or was a shared type."""
        return item[1] in self._types.get(item[0], ())

    def cuts_pair(self, client: int, clock: int) -> bool:
        """Whether the boundary before an item is inside a character."""
        return clock - 1 in self._halves.get(client, ())

    def encode(self) -> bytes:
        """As bytes: for each of the two, the number of clients, then each with its clocks as
        differences."""
        return b"".join(
            varint(len(clocks))
            + b"".join(varint(client) + _differences(sorted(each)) for client, each in sorted(clocks.items()))
            for clocks in (self._types, self._halves)
        )


def first_halves(words: str) -> Iterable[int]:
    """The positions, in UTF-16 units, of the characters that take two."""
    place = 0
    for letter in words:
        if letter > "\uffff":
            yield place
            place += 1
        place += 1


def _differences(clocks: list[int]) -> bytes:
    return varint(len(clocks)) + b"".join(
        varint(clock - before) for before, clock in zip([0, *clocks], clocks, strict=False)
    )


def _summed(read: Iterator[int]) -> Iterator[int]:
    clock = 0
    for _ in range(next(read)):
        clock += next(read)
        yield clock
