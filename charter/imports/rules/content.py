"""From the middle form to the text of a clause, as ProseMirror JSON in the schema."""

from collections.abc import Sequence
from itertools import groupby

from charter.content import schema
from charter.content.blocks import Run
from charter.content.schema import Content
from charter.imports.rules.middle_form import NUMBERS, QUOTE, Block

EMPTY: Content = {"type": "doc", "content": [{"type": "paragraph"}]}


def content(blocks: Sequence[Block]) -> Content:
    """The text of a clause; an empty line if there is none. Raises NotInSchema, which is a fault of a reader."""
    if not blocks:
        return EMPTY
    document: Content = {"type": "doc", "content": _nodes(blocks, 0)}
    schema.checked(document)
    return document


def _nodes(blocks: Sequence[Block], depth: int) -> list[Content]:
    """The blocks as nodes, inside the first `depth` of the lists and quotes around them."""
    nodes: list[Content] = []
    for holder, group in groupby(blocks, lambda each: _key(each, depth)):
        inside = list(group)
        if holder is None:
            nodes += [_line(each) for each in inside]
        elif holder[0] == QUOTE:
            nodes.append({"type": QUOTE, "content": _nodes(inside, depth + 1)})
        else:
            nodes.append(_list(inside, depth))
    return nodes


def _key(block: Block, depth: int) -> tuple[str, int] | None:
    return (block.within[depth].kind, block.within[depth].key) if len(block.within) > depth else None


def _list(blocks: Sequence[Block], depth: int) -> Content:
    first = blocks[0].within[depth]
    by_item = groupby(blocks, lambda each: each.within[depth].item)
    items = [{"type": "list_item", "content": _nodes(list(group), depth + 1)} for _, group in by_item]
    start = first.start + first.item  # a list may begin in the middle, where the part before it ended
    attributes = {"attrs": {"start": start}} if first.kind == NUMBERS and start != 1 else {}
    return {"type": first.kind, **attributes, "content": items}


def _line(block: Block) -> Content:
    inline = [node for run in block.runs for node in _inline(run)]
    return {"type": "heading" if block.level else "paragraph", "content": inline}


def _inline(run: Run) -> list[Content]:
    marks = [{"type": name, **({"attrs": {"href": address}} if address else {})} for name, address in run.marks]
    marked = {"marks": marks} if marks else {}
    nodes: list[Content] = []
    for place, line in enumerate(run.words.split("\n")):
        if place:
            nodes.append({"type": "hard_break", **marked})
        if line:
            nodes.append({"type": "text", **({"marks": marks} if marks else {}), "text": line})
    return nodes
