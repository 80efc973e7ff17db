"""A text edited paragraph by paragraph, as a form without a script does it. Plain values in, plain
values out.

Paragraphs count from 0, in the order of `blocks.lines`. Those that nobody touches stay as they are, with
their marks; in one that is reworded, the words that stay keep theirs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count, groupby
from typing import Any

from charter.content import diff
from charter.content.schema import TOP, Content

_PARAGRAPHS = ("paragraph", "heading")
Marks = list[dict[str, Any]]
_Letter = tuple[str, Marks]
"""A character with its marks; a hard break is a line feed."""


@dataclass(frozen=True)
class Edit:
    """What becomes of a paragraph: other `words`, nothing at all, or new paragraphs `after` it, one a
    line. A line feed in `words` is a hard break."""

    words: str
    is_removed: bool = False
    after: str = ""


def edited(content: Content, edits: Mapping[int, Edit], first: str = "") -> Content:
    """The text with these paragraphs edited; `first` holds new paragraphs before all others, one a
    line. What holds nothing any more (an item, a list, a quotation) goes with its last paragraph."""
    inside = [*_new_paragraphs(first), *_edited_inside(content, edits, count())]
    return {"type": TOP, "content": inside} if inside else {"type": TOP}


def _edited_inside(node: Content, edits: Mapping[int, Edit], number: Iterator[int]) -> Iterator[Content]:
    for child in node.get("content", ()):
        if child["type"] in _PARAGRAPHS:
            yield from _edited_paragraph(child, edits.get(next(number)))
        elif child["type"] == "list_item":
            yield from _items(child, edits, number)
        else:
            inside = list(_edited_inside(child, edits, number))
            if inside or not child.get("content"):
                yield child | ({"content": inside} if inside else {})


def _items(item: Content, edits: Mapping[int, Edit], number: Iterator[int]) -> Iterator[Content]:
    """An item of a list. What is put after its only paragraph becomes items beside it."""
    inside = item.get("content", [])
    if len(inside) == 1 and inside[0]["type"] in _PARAGRAPHS:
        for paragraph in _edited_paragraph(inside[0], edits.get(next(number))):
            yield item | {"content": [paragraph]}
        return

    kept = list(_edited_inside(item, edits, number))
    if kept or not inside:
        yield item | ({"content": kept} if kept else {})


def _edited_paragraph(node: Content, edit: Edit | None) -> Iterator[Content]:
    if edit is None or not edit.is_removed:
        yield node if edit is None or edit.words == _words(node) else _reworded(node, edit.words)
    if edit is not None:
        yield from _new_paragraphs(edit.after)


def _new_paragraphs(words: str) -> Iterator[Content]:
    for line in words.split("\n"):
        if line.strip():
            yield {"type": "paragraph", "content": [{"type": "text", "text": line.strip()}]}


def _words(node: Content) -> str:
    return "".join(letter for letter, _marks in _letters(node))


def _letters(node: Content) -> list[_Letter]:
    return [
        (letter, each.get("marks", []))
        for each in node.get("content", ())
        for letter in (each["text"] if each["type"] == "text" else "\n")
    ]


def _reworded(node: Content, words: str) -> Content:
    """A paragraph with other words; kept ones keep their marks, new ones take those that stand on both
    sides of them."""
    old, letters, place = _letters(node), list[_Letter](), 0
    for step in diff.stepwise(_words(node), words):
        start = len(letters)
        if step.kept:
            letters += old[place : place + step.old]
        else:
            marks = _marks_around(old, place, place + step.old)
            letters += [(letter, marks) for letter in words[start : start + step.new]]
        place += step.old

    inside = list(_nodes(letters))
    return {name: value for name, value in node.items() if name != "content"} | ({"content": inside} if inside else {})


def _marks_around(old: list[_Letter], start: int, end: int) -> Marks:
    """The marks of what is replaced, where all of it has the same; of what is put in between, those of
    both neighbours."""
    replaced = [marks for _letter, marks in old[start:end]]
    if replaced:
        return replaced[0] if all(marks == replaced[0] for marks in replaced) else []
    if 0 < start < len(old) and old[start - 1][1] == old[start][1]:
        return old[start][1]
    return []


def _nodes(letters: list[_Letter]) -> Iterator[Content]:
    for (is_break, marks), stretch in groupby(letters, key=lambda each: (each[0] == "\n", each[1])):
        more = {"marks": marks} if marks else {}
        words = "".join(letter for letter, _marks in stretch)
        if is_break:
            yield from ({"type": "hard_break"} | more for _each in words)
        else:
            yield {"type": "text"} | more | {"text": words}
