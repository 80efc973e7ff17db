"""What a clause may contain. `schema.json` is read here and by the browser
(`static/js/content/schema.js`).

Its `version` is raised when a page loaded before could not show, or would destroy, what a page of
now writes: another node, mark, attribute or limit. Pages of another version are told to reload.
What is only shown (labels, keys, signs, forms in print) changes without. Marks keep their order: it
is the order of marks in stored texts, so their digests depend on it. A test holds both.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from prosemirror.model import DOMSerializer, Fragment, Node, Schema

ROOT = "prosemirror"
"""The name of the shared fragment of a clause in its Yjs document; y-prosemirror's default."""
Content = dict[str, Any]
"""A clause's text as ProseMirror JSON."""


class NotInSchema(ValueError):
    """A text contains what a clause may not; the message says what."""


@cache
def spec() -> dict[str, Any]:
    """The content of the file."""
    read: dict[str, Any] = json.loads(Path(__file__).with_name("schema.json").read_text())
    return read


VERSION: int = spec()["version"]
TOP, TEXT = "doc", "text"
"""The names of the root node and of text nodes."""


@cache
def children(name: str) -> frozenset[str]:
    """The nodes that may be in a node, in any number and order. Validity of a node never depends on
    its siblings, so two concurrent changes cannot leave the schema."""
    content = spec()["nodes"][name].get("content", "")
    if content and not content.endswith("*"):
        raise ValueError(f"{name} holds {content}: only any number of something merges safely")

    inside = content.removesuffix("*")
    return frozenset(
        child for child, each in spec()["nodes"].items() if inside and inside in (child, each.get("group"))
    )


@cache
def attributes() -> frozenset[str]:
    """The names of all attributes of nodes."""
    return frozenset(name for each in spec()["nodes"].values() for name in each.get("attrs", {}))


def is_attribute(node: str, name: str, value: object) -> bool:
    """Whether a node may have this attribute with this value."""
    allowed = spec()["nodes"].get(node, {}).get("attrs", {}).get(name)
    return allowed is not None and is_value(allowed, value)


def is_mark_value(mark: str, written: str) -> bool:
    """Whether JSON is the value of a mark: null where it ends, else exactly its attributes."""
    try:
        pairs = json.loads(written, object_pairs_hook=list)
    except (ValueError, RecursionError):
        return False

    if pairs is None:
        return True

    names = spec()["marks"][mark].get("attrs", [])
    if not isinstance(pairs, list) or written.lstrip()[:1] != "{" or [name for name, _ in pairs] != names:
        return False

    return not names or is_link(pairs[0][1])  # the one attribute of a mark is where it leads


@cache
def schema() -> Schema[Any, Any]:
    """The file as a ProseMirror schema."""
    nodes = {name: _node(each) for name, each in spec()["nodes"].items()}
    marks = {name: _mark(each) for name, each in spec()["marks"].items()}
    return Schema(cast(Any, {"nodes": nodes, "marks": marks}))


def _node(each: dict[str, Any]) -> dict[str, Any]:
    if "tag" not in each:
        return each
    inside = [0] if "content" in each else []
    attributes = {name: {"default": None} for name in each.get("attrs", {})}
    return each | {"attrs": attributes, "toDOM": lambda node: [each["tag"], _given(node.attrs), *inside]}


def _given(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes that differ from their defaults."""
    return {name: value for name, value in attributes.items() if value is not None}


def _mark(each: dict[str, Any]) -> dict[str, Any]:
    names = each.get("attrs", [])
    return {
        "attrs": {name: {} for name in names},
        "inclusive": each.get("inclusive", True),
        "toDOM": lambda mark, _inline: [each["tag"], {name: mark.attrs[name] for name in names}, 0],
    }


def checked(content: Content) -> Node:
    """The text as a ProseMirror document; raises NotInSchema."""
    try:
        document = Node.from_json(schema(), content)
        document.check()
    except Exception as unknown:  # the package raises ValueError, KeyError, IndexError… for what it does not know
        raise NotInSchema(str(unknown)) from unknown

    if document.type.name != "doc" or as_json(document) != content:
        raise NotInSchema("attributes, or a root, that a clause does not have")

    document.descendants(_check_attributes)
    if _depth(content) > spec()["deepest"]:
        raise NotInSchema("lists or quotes inside one another too many times")

    return document


def _depth(content: Content) -> int:
    return 1 + max((_depth(child) for child in content.get("content", [])), default=0)


def as_json(document: Node) -> Content:
    """A document as canonical ProseMirror JSON: attributes at their defaults are omitted, so that
    texts from before an attribute existed keep their digest."""
    return _without_defaults(document.to_json())


def _without_defaults(node: Mapping[str, Any]) -> Content:
    kept: Content = {name: value for name, value in node.items() if name not in ("attrs", "content")}
    if attributes := _given(node.get("attrs", {})):
        kept["attrs"] = attributes
    if "content" in node:
        kept["content"] = [_without_defaults(child) for child in node["content"]]
    return kept


def _check_attributes(node: Node, *_: Any) -> bool:
    allowed = spec()["nodes"][node.type.name].get("attrs", {})
    for name, value in _given(node.attrs).items():
        if not is_value(allowed[name], value):
            raise NotInSchema(f"no {name} of a {node.type.name}: {value!r}")
    for mark in node.marks:
        if mark.attrs and not is_link(mark.attrs["href"]):
            raise NotInSchema(f"not a link that a clause may hold: {mark.attrs['href']!r}")
    return True


def is_value(allowed: Mapping[str, Any], value: object) -> bool:
    """Whether an attribute may have a value: a whole number in a range, or one of some words."""
    if allowed["type"] == "integer":
        return type(value) is int and allowed["min"] <= value <= allowed["max"]
    return isinstance(value, str) and value in allowed["values"]


def is_link(address: object) -> bool:
    """Whether a link target is allowed: web and mail addresses only."""
    return (
        isinstance(address, str)
        and len(address) <= spec()["longest_link"]
        and urlsplit(address.strip()).scheme.lower() in spec()["link_schemes"]
        and not any(letter <= " " or "\ud800" <= letter <= "\udfff" for letter in address)
    )


@cache
def tags() -> Mapping[str, tuple[str, ...]]:
    """The HTML elements of a clause, each with the attributes that it may have."""
    every = [*spec()["nodes"].values(), *spec()["marks"].values()]
    return {each["tag"]: tuple(each.get("attrs", ())) for each in every if "tag" in each}


def rank(mark: str) -> int:
    """The position of a mark among others on the same words; unknown ones last."""
    known = list(spec()["marks"])
    return known.index(mark) if mark in known else len(known)


def html(document: Node) -> str:
    """A valid document as HTML, with every text and attribute escaped."""
    fragment: Fragment = document.content
    return str(DOMSerializer.from_schema(schema()).serialize_fragment(fragment))
