"""What is left of commented words, as stretches of lines. Plain values in, plain values out. All strings are of UTF-16
units."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from charter.comments.anchors.quotes import Stretch

LEAST_LEFT = 1 / 3
"""How many of the commented letters must be left, for a comment to be about what is left."""
LEAST_LETTERS = 3
"""Commented letters in a stretch, where there were as many: a single one stands in any other word."""


class _Piece(NamedTuple):
    """From `start` to `end` in a line, with so many commented characters; the first and the last of them, counted in
    the order in which they were commented."""

    start: int
    end: int
    number: int
    first: int
    last: int


def left(lines: Sequence[str], spots: Iterable[tuple[int, int]], words: str) -> tuple[Stretch, ...]:
    """Where commented `words` stand, of which the `spots` (line, offset) are left, in the order in which they were
    commented; nothing if that is too little. At least half of the characters of each stretch are of the comment: more
    that is put between is not what it is about."""
    by_line: dict[int, list[_Piece]] = defaultdict(list)
    for rank, (line, offset) in enumerate(spots):
        by_line[line].append(_Piece(offset, offset + 1, 1, rank, rank))

    wanted, found, letters = _letters(words), [], 0
    for line, characters in sorted(by_line.items()):
        runs = _joined(sorted(characters), lambda one, next_: one.end == next_.start)
        solid = [each for run in runs for each in _trimmed(lines[line], run)]
        for start, end, number, *_ in _joined(solid, lambda one, next_: 2 * _both(one, next_) >= next_.end - one.start):
            if number >= min(LEAST_LETTERS, wanted):
                found.append(Stretch(line, start, end))
                letters += number
    return tuple(found) if letters >= wanted * LEAST_LEFT else ()


def _letters(words: str) -> int:
    return sum(not each.isspace() for each in words)


def _both(one: _Piece, next_: _Piece) -> int:
    return one.number + next_.number


def _joined(pieces: Iterable[_Piece], are_one: Callable[[_Piece, _Piece], bool]) -> Iterator[_Piece]:
    """Pieces that are one with the piece before them, and were commented after it, as one."""
    before: _Piece | None = None
    for each in pieces:
        if before and before.last < each.first and are_one(before, each):
            before = _Piece(before.start, each.end, _both(before, each), before.first, each.last)
        else:
            if before:
                yield before
            before = each
    if before:
        yield before


def _trimmed(line: str, run: _Piece) -> Iterator[_Piece]:
    """A run of characters without white space at its ends; none if it is nothing else."""
    said = line[run.start : run.end]
    solid = said.strip()
    if solid:
        start = run.start + len(said) - len(said.lstrip())
        yield run._replace(start=start, end=start + len(solid), number=len(solid))
