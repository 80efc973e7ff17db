"""What garbage collection forgets of a clause's items: which of them are shared types, and where surrogate pairs lie.

A deleted item is kept as a length only. Yet an item may be written into one, or beside one, by somebody who has not
heard of the deletion; whether that is sound, only this tells: a parent must be a type, and nothing may come between the
two UTF-16 units of one character. It is kept beside each snapshot, since a snapshot has forgotten it too.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from charter.collab.ydoc import update_decoder
from charter.collab.ydoc.state_vector import numbers, varint
from charter.collab.ydoc.update_decoder import DecodedUpdate, Id


class ItemIndex:
    """The types and the first halves of pairs among all items that a clause ever had."""

    def __init__(self, encoded: bytes = b"") -> None:
        self._types: defaultdict[int, set[int]] = defaultdict(set)
        self._halves: defaultdict[int, set[int]] = defaultdict(set)
        if encoded:
            read = numbers(encoded)
            for clocks in (self._types, self._halves):
                for _ in range(next(read)):
                    client = next(read)
                    clocks[client].update(_summed(read))

    def copy(self) -> "ItemIndex":
        """Another one that grows by itself."""
        copied = ItemIndex()
        copied.merge(self)
        return copied

    def merge(self, other: "ItemIndex") -> None:
        """Take in what another one holds."""
        for mine, theirs in ((self._types, other._types), (self._halves, other._halves)):
            for client, clocks in theirs.items():
                mine[client] |= clocks

    def take(self, update: DecodedUpdate) -> None:
        """Take in what an update brings."""
        for run in update.structs:
            if run.kind == update_decoder.CONTENT_TYPE:
                self._types[run.client].add(run.clock)
            elif run.kind == update_decoder.CONTENT_STRING and not run.words.isascii():
                self._halves[run.client].update(run.clock + place for place in first_halves(run.words))

    def is_type(self, item: Id) -> bool:
        """Whether an item is a shared type, or was one."""
        return item[1] in self._types.get(item[0], ())

    def cuts_pair(self, client: int, clock: int) -> bool:
        """Whether the boundary before an item lies inside a character."""
        return clock - 1 in self._halves.get(client, ())

    def encode(self) -> bytes:
        """As bytes: for each of both, the number of clients, then each with its clocks as differences."""
        return b"".join(
            varint(len(clocks))
            + b"".join(varint(client) + _differences(sorted(each)) for client, each in sorted(clocks.items()))
            for clocks in (self._types, self._halves)
        )


def first_halves(words: str) -> Iterable[int]:
    """Where, in UTF-16 units, the characters begin that take two of them."""
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
