"""What Yjs forgets of garbage-collected items, and validation needs: which were shared types, which
were surrogates.

A collected item is kept as a length only. Yet somebody who has not received the deletion may insert
an item into it, or beside it. Whether that is valid, only this index tells: a parent must be a
type, and nothing may come between the two UTF-16 units of one character. It is stored beside each
snapshot, since a snapshot has forgotten it too.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from charter.collab.ydoc import update_decoder
from charter.collab.ydoc.encoding import Id, Reader, varint
from charter.collab.ydoc.update_decoder import DecodedUpdate


class ItemIndex:
    """The types, and the first units of surrogate pairs, among all items that a clause ever had."""

    def __init__(self, encoded: bytes = b"") -> None:
        self._types: defaultdict[int, set[int]] = defaultdict(set)
        self._high_surrogates: defaultdict[int, set[int]] = defaultdict(set)
        if encoded:
            self._read(Reader(encoded))

    def _read(self, reader: Reader) -> None:
        for clocks in (self._types, self._high_surrogates):
            for _ in range(reader.varint()):
                client = reader.client_id()
                clocks[client].update(_read_deltas(reader))

    def copy(self) -> "ItemIndex":
        """An independent copy."""
        copied = ItemIndex()
        copied.merge(self)
        return copied

    def merge(self, other: "ItemIndex") -> None:
        """Add what another index holds."""
        for client, clocks in other._types.items():
            self._types[client] |= clocks
        for client, clocks in other._high_surrogates.items():
            self._high_surrogates[client] |= clocks

    def add(self, update: DecodedUpdate) -> None:
        """Add the items of an update."""
        for struct in update.structs:
            if struct.kind == update_decoder.CONTENT_TYPE:
                self._types[struct.client].add(struct.clock)
            elif struct.kind == update_decoder.CONTENT_STRING and not struct.text.isascii():
                found = (struct.clock + offset for offset in high_surrogates(struct.text))
                self._high_surrogates[struct.client].update(found)

    def is_type(self, item: Id) -> bool:
        """Whether an item is a shared type, or was one."""
        return item[1] in self._types.get(item[0], ())

    def splits_pair(self, client: int, clock: int) -> bool:
        """Whether the boundary before an item lies between the two UTF-16 units of a character."""
        return clock - 1 in self._high_surrogates.get(client, ())

    def encode(self) -> bytes:
        """As bytes: for each of both, the number of clients, then each with its clocks,
        delta-encoded."""
        return _encoded(self._types) + _encoded(self._high_surrogates)


def high_surrogates(text: str) -> Iterable[int]:
    """Where, in UTF-16 units, the characters begin that take two of them."""
    offset = 0
    for character in text:
        if character > "\uffff":
            yield offset
            offset += 1
        offset += 1


def _encoded(clocks: dict[int, set[int]]) -> bytes:
    """The number of clients, then each with its clocks."""
    clients = (varint(client) + _deltas(sorted(each)) for client, each in sorted(clocks.items()))
    return varint(len(clocks)) + b"".join(clients)


def _deltas(clocks: list[int]) -> bytes:
    differences = (clock - before for before, clock in zip([0, *clocks], clocks, strict=False))
    return varint(len(clocks)) + b"".join(map(varint, differences))


def _read_deltas(reader: Reader) -> Iterator[int]:
    clock = 0
    for _ in range(reader.varint()):
        clock += reader.varint()
        yield clock
