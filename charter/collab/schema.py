"""What a clause may contain. `schema.json` is read here and by the browser: one file, two readers."""

import json
from functools import cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from prosemirror.model import DOMSerializer, Fragment, Node, Schema

Content = dict[str, Any]
"""A clause's text as ProseMirror JSON."""


class NotInSchema(ValueError):
    """A text holds something that a clause cannot hold; the message says what."""


@cache
def spec() -> dict[str, Any]:
    """The file as it is."""
    read: dict[str, Any] = json.loads(Path(__file__).with_name("schema.json").read_text())
    return read


VERSION: int = spec()["version"]


@cache
def schema() -> Schema[Any, Any]:
    """The file as a ProseMirror schema."""
    nodes = {name: _node(each) for name, each in spec()["nodes"].items()}
    marks = {name: _mark(each) for name, each in spec()["marks"].items()}
    return Schema(cast(Any, {"nodes": nodes, "marks": marks}))


def _node(each: dict[str, Any]) -> dict[str, Any]:
    tag = each.get("tag")
    leaf = "content" not in each
    return each | ({"toDOM": lambda _: [tag] if leaf else [tag, 0]} if tag else {})


def _mark(each: dict[str, Any]) -> dict[str, Any]:
    names = each.get("attrs", [])
    rendered = {"toDOM": lambda mark, _inline: [each["tag"], {name: mark.attrs[name] for name in names}, 0]}
    return each | {"attrs": {name: {} for name in names}} | rendered


def checked(content: Content) -> Node:
    """The text as a ProseMirror document; raises NotInSchema when a clause cannot hold it."""
    try:
        document = Node.from_json(schema(), content)
        document.check()
    except Exception as unknown:  # the package raises ValueError, KeyError, IndexError… for what it does not know
        raise NotInSchema(str(unknown)) from unknown
    if document.type.name != "doc" or document.to_json() != content:
        raise NotInSchema("attributes, or a root, that a clause does not have")
    document.descendants(_check_marks)
    if _depth(content) > spec()["deepest"]:
        raise NotInSchema("lists or quotes inside one another too many times")
    return document


def _depth(content: Content) -> int:
    return 1 + max((_depth(child) for child in content.get("content", [])), default=0)


def _check_marks(node: Node, *_: Any) -> bool:
    for mark in node.marks:
        if mark.type.name == "link" and not is_link(mark.attrs["href"]):
            raise NotInSchema(f"not a link that a clause may hold: {mark.attrs['href']!r}")
    return True


def is_link(address: object) -> bool:
    """Whether a link may lead there: web and mail addresses only."""
    return (
        isinstance(address, str)
        and len(address) <= spec()["longest_link"]
        and urlsplit(address.strip()).scheme.lower() in spec()["link_schemes"]
        and not any(ord(letter) <= 32 for letter in address)
    )


def rank(mark: str) -> int:
    """The place of a mark among others on the same words; unknown ones last."""
    known = list(spec()["marks"])
    return known.index(mark) if mark in known else len(known)


def html(document: Node) -> str:
    """A checked document as HTML, every text and attribute escaped."""
    fragment: Fragment = document.content
    return str(DOMSerializer.from_schema(schema()).serialize_fragment(fragment))
