"""ProseMirror JSON to a Yjs document. The server does this once per clause; browsers never do: two
of them would insert the same words twice."""

from typing import Any

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from charter.content.schema import ROOT, Content

EMPTY: Content = {"type": "doc", "content": [{"type": "paragraph"}]}
"""The content of a new clause: one empty line."""


def document(content: Content) -> Doc[Any]:
    """A new document with the words of ProseMirror JSON that the schema allows."""
    doc: Doc[Any] = Doc()
    root = doc.get(ROOT, type=XmlFragment)
    with doc.transaction():
        fill(root, content.get("content", []))
    return doc


def fill(parent: XmlFragment | XmlElement, nodes: list[Content]) -> None:
    """Append nodes (ProseMirror JSON) to an element."""
    line: XmlText | None = None
    for node in nodes:
        if node["type"] == "text":
            line = line or parent.children.append(XmlText())
            marks = {mark["type"]: mark.get("attrs", {}) for mark in node.get("marks", [])}
            line.insert(len(line), node["text"], marks)
        else:
            line = None
            element = parent.children.append(XmlElement(node["type"], node.get("attrs") or {}))
            fill(element, node.get("content", []))


def paragraphs(plain: str) -> Content:
    """Plain text as ProseMirror JSON: a paragraph for each block of lines, a list for lines that
    start with a dash."""
    blocks = [block.strip().splitlines() for block in plain.strip().split("\n\n")]
    return (
        {"type": "doc", "content": [node for block in blocks if block for node in _block(block)]}
        if plain.strip()
        else EMPTY
    )


def _block(lines: list[str]) -> list[Content]:
    items = [line[2:].strip() for line in lines if line.startswith("- ")]
    words = " ".join(line.strip() for line in lines if not line.startswith("- "))
    listed = [{"type": "list_item", "content": [_paragraph(item)]} for item in items]
    return ([_paragraph(words)] if words else []) + ([{"type": "bullet_list", "content": listed}] if items else [])


def _paragraph(words: str) -> Content:
    return {"type": "paragraph", "content": [{"type": "text", "text": words}]}
