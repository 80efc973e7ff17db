"""Rewrites a live document in steps, each of which is an edit of its own:

1. what is taken out goes;
2. lines are arranged and marked as they will be; words that must move for that are deleted, and inserted again in the
   order of their items, by which a replay of the log knows whose they are (`provenance`);
3. each author's words come, under a client id of theirs.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from charter.collab.incorporation import letters
from charter.collab.incorporation.letters import Letter, Place, TextLine
from charter.collab.ydoc import from_prosemirror, patch, struct_store, to_prosemirror, update_decoder
from charter.collab.ydoc.patch import LINES, BlockPatch, Node, Parent
from charter.collab.ydoc.patch_line import Characters, formats
from charter.content.blocks import Marks
from charter.content.merge.patch import Hunk
from charter.content.merge.rendering import increasing
from charter.content.schema import ROOT, TEXT, Content


class Rewriting:
    """A text on its way to another one, of which the letters are known by their keys."""

    def __init__(self, doc: Doc[Any], then: Sequence[TextLine], now: Sequence[TextLine]) -> None:
        """`doc`: a private copy of the live document. ValueError if that does not hold the text of `then`."""
        spelled = letters.spellings(then, [_words(element) for element in _line_elements(doc)])
        self._then, self._now = letters.respelled(then, spelled), letters.respelled(now, spelled)
        spans = struct_store.visible_text(update_decoder.decode(doc.get_update()))
        self._ids = letters.ids(self._then, spans)
        self._kept = self._ids.keys() & {letter.key for line in now for letter in line.letters}
        self._present = [{n for n, each in enumerate(line.letters) if each.is_hard_break} for line in now]
        """Which letters of each line to be are in their place."""

    def take_out(self, doc: Doc[Any]) -> bytes:
        """Delete the words that do not stay."""
        return patch.made(doc, lambda: self._take_out(doc))

    def _take_out(self, doc: Doc[Any]) -> None:
        for line, element in zip(self._then, _line_elements(doc), strict=True):
            _change(element, line.letters, lambda letter: letter.marks if self._stays(letter) else None)
            line.letters[:] = filter(self._stays, line.letters)

    def _stays(self, letter: Letter) -> bool:
        return letter.is_hard_break or letter.key in self._kept

    def arrange(self, doc: Doc[Any], content: Content) -> bytes:
        """Arrange lines as in `content`, the text to be, without the words that are new."""
        return patch.made(doc, lambda: self._arrange(doc, content))

    def _arrange(self, doc: Doc[Any], content: Content) -> None:
        places = {line.key: place for place, line in enumerate(self._now)}
        shared = [(i, places[line.key]) for i, line in enumerate(self._then) if line.key in places]
        pairs = [shared[n] for n in increasing([j for _, j in shared])]
        BlockPatch(pairs, self._rearrange, _insert_wordless).apply(doc, to_prosemirror.content(doc), content)

        moved = (place for place in self._places() if self._letter(place).key in self._kept and not self._has(place))
        self._insert(doc, sorted(moved, key=lambda place: self._ids[self._letter(place).key]))

    def _rearrange(self, element: XmlElement, old: Node, new: Node) -> bool:
        """Take out of a line what moves elsewhere, and mark what stays; returns whether the line can stay at all."""
        was, now = self._then[old.start].letters, self._now[new.start].letters
        if [each.key for each in was if each.is_hard_break] != [each.key for each in now if each.is_hard_break]:
            return False
        places = {letter.key: n for n, letter in enumerate(now)}
        marks = {letter.key: now[places[letter.key]].marks for letter in was if letter.key in places}
        _change(element, was, lambda letter: letter.marks if letter.is_hard_break else marks.get(letter.key))
        self._present[new.start] |= {places[key] for key in marks}
        return True

    def to_come(self) -> Iterator[tuple[Hunk, Place]]:
        """The letters that are still to be put, each with the change that asks for it."""
        for place in self._places():
            word = self._letter(place).key[0]
            if isinstance(word, tuple) and not self._has(place):
                yield word[0], place

    def put(self, doc: Doc[Any], places: Iterable[Place]) -> bytes:
        """Insert letters, in reading order, under the client id of a document."""
        return patch.made(doc, lambda: self._insert(doc, places))

    def _insert(self, doc: Doc[Any], places: Iterable[Place]) -> None:
        elements = list(_line_elements(doc))
        for run in letters.runs(places, self._now):
            (line, first), last = run[0], run[-1].letter + 1
            row, present = self._now[line].letters, self._present[line]
            at = sum(len(row[n].text) for n in present if n < first)
            words = "".join(letter.text for letter in row[first:last])
            Characters(elements[line]).insert(at, words, formats(row[first].marks))
            present.update(range(first, last))

    def _places(self) -> Iterator[Place]:
        return (Place(j, n) for j, line in enumerate(self._now) for n in range(len(line.letters)))

    def _letter(self, place: Place) -> Letter:
        return self._now[place.line].letters[place.letter]

    def _has(self, place: Place) -> bool:
        return place.letter in self._present[place.line]


def _change(element: XmlElement, text: Sequence[Letter], marks: Callable[[Letter], Marks | None]) -> None:
    """Give each letter of a line the marks that it shall have; None takes it out."""
    characters, end = Characters(element), sum(len(letter.text) for letter in text)
    # From the last to the first, so that the places before still hold.
    for (was, now), stretch in groupby(reversed(text), key=lambda letter: (letter.marks, marks(letter))):
        start = end - sum(len(letter.text) for letter in stretch)
        if now is None:
            characters.remove(start, end)
        elif was != now:
            characters.format(start, end, dict.fromkeys(name for name, _ in was) | formats(now))
        end = start


def _insert_wordless(parent: Parent, place: int, node: Node) -> None:
    element = parent.children.insert(place, XmlElement(node.json["type"], node.json.get("attrs") or {}))
    from_prosemirror.fill(element, _wordless(node.json).get("content", []))


def _wordless(node: Content) -> Content:
    if "content" not in node:
        return node
    return node | {"content": [_wordless(each) for each in node["content"] if each["type"] != TEXT]}


def _line_elements(doc: Doc[Any]) -> Iterator[XmlElement]:
    return _lines_in(doc.get(ROOT, type=XmlFragment))


def _lines_in(parent: Parent) -> Iterator[XmlElement]:
    for child in parent.children:
        if isinstance(child, XmlElement):
            yield from [child] if child.tag in LINES else _lines_in(child)


def _words(element: XmlElement) -> str:
    texts = (child.diff() if isinstance(child, XmlText) else [("\n", None)] for child in element.children)
    return "".join(words for text in texts for words, _ in text)
