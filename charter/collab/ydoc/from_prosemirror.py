"""From ProseMirror JSON, or plain text, to a new Yjs document.

The server does this once for each clause, and browsers never do: two of them would insert the same
words twice.
"""

from typing import Any

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from charter.content.schema import ROOT, Content

EMPTY: Content = {"type": "doc", "content": [{"type": "paragraph"}]}
"""What a clause starts with: one empty line."""


def document(content: Content) -> Doc[Any]:
    """A new document with the content of ProseMirror JSON that the schema allows."""
    doc: Doc[Any] = Doc()
    root = doc.get(ROOT, type=XmlFragment)
    with doc.transaction():
        fill(root, content.get("content", []))
    return doc


def fill(parent: XmlFragment | XmlElement, nodes: list[Content]) -> None:
    """Append nodes (ProseMirror JSON) to the children of an element."""
    line: XmlText | None = None
    for node in nodes:
        if node["type"] == "text":
            line = line or parent.children.append(XmlText())
            formats = {mark["type"]: mark.get("attrs", {}) for mark in node.get("marks", [])}
            line.insert(len(line), node["text"], formats)
        else:
            line = None
            element = parent.children.append(XmlElement(node["type"], node.get("attrs") or {}))
            fill(element, node.get("content", []))


def paragraphs(plain: str) -> Content:
    """Plain text as the content of a clause.

    Lines between two empty ones are a paragraph; those of them that start with a dash are a list
    after it.
    """
    if not plain.strip():
        return EMPTY

    groups = [group.strip().splitlines() for group in plain.strip().split("\n\n")]
    return {"type": "doc", "content": [node for group in groups if group for node in _nodes(group)]}


def _nodes(lines: list[str]) -> list[Content]:
    words = " ".join(line.strip() for line in lines if not line.startswith("- "))
    nodes = [_paragraph(words)] if words else []

    items = [_paragraph(line[2:].strip()) for line in lines if line.startswith("- ")]
    if items:
        listed = [{"type": "list_item", "content": [item]} for item in items]
        nodes.append({"type": "bullet_list", "content": listed})
    return nodes


def _paragraph(words: str) -> Content:
    return {"type": "paragraph", "content": [{"type": "text", "text": words}]}
