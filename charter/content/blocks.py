"""A document as lines, and the words of a line as tokens. Plain values in, plain values out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Marks = tuple[tuple[str, str], ...]
"""The marks of some words, in order: name, and address for a link."""

_LINES = ("paragraph", "heading")
_HOLDERS = ("blockquote", "bullet_list", "ordered_list")
_LETTER = r"[\w\u0300-\u036f]"
_TENS, _HUNDREDS = str.maketrans("IVX", "XLC"), str.maketrans("IVX", "CDM")
_TOKEN = re.compile(
    rf"""(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’](?={_LETTER})  # l’, d’, qu’: a word beside the next one
    | \d+(?:[.,\u00a0\u202f]\d+)+                                        # 3,5 or 1 000
    | {_LETTER}+(?:['’\u2010\u2011-]{_LETTER}+)*                         # aujourd’hui, vice-présidente
    | [\u00a0\u202f]+[:;?!»%€] | «[\u00a0\u202f]+                        # a sign and the space that clings to it
    | [^\s](?:\u200d[^\s]|[\ufe0f\U0001f3fb-\U0001f3ff])*                # a sign, a picture with its parts
    | \s""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Run:
    """Words with the same marks."""

    words: str
    marks: Marks = ()


@dataclass(frozen=True)
class Line:
    """A paragraph or heading (`kind`), the quotes and lists around it from the outermost in
    (`within`), and the marker before it if it starts an item of a list (`marker`), else "".

    `begins` is the marker of the first item of a list that does not start with 1.
    """

    kind: str
    within: tuple[str, ...]
    marker: str
    runs: tuple[Run, ...]
    begins: str = ""

    @cached_property
    def words(self) -> str:
        """Its text; a hard break is a line feed."""
        return "".join(run.words for run in self.runs)

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists around it, the innermost last."""
        return tuple(holder for holder in self.within if holder != "blockquote")

    @property
    def shape(self) -> tuple[str, tuple[str, ...], bool, str]:
        """Its kind without its text. The number of an item follows from its position and is not
        part of it, but the start of its list is."""
        return self.kind, self.within, bool(self.marker), self.begins

    def spelled(self) -> Iterator[tuple[str, Marks]]:
        """Each character with its marks."""
        return ((letter, run.marks) for run in self.runs for letter in run.words)


def lines(document: dict[str, Any]) -> tuple[Line, ...]:
    """The lines of a document (ProseMirror JSON in the schema of clauses), from top to bottom."""
    return tuple(_lines(document, (), "", ""))


def _lines(node: dict[str, Any], within: tuple[str, ...], marker: str, begins: str) -> Iterator[Line]:
    kind = node["type"]
    if kind in _LINES:
        yield Line(kind, within, marker, tuple(map(_run, node.get("content", ()))), begins)
        return

    inside = (*within, kind) if kind in _HOLDERS else within

    for place, child in enumerate(node.get("content", ())):
        opens = (marker, begins) if place == 0 else ("", "")
        if child["type"] == "list_item":
            opens = _marker(node, place), _marker(node, 0) if place == 0 and node.get("attrs") else ""

        yield from _lines(child, inside, *opens)


def _marker(node: dict[str, Any], place: int) -> str:
    """The marker of an item of a list, by its index from 0."""
    if node["type"] != "ordered_list":
        return "•"

    number, kind = place + node.get("attrs", {}).get("start", 1), node.get("attrs", {}).get("type", "")
    if kind in ("a", "A") and number >= 1:
        return f"{_letters(number) if kind == 'a' else _letters(number).upper()})"
    if kind in ("i", "I") and 1 <= number < 4000:
        return f"{roman(number) if kind == 'I' else roman(number).lower()})"

    return f"{number})" if kind else f"{number}."


def _letters(number: int) -> str:
    """a to z, then aa, as browsers and the PDF count."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def roman(number: int) -> str:
    """A number from 1 to 3999 in Roman numerals."""
    digits = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    rows = (digits, [each.translate(_TENS) for each in digits], [each.translate(_HUNDREDS) for each in digits])
    return "M" * (number // 1000) + "".join(rows[power][number // 10**power % 10] for power in (2, 1, 0))


def _run(node: dict[str, Any]) -> Run:
    marks = sorted((mark["type"], str(mark.get("attrs", {}).get("href", ""))) for mark in node.get("marks", ()))
    return Run(node["text"] if node["type"] == "text" else "\n", tuple(marks))


def tokens(words: str) -> list[str]:
    """Words, numbers, signs and spaces; joined, they give `words` again."""
    return _TOKEN.findall(words)


def is_word(token: str) -> bool:
    """Whether a token is a word or a number: no sign, no space, no elided `l’`."""
    return token[0].isalnum() and token[-1] not in "'’"


def count(words: str) -> int:
    """The number of words."""
    return sum(map(is_word, tokens(words)))
