"""A Yjs document to ProseMirror JSON, HTML and plain text."""

from typing import Any

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from charter.clauses.versions.published import Text
from charter.content import marks, schema
from charter.content.schema import ROOT, Content
from charter.web.rendering import sanitise


def content(doc: Doc[Any]) -> Content:
    """The document as ProseMirror JSON; an empty node has no `content`. Not validated: see
    `schema.checked`."""
    return _holding({"type": "doc"}, doc.get(ROOT, type=XmlFragment))


def _holding(node: Content, parent: XmlFragment | XmlElement) -> Content:
    inside = _blocks(parent)
    return node | {"content": inside} if inside else node


def _blocks(parent: XmlFragment | XmlElement) -> list[Content]:
    found: list[Content] = []
    for child in parent.children:
        found += _runs(child) if isinstance(child, XmlText) else [_element(child)]
    return found


def _element(element: Any) -> Content:
    node: Content = {"type": element.tag}
    attributes = {name: _number(value) for name, value in element.attributes}
    if attributes:
        node["attrs"] = attributes
    return _holding(node, element)


def _runs(text: XmlText) -> list[Content]:
    found = []
    for words, formats in text.diff():
        run: Content = {"type": "text", "text": words}
        borne = [_mark(name, attributes) for name, attributes in (formats or {}).items()]
        if borne:
            run["marks"] = sorted(borne, key=lambda mark: schema.rank(mark["type"]))
        found.append(run)
    return found


def _mark(name: str, attributes: Any) -> Content:
    """A mark by its exact name. No mark of the schema overlaps itself, so y-prosemirror adds no
    hash to its name."""
    mark: Content = {"type": name}
    if isinstance(attributes, dict) and attributes:
        mark["attrs"] = {key: _number(value) for key, value in attributes.items()}
    return mark


def _number(value: Any) -> Any:
    """pycrdt returns whole numbers as floats."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def text(doc: Doc[Any]) -> Text:
    """The document in the three forms that a version stores; raises NotInSchema."""
    document = schema.checked(content(doc))
    return Text(schema.as_json(document), str(sanitise.clause(schema.html(document))), doc.get_update())


def plain(content: Content) -> str:
    """The words alone, one line per block; superscripts and subscripts are written out, as 10⁶ or
    x^(k)."""
    if content["type"] == "text":
        return marks.levelled(content["text"], {mark["type"] for mark in content.get("marks", [])})
    if content["type"] == "hard_break":
        return "\n"

    inside = "".join(plain(child) for child in content.get("content", []))
    is_line = content["type"] in ("paragraph", "heading")
    return inside + "\n" if is_line else inside
