"""Walks an update's bytes before any decoder sees them, and knows only what a clause is made of.

The Yjs encoding, version 1: authors, each with their structs, then the ranges deleted. A struct is a run that was
collected, or an item: its neighbours or its parent, then its content. Everything else that the format can carry (maps,
arrays, embedded values, attributes, documents in documents) would travel unseen beside the text, break other browsers,
or overflow the decoder; so it is refused even where the same update deletes it again.
"""

from collections.abc import Collection

COLLECTED, DELETED, STRING, FORMAT, TYPE = 0, 1, 4, 6, 7
XML_ELEMENT, XML_TEXT = 3, 6
_LEFT, _RIGHT, _UNDER_A_KEY = 0x80, 0x40, 0x20


class Foreign(ValueError):
    """The bytes are no update, or hold something that no clause is made of."""


class _Bytes:
    def __init__(self, encoded: bytes) -> None:
        self._encoded, self._at = encoded, 0

    def byte(self) -> int:
        if self._at >= len(self._encoded):
            raise Foreign("cut short")
        self._at += 1
        return self._encoded[self._at - 1]

    def number(self) -> int:
        value = shift = 0
        while (byte := self.byte()) >= 0x80:
            value |= (byte & 0x7F) << shift
            shift += 7
        return value | byte << shift

    def string(self) -> bytes:
        length = self.number()
        self._at += length
        if self._at > len(self._encoded):
            raise Foreign("cut short")
        return self._encoded[self._at - length : self._at]


def check(update: bytes, root: str, nodes: Collection[str], marks: Collection[str]) -> None:
    """Raise Foreign unless an update holds only text, marks and elements of these names, under this root."""
    reader = _Bytes(update)
    for _author in range(reader.number()):
        structs = reader.number()
        reader.number(), reader.number()  # who, and from which clock on
        for _struct in range(structs):
            _struct_of_a_clause(reader, root, nodes, marks)


def _struct_of_a_clause(reader: _Bytes, root: str, nodes: Collection[str], marks: Collection[str]) -> None:
    info = reader.byte()
    kind = info & 0x1F
    if kind == COLLECTED:
        reader.number()
        return
    _place(reader, info, root)
    if kind == DELETED:
        reader.number()
    elif kind == STRING:
        reader.string()
    elif kind == FORMAT:
        _known(reader.string(), marks)
        reader.string()
    elif kind == TYPE:
        _type(reader, nodes)
    else:
        raise Foreign(f"content of kind {kind}")


def _place(reader: _Bytes, info: int, root: str) -> None:
    if info & _LEFT:
        reader.number(), reader.number()
    if info & _RIGHT:
        reader.number(), reader.number()
    if info & (_LEFT | _RIGHT):
        return
    if reader.number() == 1:
        _known(reader.string(), [root])
    else:
        reader.number(), reader.number()
    if info & _UNDER_A_KEY:
        raise Foreign("an attribute")


def _type(reader: _Bytes, nodes: Collection[str]) -> None:
    kind = reader.number()
    if kind == XML_ELEMENT:
        _known(reader.string(), nodes)
    elif kind != XML_TEXT:
        raise Foreign(f"a type of kind {kind}")


def _known(name: bytes, names: Collection[str]) -> None:
    if name.decode(errors="replace") not in names:
        raise Foreign(f"unknown name {name!r}")
