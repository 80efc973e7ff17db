"""From a Yjs document to ProseMirror JSON, HTML and plain text."""

from typing import Any

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from charter.clauses.versions.published import Text
from charter.content import marks, schema
from charter.content.schema import ROOT, Content
from charter.web.rendering import sanitise


def content(doc: Doc[Any]) -> Content:
    """The document as ProseMirror JSON: an empty node has no `content`.

    It is not checked against the schema: see `schema.checked`.
    """
    return _with_children({"type": "doc"}, doc.get(ROOT, type=XmlFragment))


def _with_children(node: Content, parent: XmlFragment | XmlElement) -> Content:
    children = _children(parent)
    return node | {"content": children} if children else node


def _children(parent: XmlFragment | XmlElement) -> list[Content]:
    found: list[Content] = []
    for child in parent.children:
        found += _text_nodes(child) if isinstance(child, XmlText) else [_element(child)]
    return found


def _element(element: Any) -> Content:
    node: Content = {"type": element.tag}
    attributes = {name: _number(value) for name, value in element.attributes}
    if attributes:
        node["attrs"] = attributes
    return _with_children(node, element)


def _text_nodes(text: XmlText) -> list[Content]:
    found = []
    for words, formats in text.diff():
        node: Content = {"type": "text", "text": words}
        found_marks = [_mark(name, attributes) for name, attributes in (formats or {}).items()]
        if found_marks:
            node["marks"] = sorted(found_marks, key=lambda mark: schema.rank(mark["type"]))
        found.append(node)
    return found


def _mark(name: str, attributes: Any) -> Content:
    # y-prosemirror adds a hash to the name of a mark that may overlap itself; none of the schema
    # may.
    mark: Content = {"type": name}
    if isinstance(attributes, dict) and attributes:
        mark["attrs"] = {key: _number(value) for key, value in attributes.items()}
    return mark


def _number(value: Any) -> Any:
    """pycrdt returns whole numbers as floats."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def check_order_independence(doc: Doc[Any]) -> None:
    """Raise NotInSchema when a document does not read as a copy loaded from its own state does."""
    # Items whose origins contradict each other stand in one place for those who received them one
    # after the other, and in another for those who load the whole: the text would depend on who
    # reads it.
    loaded: Doc[Any] = Doc()
    loaded.apply_update(doc.get_update())
    if content(loaded) != content(doc):
        raise schema.NotInSchema("the text depends on the order of its edits")


def text(doc: Doc[Any]) -> Text:
    """The document in the three forms that a version keeps. Raises NotInSchema."""
    document = schema.checked(content(doc))
    html = str(sanitise.clause(schema.html(document)))
    return Text(schema.as_json(document), html, doc.get_update())


def plain(content: Content) -> str:
    """The plain text, each block on a line of its own; raised and lowered text as 10⁶, x^(k)."""
    if content["type"] == "text":
        return marks.levelled(content["text"], {mark["type"] for mark in content.get("marks", [])})
    if content["type"] == "hard_break":
        return "\n"
    inside = "".join(plain(child) for child in content.get("content", []))
    is_line = content["type"] in ("paragraph", "heading")
    return inside + "\n" if is_line else inside
