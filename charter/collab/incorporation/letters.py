"""A text letter by letter, line by line, each letter with its identity: two renderings of one base name the same letter
alike, so that nothing is guessed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple
from unicodedata import normalize

from charter.collab.ydoc.encoding import Id, utf16_length
from charter.collab.ydoc.patch import LINES
from charter.collab.ydoc.struct_store import TextSpan
from charter.content.blocks import Marks
from charter.content.merge.atoms import Break
from charter.content.merge.rendering import Key, Keyed

LetterKey = tuple[Key, int]
"""The key of a word, and the place of the letter in it."""


class Letter(NamedTuple):
    """A letter, or a line break, and its marks."""

    key: LetterKey
    text: str
    marks: Marks
    is_hard_break: bool


@dataclass(frozen=True)
class TextLine:
    """A line that a text shows, by the key of its beginning."""

    key: Key
    letters: list[Letter]


def lines(atoms: Iterable[Keyed]) -> list[TextLine]:
    """The lines of a rendering, without the heading of the clause and what holds no words."""
    found = list[TextLine]()
    letters = list[Letter]()
    for key, atom in ((each.key, each.atom) for each in atoms):
        if isinstance(atom, Break):
            letters = []
            if atom.shape.kind in LINES:
                found.append(TextLine(key, letters))
        else:
            spelled = enumerate(zip(atom.text, atom.marks, strict=True))
            letters += [Letter((key, n), letter, marks, atom.is_hard_break) for n, (letter, marks) in spelled]
    return found


def spellings(base: Sequence[TextLine], written: Sequence[str]) -> dict[LetterKey, str]:
    """How lines, as they were written, spell each letter of the base, which is in Unicode form NFC. ValueError if they
    are other lines."""
    found = dict[LetterKey, str]()
    for line, words in zip(base, written, strict=True):
        rest = iter(words)
        for letter in line.letters:
            found[letter.key] = _spelling(letter.text, rest)
        if next(rest, None) is not None:
            raise ValueError("the line goes on")
    return found


def _spelling(letter: str, words: Iterator[str]) -> str:
    text = ""
    for each in words:
        text += each
        if normalize("NFC", text) == letter:
            return text
    raise ValueError(f"no {letter!r}")


def respelled(text: Sequence[TextLine], spelled: dict[LetterKey, str]) -> list[TextLine]:
    """Lines with their letters as these are spelled."""
    return [
        TextLine(line.key, [each._replace(text=spelled.get(each.key, each.text)) for each in line.letters])
        for line in text
    ]


def ids(text: Sequence[TextLine], spans: Iterable[TextSpan]) -> dict[LetterKey, Id]:
    """The id of the first item of each letter of a document; `spans`: its visible text."""
    units = ((client, clock + n) for client, clock, words in spans for n in range(utf16_length(words)))
    found = dict[LetterKey, Id]()
    for line in text:
        for letter in line.letters:
            found[letter.key] = next(units)
            for _ in range(utf16_length(letter.text) - 1):
                next(units)
    return found


class Place(NamedTuple):
    """A letter of a text: its line, and its place in that."""

    line: int
    letter: int


def runs(places: Iterable[Place], text: Sequence[TextLine]) -> Iterator[list[Place]]:
    """These places in stretches that follow one another in a line and have the same marks."""

    def stretch(numbered: tuple[int, Place]) -> tuple[int, int, Marks]:
        number, (line, letter) = numbered
        return line, letter - number, text[line].letters[letter].marks

    for _, run in groupby(enumerate(places), key=stretch):
        yield [place for _, place in run]
