"""Find an exact quote in a text, by the words around it. All strings are of UTF-16 units."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, takewhile
from typing import NamedTuple

CONTEXT_LENGTH = 32
"""Characters that are kept on either side of a quote."""
LEAST_CONTEXT, LEAST_CONTEXT_WHERE_UNIQUE = 1.2, 0.8
"""Of 2, how much of the context must be the same: where the quote stands several times, and where it stands once."""


class Quote(NamedTuple):
    """Words, and what stood before and after them."""

    exact: str
    prefix: str
    suffix: str


class Stretch(NamedTuple):
    """A part of a line."""

    line: int
    start: int
    end: int


class Whole:
    """The lines of a text as one string, and where each begins in it."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.text = "\n".join(lines)
        self._lines = lines
        self._starts = list(accumulate((len(line) + 1 for line in lines), initial=0))

    def index(self, line: int, offset: int) -> int:
        """The place in the whole of an offset in a line."""
        return self._starts[line] + offset

    def place(self, index: int) -> tuple[int, int]:
        """The line and the offset in it of a place in the whole."""
        line = bisect_right(self._starts, index) - 1
        return line, index - self._starts[line]

    def stretches(self, start: int, end: int) -> tuple[Stretch, ...]:
        """The parts of lines, other than white space, from one place to another."""
        found = []
        for line in range(self.place(start)[0], len(self._lines)):
            first = self._starts[line]
            if first >= end:
                break
            part = Stretch(line, max(start - first, 0), min(end - first, len(self._lines[line])))
            if self.said(part).strip():
                found.append(part)
        return tuple(found)

    def said(self, stretch: Stretch) -> str:
        """The words of a stretch."""
        return self._lines[stretch.line][stretch.start : stretch.end]

    def quote(self, start: int, end: int) -> Quote:
        """What stands from one place to another, with its context."""
        before, after = max(start - CONTEXT_LENGTH, 0), end + CONTEXT_LENGTH
        return Quote(self.text[start:end], self.text[before:start], self.text[end:after])

    def occurrences(self, words: str) -> Iterator[int]:
        """Where some words stand."""
        at = self.text.find(words) if words else -1
        while at >= 0:
            yield at
            at = self.text.find(words, at + 1)

    def context(self, start: int, end: int, quote: Quote) -> float:
        """How much of the context of a quote stands around what is from `start` to `end`, of 2."""
        before, after = self.text[max(start - CONTEXT_LENGTH, 0) : start], self.text[end : end + CONTEXT_LENGTH]
        return _common(before[::-1], quote.prefix[::-1]) + _common(after, quote.suffix)

    def find(self, quote: Quote) -> int | None:
        """Where a quote stands, if that is certain enough."""
        starts = list(self.occurrences(quote.exact))
        scored = [(self.context(at, at + len(quote.exact), quote), -at) for at in starts]
        best, at = max(scored, default=(0.0, 0))
        least = LEAST_CONTEXT_WHERE_UNIQUE if len(starts) == 1 else LEAST_CONTEXT
        return -at if best >= least else None


def _common(found: str, known: str) -> float:
    """How much of what stood beside a quote stands there from it on; at the edge of the text, whether it is one."""
    if not known:
        return float(not found)
    same = takewhile(lambda pair: pair[0] == pair[1], zip(found, known, strict=False))
    return sum(1 for _ in same) / len(known)
