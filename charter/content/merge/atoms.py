"""A wording as one flat stream: each line begins with a break that carries its form, then come its words.

So the split of a paragraph is a break that is put in, a join is one that is taken out, and an item of a list that
goes or comes is a line like any other: the lists around lines are built again from the forms of the lines.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple

from charter.content.blocks import Marks, is_word, tokens
from charter.content.merge.text import Text
from charter.content.schema import TEXT, TOP, Content

TITLE, EMPTY = "title", "empty"
"""Kinds of lines beside those of the schema: the heading of the clause, and a list, an item or a quote that holds
nothing."""
HARD_BREAK, ITEM = "hard_break", "list_item"
_LINES = ("paragraph", "heading")
_ENDS_OF_SENTENCES = frozenset(".?!…")

Holder = tuple[str, tuple[tuple[str, Any], ...]]
"""A list, an item or a quote: its type, and its attributes."""


class LineShape(NamedTuple):
    """The form of a line: its kind, what holds it from the outermost in, and the index of the holder that begins with
    it. A holder before that one is also that of the line before, as far as both are of the same type."""

    kind: str
    path: tuple[Holder, ...]
    opens: int


class Break(NamedTuple):
    """The beginning of a line."""

    shape: LineShape


class Word(NamedTuple):
    """A word, a sign or a space (`blocks.tokens`), with the marks of each of its characters."""

    text: str
    marks: tuple[Marks, ...]
    is_hard_break: bool = False


Atom = Break | Word


@dataclass(frozen=True)
class Stream:
    """The atoms of a wording."""

    atoms: tuple[Atom, ...]

    @cached_property
    def starts(self) -> list[int]:
        """Where lines begin: the indices of breaks."""
        return [place for place, atom in enumerate(self.atoms) if isinstance(atom, Break)]

    @cached_property
    def shapes(self) -> list[LineShape]:
        """The form of each line."""
        return [atom.shape for atom in self.atoms if isinstance(atom, Break)]

    @cached_property
    def ends(self) -> frozenset[int]:
        """Where lines end: the index of the break after a line, or the number of atoms."""
        return frozenset([*self.starts, len(self.atoms)])

    @cached_property
    def lines(self) -> list[str]:
        """The words of each line."""
        return [spelled(self.atoms[start + 1 : end]) for start, end in self.spans]

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Each line, from its break to its end."""
        return list(zip(self.starts, [*self.starts[1:], len(self.atoms)], strict=True))

    @cached_property
    def sentences(self) -> list[int]:
        """The number of the sentence of each atom; a break is part of the first sentence of its line."""
        found, number, has_ended = list[int](), -1, True
        for atom in self.atoms:
            is_space = isinstance(atom, Word) and atom.text.isspace()
            if isinstance(atom, Break) or (has_ended and not is_space and found):
                number += 1
                has_ended = False
            if isinstance(atom, Word) and not is_space:
                has_ended = atom.text[-1] in _ENDS_OF_SENTENCES
            found.append(number)
        return found

    def line_of(self, place: int) -> int:
        """The index of the line of an atom."""
        return bisect_right(self.starts, place) - 1


def spelled(atoms: Iterable[object]) -> str:
    """The words of some atoms."""
    return "".join(atom.text for atom in atoms if isinstance(atom, Word))


def words(atoms: Iterable[object]) -> list[str]:
    """The words and numbers among some atoms: no signs, no spaces."""
    return [atom.text for atom in atoms if isinstance(atom, Word) and is_word(atom.text)]


def flatten(text: Text) -> Stream:
    """The stream of a wording. `unflatten` gives the wording again, but for a `content` that is an empty list."""
    atoms: list[Atom] = [Break(LineShape(TITLE, (), 0)), *_words([{"type": TEXT, "text": text.heading}])]
    for shape, inline in _lines(text.content, (), None):
        atoms.append(Break(shape))
        atoms += _words(inline)
    return Stream(tuple(atoms))


def _lines(
    node: Content, path: tuple[Holder, ...], opens: int | None
) -> Iterator[tuple[LineShape, Sequence[dict[str, Any]]]]:
    kind, children = node["type"], node.get("content", ())
    if kind in _LINES or (not children and kind != TOP):
        inside = path if kind in _LINES else (*path, _holder(node))
        yield LineShape(kind if kind in _LINES else EMPTY, inside, len(inside) if opens is None else opens), children
        return

    inside = path if kind == TOP else (*path, _holder(node))
    before = None
    for place, child in enumerate(children):
        begins = _begins(child, before, len(inside))
        if place == 0 and opens is not None:
            begins = opens
        yield from _lines(child, inside, begins)
        before = child


def _begins(child: Content, before: Content | None, depth: int) -> int | None:
    """The index of the holder that a child begins: an item, or what would else join the same holder before it."""
    if child["type"] == ITEM:
        return depth
    is_alike = before is not None and child["type"] not in _LINES and _holder(child) == _holder(before)
    return depth if is_alike else None


def _holder(node: Content) -> Holder:
    return node["type"], tuple(sorted(node.get("attrs", {}).items()))


def _words(inline: Sequence[dict[str, Any]]) -> Iterator[Word]:
    text, marks, hard_breaks = "", list[Marks](), set[int]()
    for node in inline:
        said = node["text"] if node["type"] == TEXT else "\n"
        if node["type"] == HARD_BREAK:
            hard_breaks.add(len(text))
        text += said
        marks += [_marks(node)] * len(said)

    at = 0
    for token in tokens(text):
        yield Word(token, tuple(marks[at : at + len(token)]), at in hard_breaks)
        at += len(token)


def _marks(node: dict[str, Any]) -> Marks:
    return tuple((mark["type"], str(mark.get("attrs", {}).get("href", ""))) for mark in node.get("marks", ()))


def unflatten(atoms: Sequence[Atom]) -> Text:
    """The wording of a stream: words of the heading, and lines in their lists and quotes."""
    title, root = "", {"type": TOP}
    opened: list[tuple[Holder, Content]] = []

    for shape, inline in _grouped(atoms):
        if shape.kind == TITLE:
            title = spelled(inline)
            continue

        del opened[_shared([holder for holder, _ in opened], shape) :]
        for holder in shape.path[len(opened) :]:
            node: Content = {"type": holder[0]} | ({"attrs": dict(holder[1])} if holder[1] else {})
            _append(opened[-1][1] if opened else root, node)
            opened.append((holder, node))

        if shape.kind != EMPTY:
            content = list(_inline(inline))
            _append(opened[-1][1] if opened else root, {"type": shape.kind} | ({"content": content} if content else {}))

    return Text(title, root)


def _grouped(atoms: Sequence[Atom]) -> Iterator[tuple[LineShape, list[Word]]]:
    shape, inline = None, list[Word]()
    for atom in atoms:
        if isinstance(atom, Word):
            inline.append(atom)
            continue
        if shape:
            yield shape, inline
        shape, inline = atom.shape, []
    if shape:
        yield shape, inline


def _shared(opened: list[Holder], shape: LineShape) -> int:
    """The number of holders that a line shares with the line before."""
    most = min(len(opened), len(shape.path), shape.opens)
    return next((place for place in range(most) if opened[place] != shape.path[place]), most)


def _append(parent: Content, child: Content) -> None:
    parent.setdefault("content", []).append(child)


def _inline(inline: list[Word]) -> Iterator[Content]:
    letters = (
        (letter, marks, word.is_hard_break)
        for word in inline
        for letter, marks in zip(word.text, word.marks, strict=True)
    )
    for (marks, is_hard_break), run in groupby(letters, key=lambda letter: letter[1:]):
        said = [letter for letter, *_ in run]
        marked = {"marks": [_mark(*each) for each in marks]} if marks else {}
        if is_hard_break:
            yield from ({"type": HARD_BREAK} | marked for _ in said)
        else:
            yield {"type": TEXT, "text": "".join(said)} | marked


def _mark(name: str, address: str) -> dict[str, Any]:
    return {"type": name} | ({"attrs": {"href": address}} if address else {})
