"""Walks an update's bytes before any decoder sees them, and knows only what a clause is made of.

The Yjs encoding, version 1: authors, each with their structs, then the ranges deleted. A struct is a run that was
collected, or an item: its neighbours or its parent, then its content. Everything else that the format can carry (maps,
arrays, embedded values, attributes, documents in documents) would travel unseen beside the text, break other browsers,
or overflow the decoder; so it is refused even where the same update deletes it again.
"""

from collections.abc import Collection
from typing import NamedTuple

COLLECTED, DELETED, STRING, FORMAT, TYPE = 0, 1, 4, 6, 7
XML_ELEMENT, XML_TEXT = 3, 6
_LEFT, _RIGHT, _UNDER_A_KEY = 0x80, 0x40, 0x20

Id = tuple[int, int]
"""One item: the client id of its author, and its clock."""


LONGEST_NUMBER = 63
"""Bits."""


class Foreign(ValueError):
    """The bytes are no update, or hold something that no clause is made of."""


class Run(NamedTuple):
    """Items that one client wrote in a row: from `clock` on, `length` of them (UTF-16 units for words).

    `left` and `right` are its neighbours when it was written; without any, `parent` is the item it stands in, or None
    for the root. `words` is its text; `tag` the name of an element or mark.
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

    @property
    def is_line(self) -> bool:
        """Whether it is a text, which holds words, and not an element, which holds texts and elements."""
        return self.kind == TYPE and not self.tag


class Scan(NamedTuple):
    """An update, read."""

    runs: list[Run]
    deletions: list[tuple[int, int, int]]
    """Client, first clock, how many."""

    @property
    def clients(self) -> set[int]:
        """Who wrote in it."""
        return {run.client for run in self.runs}


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
            if shift > LONGEST_NUMBER:
                raise Foreign("a number without end")
            value |= (byte & 0x7F) << shift
            shift += 7
        return value | byte << shift

    def string(self) -> str:
        length = self.number()
        self._at += length
        if self._at > len(self._encoded):
            raise Foreign("cut short")
        try:
            return self._encoded[self._at - length : self._at].decode()
        except UnicodeDecodeError:
            raise Foreign("no text") from None

    def rest(self) -> int:
        return len(self._encoded) - self._at


def read(update: bytes, root: str, nodes: Collection[str], marks: Collection[str]) -> Scan:
    """Read an update; raise Foreign unless it holds only text, marks and elements of these names, under this root."""
    reader = _Bytes(update)
    runs = []
    for _author in range(reader.number()):
        structs = reader.number()
        client, clock = reader.number(), reader.number()
        for _struct in range(structs):
            run = _run(reader, client, clock, root, nodes, marks)
            clock += run.length
            runs.append(run)
    deletions = [
        (client, reader.number(), reader.number())
        for client, ranges in ((reader.number(), reader.number()) for _author in range(reader.number()))
        for _range in range(ranges)
    ]
    if reader.rest():
        raise Foreign("more than an update")
    return Scan(runs, deletions)


def _run(reader: _Bytes, client: int, clock: int, root: str, nodes: Collection[str], marks: Collection[str]) -> Run:
    info = reader.byte()
    kind = info & 0x1F
    if kind == COLLECTED:
        return Run(client, clock, reader.number(), kind)
    left, right, parent = _place(reader, info, root)
    length, words, tag = 1, "", ""
    if kind == DELETED:
        length = reader.number()
    elif kind == STRING:
        words = reader.string()
        length = len(words.encode("utf-16-le")) // 2
    elif kind == FORMAT:
        tag = _known(reader.string(), marks)
        reader.string()
    elif kind == TYPE:
        tag = _type(reader, nodes)
    else:
        raise Foreign(f"content of kind {kind}")
    return Run(client, clock, length, kind, left, right, parent, words, tag)


def _place(reader: _Bytes, info: int, root: str) -> tuple[Id | None, Id | None, Id | None]:
    left = (reader.number(), reader.number()) if info & _LEFT else None
    right = (reader.number(), reader.number()) if info & _RIGHT else None
    if left or right:
        return left, right, None
    parent = None
    if reader.number() == 1:
        _known(reader.string(), [root])
    else:
        parent = (reader.number(), reader.number())
    if info & _UNDER_A_KEY:
        raise Foreign("an attribute")
    return None, None, parent


def _type(reader: _Bytes, nodes: Collection[str]) -> str:
    kind = reader.number()
    if kind == XML_ELEMENT:
        return _known(reader.string(), nodes)
    if kind != XML_TEXT:
        raise Foreign(f"a type of kind {kind}")
    return ""


def _known(name: str, names: Collection[str]) -> str:
    if name not in names:
        raise Foreign(f"unknown name {name!r}")
    return name
