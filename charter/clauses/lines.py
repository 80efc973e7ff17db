"""A clause's document laid out in lines, and a line's words cut into tokens. Plain values in, plain values out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Marks = tuple[tuple[str, str], ...]
"""The marks on some words, in order: their name, and the address when it is a link."""

_LINES = ("paragraph", "heading")
_HOLDERS = ("blockquote", "bullet_list", "ordered_list")
_LETTER = r"[\w\u0300-\u036f]"
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
    """Words under the same marks."""

    words: str
    marks: Marks = ()


@dataclass(frozen=True)
class Line:
    """A paragraph or heading (`kind`), the quotes and lists that hold it from the outermost in (`within`), and the
    number of the list's item that it opens, 0 when it opens none."""

    kind: str
    within: tuple[str, ...]
    number: int
    runs: tuple[Run, ...]

    @cached_property
    def words(self) -> str:
        """What it says; a hard break is a line feed."""
        return "".join(run.words for run in self.runs)

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists that hold it, the innermost last."""
        return tuple(holder for holder in self.within if holder != "blockquote")

    @property
    def shape(self) -> tuple[str, tuple[str, ...], bool]:
        """What it is, whatever it says; an item's number follows from its place and is no part of it."""
        return self.kind, self.within, bool(self.number)

    def spelled(self) -> Iterator[tuple[str, Marks]]:
        """Each character with its marks."""
        return ((letter, run.marks) for run in self.runs for letter in run.words)


def lines(document: dict[str, Any]) -> tuple[Line, ...]:
    """The lines of a document (ProseMirror JSON in the schema of clauses), from top to bottom."""
    return tuple(_lines(document, (), 0))


def _lines(node: dict[str, Any], within: tuple[str, ...], number: int) -> Iterator[Line]:
    kind = node["type"]
    if kind in _LINES:
        yield Line(kind, within, number, tuple(map(_run, node.get("content", ()))))
        return
    inside = (*within, kind) if kind in _HOLDERS else within
    for place, child in enumerate(node.get("content", ()), start=1):
        opens = number if place == 1 else 0
        yield from _lines(child, inside, place if child["type"] == "list_item" else opens)


def _run(node: dict[str, Any]) -> Run:
    marks = sorted((mark["type"], str(mark.get("attrs", {}).get("href", ""))) for mark in node.get("marks", ()))
    return Run(node["text"] if node["type"] == "text" else "\n", tuple(marks))


def tokens(words: str) -> list[str]:
    """Words, numbers, signs and spaces; joined, they are `words` again."""
    return _TOKEN.findall(words)


def is_word(token: str) -> bool:
    """Whether a token is a word or a number of its own: neither a sign, nor a space, nor an elided `l’`."""
    return token[0].isalnum() and token[-1] not in "'’"


def count(words: str) -> int:
    """How many words these are."""
    return sum(map(is_word, tokens(words)))
