"""What comes to a clause: honest editors who lag behind, items that no editor would write, and bytes changed."""

import json
from random import Random

from pycrdt import Doc, XmlElement, XmlFragment, XmlText, merge_updates

from charter.collab.ydoc import update_decoder
from charter.collab.ydoc.encoding import varint
from charter.collab.ydoc.update_decoder import (
    CONTENT_ANY,
    CONTENT_DELETED,
    CONTENT_FORMAT,
    CONTENT_STRING,
    CONTENT_TYPE,
    GC,
)
from charter.content import schema

ROOT = schema.ROOT
WORDS = ["a", "bc", " ", "é", "😀", "x😀y", "👩‍👩‍👧", "\u0301", "مرحبا", "1)", "a\tb"]
HOLDERS = ["paragraph", "heading", "blockquote", "bullet_list", "ordered_list", "list_item", "hard_break"]
VALUES = {"link": [{"href": "https://a.example"}, {"href": "javascript:a"}, {}, None]}
PLAIN_VALUES = [{}, {}, None, {"x": 1}, 7]


class Honest:
    """Somebody's copy of a clause, behind the others by as much as they like."""

    def __init__(self, client: int, chance: Random) -> None:
        self.doc, self._chance, self.applied = Doc(client_id=client), chance, 0

    def receive(self, log: list[bytes]) -> None:
        for update in log[self.applied :]:
            self.doc.apply_update(update)
        self.applied = len(log)

    def change(self) -> bytes:
        updates: list[bytes] = []
        watching = self.doc.observe(lambda event: updates.append(event.update))
        with self.doc.transaction():
            for _ in range(self._chance.choice([1, 1, 1, 2, 4])):
                self._step(self.doc.get(ROOT, type=XmlFragment))
        self.doc.unobserve(watching)
        return merge_updates(*updates) if updates else b"\x00\x00"

    def _step(self, root) -> None:
        chance = self._chance
        lines = list(_lines(root))
        how = chance.randrange(9)
        if not lines or how == 0:
            self._block(root)
        elif how < 5:
            line = chance.choice(lines)
            line.insert(_boundary(line, chance), chance.choice(WORDS))
        elif how == 5:
            line = chance.choice(lines)
            start, end = sorted((_boundary(line, chance), _boundary(line, chance)))
            if start < end:
                del line[start:end]
        elif how == 6:
            self._mark(chance.choice(lines))
        elif how == 7 and len(root.children):
            del root.children[chance.randrange(len(root.children))]
        else:
            self._block(root)

    def _block(self, root) -> None:
        kind = self._chance.choice(["paragraph", "heading", "blockquote", "bullet_list", "ordered_list"])
        element = XmlElement(kind)
        root.children.insert(self._chance.randint(0, len(root.children)), element)
        for name, form in schema.spec()["nodes"][kind].get("attrs", {}).items():
            if self._chance.random() < 0.5:
                element.attributes[name] = self._chance.choice(form.get("values", [form.get("min"), form.get("max")]))
        if kind.endswith("_list"):
            item = XmlElement("list_item")
            element.children.append(item)
            element = item
        if kind not in ("paragraph", "heading"):
            paragraph = XmlElement("paragraph")
            element.children.append(paragraph)
            element = paragraph
        element.children.append(XmlText(self._chance.choice(WORDS)))
        if self._chance.random() < 0.2:
            element.children.append(XmlElement("hard_break"))

    def _mark(self, line) -> None:
        start, end = sorted((_boundary(line, self._chance), _boundary(line, self._chance)))
        mark = self._chance.choice(list(schema.spec()["marks"]))
        value = self._chance.choice([{"href": "https://a.example"} if mark == "link" else {}, None])
        if start < end:
            line.format(start, end, {mark: value})


def _lines(parent):
    for child in parent.children:
        if isinstance(child, XmlText):
            yield child
        elif isinstance(child, XmlElement):
            yield from _lines(child)


def _boundary(line, chance: Random) -> int:
    """A place between two characters; the library counts bytes."""
    text = "".join(words for words, _ in line.diff())
    return len(text[: chance.randint(0, len(text))].encode())


def crafted(chance: Random, client: int, ends: dict[int, int]) -> bytes:
    """A few items of any kind beside, between or inside any others, and a deletion or two."""
    structs = b""
    count, clock = chance.choice([1, 1, 1, 2, 3]), ends.get(client, 0)
    clock = max(0, clock + chance.choice([0] * 12 + [-1, -2, 1]))
    start, taken = clock, dict(ends)
    for _ in range(count):
        body, length = _struct(chance, client, taken)
        structs += body
        clock += length
        taken[client] = clock
    deletions = [_deletion(chance, taken) for _ in range(chance.choice([0, 0, 0, 1, 2]))] if taken else []
    written = varint(1) + varint(count) + varint(client) + varint(start) + structs
    if deletions and chance.random() < 0.3:
        written = varint(0)
    by_client = dict(deletions)
    return written + varint(len(by_client)) + b"".join(by_client.values())


def _deletion(chance: Random, ends: dict[int, int]) -> tuple[int, bytes]:
    client = chance.choice(list(ends))
    clock = chance.randint(0, max(0, ends[client] - 1))
    length = chance.choice([1, 1, 2, 3, max(1, ends[client] - clock)])
    return client, varint(client) + varint(1) + varint(clock) + varint(length)


def _struct(chance: Random, client: int, ends: dict[int, int]) -> tuple[bytes, int]:
    kind = chance.choice(
        [CONTENT_STRING] * 6
        + [CONTENT_FORMAT, CONTENT_FORMAT, CONTENT_TYPE, CONTENT_TYPE, CONTENT_TYPE, CONTENT_DELETED, GC, CONTENT_ANY]
    )
    if kind == GC:
        length = chance.choice([1, 1, 2, 0])
        return bytes([GC]) + varint(length), length
    content, length = _content(chance, kind)
    sides = chance.choice(["left", "left", "right", "both", "both", "parent", "parent", "root", "key", "typing"])
    if sides == "typing" and ends.get(client):
        return bytes([kind | 0x80]) + _id((client, ends[client] - 1)) + content, length
    if not ends or sides in ("root", "typing"):
        return bytes([kind]) + b"\x01" + _string(ROOT) + content, length
    if sides in ("parent", "key"):
        key = _string(chance.choice(["start", "type", "x"])) if sides == "key" else b""
        return bytes([kind | (0x20 if key else 0)]) + b"\x00" + _any_id(chance, ends) + key + content, length
    info = kind | (0x80 if sides != "right" else 0) | (0x40 if sides != "left" else 0)
    return bytes([info]) + b"".join(_any_id(chance, ends) for _ in range(2 if sides == "both" else 1)) + content, length


def _content(chance: Random, kind: int) -> tuple[bytes, int]:
    if kind == CONTENT_STRING:
        words = chance.choice([*WORDS, ""]) if chance.random() < 0.05 else chance.choice(WORDS)
        return _string(words), len(words.encode("utf-16-le")) // 2
    if kind == CONTENT_FORMAT:
        mark = chance.choice([*schema.spec()["marks"]])
        value = chance.choice(VALUES.get(mark, PLAIN_VALUES))
        return _string(mark) + _string(json.dumps(value) if chance.random() < 0.97 else "{"), 1
    if kind == CONTENT_DELETED:
        length = chance.choice([1, 2])
        return varint(length), length
    if kind == CONTENT_ANY:
        values = chance.choices([b"\x7d\x05", b"\x77\x01a", b"\x7e", b"\x7d\x46"], k=chance.choice([1, 1, 1, 2, 3]))
        return varint(len(values)) + b"".join(values), len(values)
    if chance.random() < 0.4:
        return bytes([update_decoder.XML_TEXT]), 1
    return bytes([update_decoder.XML_ELEMENT]) + _string(chance.choice(HOLDERS)), 1


def _id(item: tuple[int, int]) -> bytes:
    return varint(item[0]) + varint(item[1])


def _any_id(chance: Random, ends: dict[int, int]) -> bytes:
    client = chance.choice(list(ends))
    return _id((client, max(0, chance.randint(0, ends[client]) - chance.choice([0, 1]))))


def _string(words: str) -> bytes:
    return varint(len(words.encode())) + words.encode()


def mutated(update: bytes, chance: Random) -> bytes:
    """The update with a few bytes changed, taken out or put in."""
    noise = bytearray(update)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(noise) + 1)
        how = chance.randrange(3)
        noise[at : at + (how != 2)] = b"" if how == 1 else bytes([chance.randrange(256)])
    return bytes(noise)
