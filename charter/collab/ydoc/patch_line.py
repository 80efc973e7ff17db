"""Changes the text of one line of a Yjs document as little as possible: text and marks that stay
are not touched."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from pycrdt import XmlElement, XmlText

from charter.content import joins
from charter.content.blocks import Line, Marks
from charter.content.schema import Content

Formats = dict[str, Any]
"""Marks as pycrdt has them: attributes by name, None where a mark ends."""


class Change(NamedTuple):
    """Characters of the old line, from `start` to `end`: to be formatted, or else replaced by runs
    of text."""

    start: int
    end: int
    formats: Formats
    runs: list[tuple[str, Formats]]


def rewrite(element: XmlElement, was: Line, now: Line, removed: Sequence[str] = ()) -> bool:
    """Change the text of a line. False, and nothing is done, where a line feed came or went. `removed`: lines that are
    taken out; one that is joined to this line is inserted by itself, to be known again (`provenance`)."""
    changes = list(_changes(was, now, removed))
    if any(_changes_a_line_feed(was, change) for change in changes):
        return False

    characters = Characters(element)
    for change in reversed(changes):  # so that the places before it still hold
        if change.formats:
            characters.format(change.start, change.end, change.formats)
        for text, formats in reversed(change.runs):
            characters.insert(change.end, text, formats)
        if not change.formats:
            characters.remove(change.start, change.end)
    return True


def _changes_a_line_feed(was: Line, change: Change) -> bool:
    inserted = "".join(text for text, _ in change.runs)
    return "\n" in was.words[change.start : change.end] + inserted


def line_feeds(line: Content) -> list[str]:
    """The type of the node for each line feed of a line: a hard break, or a text that holds one."""
    children = line.get("content", [])
    return [each["type"] for each in children for _ in range(each.get("text", "\n").count("\n"))]


def _changes(was: Line, now: Line, removed: Sequence[str]) -> Iterator[Change]:
    old, new = [marks for _, marks in was.spelled()], list(now.spelled())
    i = j = 0
    for step in joins.steps(was.words, now.words, removed):
        if step.kept:
            marks_now = [marks for _, marks in new[j : j + step.new]]
            yield from _formatted(i, old[i : i + step.old], marks_now)
        else:
            stretches = groupby(new[j : j + step.new], key=lambda letter: letter[1])
            runs = [(_text(letters), formats(marks)) for marks, letters in stretches]
            yield Change(i, i + step.old, {}, runs)
        i, j = i + step.old, j + step.new


def _text(letters: Iterable[tuple[str, Marks]]) -> str:
    return "".join(letter for letter, _ in letters)


def _formatted(start: int, old: list[Marks], new: list[Marks]) -> Iterator[Change]:
    for (was, now), stretch in groupby(zip(old, new, strict=True)):
        end = start + len(list(stretch))
        if was != now:
            yield Change(start, end, dict.fromkeys(name for name, _ in was) | formats(now), [])
        start = end


def formats(marks: Marks) -> Formats:
    """Marks as pycrdt takes them."""
    return {name: {"href": address} if address else {} for name, address in marks}


class Characters:
    """The text nodes of a line, addressed by character; what is no text is one character.

    Places are those before the first change: so changes are made from the last to the first.
    """

    def __init__(self, element: XmlElement) -> None:
        self._element = element
        self._starts: list[int] = []
        self._texts: list[tuple[int, XmlText, str]] = []
        start = 0
        for child in element.children:
            self._starts.append(start)
            words = " "
            if isinstance(child, XmlText):
                words = "".join(part for part, _ in child.diff())
                self._texts.append((start, child, words))
            start += len(words)

    def format(self, start: int, end: int, formats: Formats) -> None:
        """Give the characters from `start` to before `end` marks."""
        for text, first, last in self._ranges(start, end):
            text.format(first, last, formats)

    def remove(self, start: int, end: int) -> None:
        """Remove the characters from `start` to before `end`."""
        for text, first, last in self._ranges(start, end):
            del text[first:last]

    def insert(self, place: int, words: str, formats: Formats) -> None:
        """Insert words before the character at `place`."""
        text, at = self._text_at(place)
        text.insert(at, words, formats)

    def _text_at(self, place: int) -> tuple[XmlText, int]:
        for start, text, words in self._texts:
            if start <= place <= start + len(words):
                return text, _byte_offset(words, place - start)
        child = sum(start < place for start in self._starts)
        text = self._element.children.insert(child, XmlText())
        self._texts.append((place, text, ""))
        return text, 0

    def _ranges(self, start: int, end: int) -> Iterator[tuple[XmlText, int, int]]:
        """The parts of texts in a range, in bytes."""
        for first, text, words in self._texts:
            inside = max(start - first, 0), min(end - first, len(words))
            if inside[0] < inside[1]:
                yield text, _byte_offset(words, inside[0]), _byte_offset(words, inside[1])


def _byte_offset(words: str, characters: int) -> int:
    """pycrdt counts the text in UTF-8 bytes."""
    return len(words[:characters].encode())
