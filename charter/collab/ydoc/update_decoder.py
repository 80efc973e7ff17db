"""Decode an update before any other decoder reads it, and refuse what a clause cannot contain.

The Yjs encoding, version 1: clients, each with structs, then the deleted ranges. A struct is
garbage-collected or an item: its origins or its parent, then its content. Everything else that the
format can carry (maps, arrays, embedded values, subdocuments) would be invisible beside the text,
break other browsers, or overflow the decoder, so it is refused even if the same update deletes it.
The same holds for bytes that two decoders read differently: overlong numbers, structs without
items, a client listed twice.
"""

import struct
from typing import Any, NamedTuple

from charter.content import schema

GC, CONTENT_DELETED, CONTENT_STRING, CONTENT_FORMAT, CONTENT_TYPE, CONTENT_ANY = 0, 1, 4, 6, 7, 8
XML_ELEMENT, XML_TEXT = 3, 6
_LEFT, _RIGHT, _UNDER_A_KEY, _KIND = 0x80, 0x40, 0x20, 0x1F
_WORD, _FLOAT64, _FLOAT32, _INTEGER = 119, 123, 124, 125
"""The types of attribute values (lib0's "any" encoding); pycrdt writes whole numbers as floats."""
_FLOATS = {_FLOAT32: struct.Struct(">f"), _FLOAT64: struct.Struct(">d")}

MAX_CLIENT_ID = 2**53 - 1
"""The largest client id that a browser can represent."""
MAX_CLOCK = 2**31 - 1
"""The largest clock: the decoder counts in 32 bits, and panics beyond."""

Id = tuple[int, int]
"""An item: client id and clock."""


class UnsupportedContent(ValueError):
    """The bytes are not an update, or contain something that a clause cannot."""


class Struct(NamedTuple):
    """Consecutive items of one client: `length` of them from `clock` on (UTF-16 units for words).

    `left` and `right` are its neighbours at insertion; without any, `parent` is the item it is in,
    or None for the root, and `key` the attribute that it sets there. `words`: its text; `tag`: the
    name of an element or mark; `value`: the JSON of a mark, or the value of an attribute.
    """

    client: int
    clock: int
    length: int
    kind: int
    left: Id | None = None
    right: Id | None = None
    parent: Id | None = None
    words: str = ""
    tag: str = ""
    key: str = ""
    value: Any = None

    @property
    def end(self) -> int:
        """The clock after its last item."""
        return self.clock + self.length


class DecodedUpdate(NamedTuple):
    """The structs and deletions of an update."""

    structs: list[Struct]
    deletions: list[tuple[int, int, int]]
    """(client, first clock, length) of each deleted range."""

    @property
    def clients(self) -> set[int]:
        """The client ids of its structs."""
        return {run.client for run in self.structs}


class _Bytes:
    def __init__(self, encoded: bytes) -> None:
        self._encoded, self._at = encoded, 0

    def byte(self) -> int:
        if self._at >= len(self._encoded):
            raise UnsupportedContent("cut short")
        self._at += 1
        return self._encoded[self._at - 1]

    def number(self, largest: int = MAX_CLOCK) -> int:
        value = shift = 0
        while (byte := self.byte()) >= 0x80:
            value |= (byte & 0x7F) << shift
            shift += 7
            if value > largest or shift > largest.bit_length():
                raise UnsupportedContent("a number too large")

        value |= byte << shift
        if value > largest or (shift and not byte):
            raise UnsupportedContent("a number too large, or in a longer form than needed")

        return value

    def signed(self) -> int:
        """A signed number: the first byte holds six bits, the sign, and whether more follow."""
        first = self.byte()
        size = first & 0x3F
        if first & 0x80:
            size |= self.number() << 6
        return -size if first & 0x40 else size

    def client(self) -> int:
        return self.number(MAX_CLIENT_ID)

    def id(self) -> Id:
        return self.client(), self.number()

    def string(self) -> str:
        length = self.number()
        self._at += length
        if self._at > len(self._encoded):
            raise UnsupportedContent("cut short")
        try:
            return self._encoded[self._at - length : self._at].decode()
        except UnicodeDecodeError:
            raise UnsupportedContent("no text") from None

    def float(self, form: struct.Struct) -> float:
        value: float = form.unpack(bytes(self.byte() for _ in range(form.size)))[0]
        return value

    def rest(self) -> int:
        return len(self._encoded) - self._at


def decode(update: bytes) -> DecodedUpdate:
    """Decode an update; raises UnsupportedContent unless it contains only text, marks, elements and
    attributes of the schema."""
    reader = _Bytes(update)
    runs: list[Struct] = []
    written = [_author(reader, runs) for _ in range(reader.number())]
    deletions: list[tuple[int, int, int]] = []
    deleted = [_ranges(reader, deletions) for _ in range(reader.number())]
    if len(set(written)) < len(written) or len(set(deleted)) < len(deleted):
        raise UnsupportedContent("an author named twice")
    if reader.rest():
        raise UnsupportedContent("more than an update")

    return DecodedUpdate(runs, deletions)


def _author(reader: _Bytes, runs: list[Struct]) -> int:
    structs = reader.number()
    client, clock = reader.id()
    for _ in range(structs):
        run = _run(reader, client, clock)
        clock = run.end
        if not run.length or clock > MAX_CLOCK:
            raise UnsupportedContent("a run of no items, or of too many")

        runs += _one_by_one(run) if run.kind == CONTENT_ANY else [run]

    return client


def _ranges(reader: _Bytes, deletions: list[tuple[int, int, int]]) -> int:
    client = reader.client()
    for _ in range(reader.number()):
        clock, length = reader.number(), reader.number()
        if not length:
            raise UnsupportedContent("a deletion of nothing")
        deletions.append((client, clock, length))
    return client


def _run(reader: _Bytes, client: int, clock: int) -> Struct:
    info = reader.byte()
    if info == GC:
        return Struct(client, clock, reader.number(), GC)

    left, right, parent, key = _place(reader, info)
    run = Struct(client, clock, 1, info & _KIND, left, right, parent, key=key)
    if run.kind == CONTENT_DELETED:
        return run._replace(length=reader.number())

    if run.kind == CONTENT_STRING:
        words = reader.string()
        return run._replace(length=len(words.encode("utf-16-le")) // 2, words=words)

    if run.kind == CONTENT_FORMAT:
        return run._replace(tag=_known(reader.string(), schema.spec()["marks"]), value=reader.string())
    if run.kind == CONTENT_TYPE:
        return run._replace(tag=_type(reader))

    if run.kind == CONTENT_ANY and (left or right or key):
        values = [_value(reader) for _ in range(reader.number())]
        return run._replace(length=len(values), value=values)

    raise UnsupportedContent(f"content of kind {run.kind}")


def _one_by_one(run: Struct) -> list[Struct]:
    """Each value of an attribute as a struct of its own: browsers merge values that overwrote one
    another."""
    first, *later = run.value
    runs = [run._replace(length=1, value=first)]
    for clock, value in enumerate(later, run.clock + 1):
        runs.append(Struct(run.client, clock, 1, CONTENT_ANY, (run.client, clock - 1), run.right, value=value))
    return runs


def _attribute(reader: _Bytes, kind: int) -> str:
    """The key of an attribute. Values and deleted items have one; words and elements never do."""
    if kind not in (CONTENT_ANY, CONTENT_DELETED):
        raise UnsupportedContent("words or an element under a key")
    return _known(reader.string(), schema.attributes())


def _place(reader: _Bytes, info: int) -> tuple[Id | None, Id | None, Id | None, str]:
    left = reader.id() if info & _LEFT else None
    right = reader.id() if info & _RIGHT else None
    if left or right:
        return left, right, None, ""

    parent = None
    is_root = reader.number()
    if is_root == 1:
        _known(reader.string(), [schema.ROOT])
    elif is_root == 0:
        parent = reader.id()
    else:
        raise UnsupportedContent("no place")

    return None, None, parent, _attribute(reader, info & _KIND) if info & _UNDER_A_KEY else ""


def _type(reader: _Bytes) -> str:
    kind = reader.number()
    if kind == XML_ELEMENT:
        return _known(reader.string(), schema.spec()["nodes"])
    if kind != XML_TEXT:
        raise UnsupportedContent(f"a type of kind {kind}")
    return ""


def _value(reader: _Bytes) -> int | float | str:
    kind = reader.byte()
    if kind == _INTEGER:
        return reader.signed()

    if kind in _FLOATS:
        number = reader.float(_FLOATS[kind])
        return int(number) if number.is_integer() else number

    if kind == _WORD:
        return reader.string()

    raise UnsupportedContent(f"an attribute of kind {kind}")


def _known(name: str, names: Any) -> str:
    if name not in names:
        raise UnsupportedContent(f"unknown name {name!r}")
    return name
