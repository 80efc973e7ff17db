"""Decodes an update before any CRDT library sees its bytes, and accepts only what a clause is made
of.

An update in version 1 of the Yjs encoding holds the structs of each client, then the delete set. A
struct is a GC (garbage-collected: only its length is left) or an item: its origins or its parent,
then its content.

The format can carry much more: maps, arrays, embedded values, subdocuments. They would be stored
beside the text without being visible, break other browsers, or overflow the Rust decoder's stack;
so they are refused, even where the same update deletes them again. Refused as well is what two
decoders read in two ways: numbers in a longer form than needed, structs without items, a client
that is listed twice.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from charter.collab.ydoc.encoding import MAX_CLOCK, Id, IdRange, Malformed, Reader
from charter.content import schema

GC, CONTENT_DELETED, CONTENT_STRING, CONTENT_FORMAT, CONTENT_TYPE, CONTENT_ANY = 0, 1, 4, 6, 7, 8
"""Kinds of structs: the reference numbers of GC and of the content classes in Yjs."""
XML_ELEMENT, XML_TEXT = 3, 6
"""Kinds of shared types, likewise."""
_HAS_ORIGIN, _HAS_RIGHT_ORIGIN, _HAS_PARENT_SUB, _KIND = 0x80, 0x40, 0x20, 0x1F
"""The bits of an item's first byte."""
_STRING_VALUE, _FLOAT64, _FLOAT32, _INTEGER = 119, 123, 124, 125
"""Kinds of attribute values in lib0; pycrdt writes whole numbers as floats."""
_FLOATS = {_FLOAT32: ">f", _FLOAT64: ">d"}
"""How `struct` unpacks them."""


class UnsupportedContent(ValueError):
    """The bytes are no update, or hold something that no clause is made of."""


class MissingDependency(LookupError):
    """An update refers to items, or deletes items, that have not arrived. Yjs would keep it aside
    as pending."""


class Struct(NamedTuple):
    """Consecutive items of one client: from `clock` on, `length` of them (for text: UTF-16 units).

    `origin` and `right_origin` are the neighbours at the time of insertion. Where an item had none,
    `parent` is the type that holds it, or None for the root type, and `parent_sub` is the attribute
    of that element which it sets. `text` is the content of CONTENT_STRING; `name` that of an
    element or a mark; `value` is the JSON of a mark's attributes, or the value of an element's
    attribute.
    """

    client: int
    clock: int
    length: int
    kind: int
    origin: Id | None = None
    right_origin: Id | None = None
    parent: Id | None = None
    text: str = ""
    name: str = ""
    parent_sub: str = ""
    value: Any = None

    @property
    def end(self) -> int:
        """The clock after its last item."""
        return self.clock + self.length


class DecodedUpdate(NamedTuple):
    """The content of an update."""

    structs: list[Struct]
    delete_set: list[IdRange]

    @property
    def clients(self) -> set[int]:
        """The client ids under which it inserts items."""
        return {struct.client for struct in self.structs}


def decode(update: bytes) -> DecodedUpdate:
    """The structs and the delete set of an update.

    Raises UnsupportedContent unless it holds only text, marks, elements and attributes that the
    schema knows.
    """
    try:
        return _decode(Reader(update))
    except Malformed as problem:
        raise UnsupportedContent(str(problem)) from None


def _decode(reader: Reader) -> DecodedUpdate:
    structs: list[Struct] = []
    writers = [_read_client(reader, structs) for _ in range(reader.varint())]
    delete_set: list[IdRange] = []
    deleted = [_read_deletions(reader, delete_set) for _ in range(reader.varint())]

    # Yjs and yrs differ in which of two lists of one client they keep.
    if len(set(writers)) < len(writers) or len(set(deleted)) < len(deleted):
        raise UnsupportedContent("a client listed twice")
    if reader.remaining:
        raise UnsupportedContent("more than an update")
    return DecodedUpdate(structs, delete_set)


def _read_client(reader: Reader, structs: list[Struct]) -> int:
    """Read the structs of one client into `structs`; returns the client id."""
    count = reader.varint()
    client, clock = reader.id()
    for _ in range(count):
        read = _read_struct(reader, client, clock)
        clock = read.end
        if not read.length or clock > MAX_CLOCK:
            raise UnsupportedContent("a struct of no items, or of too many")
        structs += _one_for_each_value(read) if read.kind == CONTENT_ANY else [read]
    return client


def _read_deletions(reader: Reader, delete_set: list[IdRange]) -> int:
    """Read the deleted ranges of one client into `delete_set`; returns the client id."""
    client = reader.client_id()
    for _ in range(reader.varint()):
        clock, length = reader.varint(), reader.varint()
        if not length:
            raise UnsupportedContent("a deletion of nothing")
        delete_set.append((client, clock, length))
    return client


def _read_struct(reader: Reader, client: int, clock: int) -> Struct:
    info = reader.byte()
    if info == GC:
        return Struct(client, clock, reader.varint(), GC)

    origin, right_origin, parent, parent_sub = _read_place(reader, info)
    kind = info & _KIND
    item = Struct(client, clock, 1, kind, origin, right_origin, parent, parent_sub=parent_sub)
    if kind == CONTENT_DELETED:
        return item._replace(length=reader.varint())
    if kind == CONTENT_STRING:
        text = reader.string()
        return item._replace(length=len(text.encode("utf-16-le")) // 2, text=text)
    if kind == CONTENT_FORMAT:
        mark = _known(reader.string(), schema.spec()["marks"])
        return item._replace(name=mark, value=reader.string())
    if kind == CONTENT_TYPE:
        return item._replace(name=_read_type(reader))
    if kind == CONTENT_ANY and (origin or right_origin or parent_sub):
        values = [_read_value(reader) for _ in range(reader.varint())]
        return item._replace(length=len(values), value=values)
    raise UnsupportedContent(f"content of kind {kind}")


def _one_for_each_value(item: Struct) -> list[Struct]:
    """Attribute values one by one: Yjs merges those of one attribute that were set one after the
    other."""
    first, *later = item.value
    client, right_origin = item.client, item.right_origin
    items = [item._replace(length=1, value=first)]
    for clock, value in enumerate(later, item.clock + 1):
        origin = (client, clock - 1)
        items.append(Struct(client, clock, 1, CONTENT_ANY, origin, right_origin, value=value))
    return items


def _read_place(reader: Reader, info: int) -> tuple[Id | None, Id | None, Id | None, str]:
    """The origin, the right origin, the parent and the attribute name of an item."""
    origin = reader.id() if info & _HAS_ORIGIN else None
    right_origin = reader.id() if info & _HAS_RIGHT_ORIGIN else None
    if origin or right_origin:
        return origin, right_origin, None, ""

    parent = None
    is_in_root = reader.varint()
    if is_in_root == 1:
        _known(reader.string(), [schema.ROOT])
    elif is_in_root == 0:
        parent = reader.id()
    else:
        raise UnsupportedContent("no parent")
    has_name = info & _HAS_PARENT_SUB
    return None, None, parent, _read_attribute_name(reader, info & _KIND) if has_name else ""


def _read_attribute_name(reader: Reader, kind: int) -> str:
    """Only values, and what was deleted, are set under a name; text and elements never are."""
    if kind not in (CONTENT_ANY, CONTENT_DELETED):
        raise UnsupportedContent("text or an element as an attribute")
    return _known(reader.string(), schema.attributes())


def _read_type(reader: Reader) -> str:
    """The name of an element; "" for a text."""
    kind = reader.varint()
    if kind == XML_ELEMENT:
        return _known(reader.string(), schema.spec()["nodes"])
    if kind != XML_TEXT:
        raise UnsupportedContent(f"a type of kind {kind}")
    return ""


def _read_value(reader: Reader) -> int | float | str:
    kind = reader.byte()
    if kind == _INTEGER:
        return reader.signed_varint()
    if kind in _FLOATS:
        number = reader.float(_FLOATS[kind])
        return int(number) if number.is_integer() else number
    if kind == _STRING_VALUE:
        return reader.string()
    raise UnsupportedContent(f"an attribute of kind {kind}")


def _known(name: str, names: Collection[str]) -> str:
    if name not in names:
        raise UnsupportedContent(f"unknown name {name!r}")
    return name


def causal_order(structs: list[Struct], clocks: Mapping[int, int]) -> list[Struct]:
    """The structs, each after those that it refers to. `clocks` is the state vector of the document
    before them.

    Raises MissingDependency when there is no such order.
    """
    if len({struct.client for struct in structs}) < 2:
        return structs

    queues: dict[int, list[Struct]] = defaultdict(list)
    for each in reversed(structs):
        queues[each.client].append(each)
    reached = dict(clocks)
    ordered: list[Struct] = []
    for client, queue in queues.items():
        if queue:
            _order_up_to((client, queue[0].end - 1), queues, reached, ordered)
    return ordered


def _order_up_to(
    item: Id,
    queues: Mapping[int, list[Struct]],
    reached: dict[int, int],
    ordered: list[Struct],
) -> None:
    """Move structs from the queues to `ordered` until `item` is reached: depth first, without
    recursion."""
    wanted = {item[0]: item[1]}
    while wanted:
        client = next(reversed(wanted))
        if reached.get(client, 0) > wanted[client]:
            wanted.popitem()
            continue

        queue = queues.get(client)
        if not queue:
            raise MissingDependency("an item refers to one that is not here")
        missing = _missing(queue[-1], reached)
        if missing is None:
            struct = queue.pop()
            reached[client] = max(reached.get(client, 0), struct.end)
            ordered.append(struct)
        elif missing[0] in wanted:
            # That client waits, through those after it in `wanted`, for the very struct that waits
            # for it.
            raise MissingDependency("items that refer to each other")
        else:
            wanted[missing[0]] = missing[1]


def _missing(struct: Struct, reached: Mapping[int, int]) -> Id | None:
    """An item of another client to which a struct refers, and which has not come."""
    for item in (struct.origin, struct.right_origin, struct.parent):
        if item and item[0] != struct.client and item[1] >= reached.get(item[0], 0):
            return item
    return None
