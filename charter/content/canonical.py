"""A text as somebody's editor or form sent it, in the one form in which equal texts are equal."""

from typing import Any

from charter.content import schema
from charter.content.schema import Content, NotInSchema


def canonical(content: Content) -> Content:
    """The text in the schema: attributes at their defaults omitted, marks in their order, neighbouring words of one
    form joined. Raises NotInSchema, whatever was sent."""
    try:
        given = _node(content)
    except (AttributeError, KeyError, TypeError, RecursionError) as unknown:
        raise NotInSchema(str(unknown)) from unknown
    return schema.as_json(schema.checked(given))


def _node(node: dict[str, Any]) -> Content:
    kept: Content = {name: value for name, value in node.items() if name not in ("attrs", "content", "marks")}
    if attributes := {name: value for name, value in (node.get("attrs") or {}).items() if value is not None}:
        kept["attrs"] = attributes
    if marks := node.get("marks"):
        kept["marks"] = sorted(marks, key=lambda mark: schema.rank(mark["type"]))
    if children := _joined([_node(child) for child in node.get("content") or []]):
        kept["content"] = children
    return kept


def _joined(children: list[Content]) -> list[Content]:
    found: list[Content] = []
    for child in children:
        last = found[-1] if found else {}
        if child["type"] == last.get("type") == schema.TEXT and child.get("marks") == last.get("marks"):
            found[-1] = last | {"text": last["text"] + child["text"]}
        elif child["type"] != schema.TEXT or child["text"]:
            found.append(child)
    return found
