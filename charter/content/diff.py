"""What changed between two texts of a clause: lines first, then words. Plain values in, plain
values out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from charter.content import alignment
from charter.content.alignment import Pair
from charter.content.blocks import Line, Marks, Run, count, lines, tokens

UNCHANGED, ADDED, REMOVED, FORMATTED = "kept", "added", "removed", "formatted"
"""What happened to words. Formatted: the words are the same, their marks changed."""
SAME, CHANGED, LEFT, ARRIVED = "same", "changed", "left", "arrived"
"""What else happened to a line. A line that moved is listed twice: where it left and where it
arrived."""
SPLIT, JOINED = "split", "joined"
"""A line that began as a part of another, and a line that became a part of another (`merge.comparing`)."""


@dataclass(frozen=True)
class Piece:
    """Words with the same state; `was` are their marks in the old text, `marks` those in the
    new."""

    state: str
    words: str
    marks: Marks = ()
    was: Marks = ()


@dataclass(frozen=True)
class Row:
    """A line with its state, as it was and as it is, each with its number from 1; None where it
    does not exist. `was_pieces` are those of the line as it was, where it was split, joined or moved."""

    state: str
    was: Line | None
    now: Line | None
    old: int | None
    new: int | None
    pieces: tuple[Piece, ...]
    was_pieces: tuple[Piece, ...] | None = None

    @property
    def reshaped(self) -> bool:
        """Whether its kind changed: heading, item, quote."""
        return self.was is not None and self.now is not None and self.was.shape != self.now.shape

    @property
    def before(self) -> str:
        """The words of the line as it was."""
        return "".join(piece.words for piece in self.was_pieces or self.pieces if piece.state != ADDED)

    @property
    def after(self) -> str:
        """The words of the line as it is."""
        return "".join(piece.words for piece in self.pieces if piece.state != REMOVED)


@dataclass(frozen=True)
class Comparison:
    """All lines of both texts, in one order that agrees with both."""

    rows: tuple[Row, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing changed."""
        return all(row.state == SAME for row in self.rows)

    @property
    def before(self) -> list[str]:
        """The old text, line by line."""
        return [row.before for row in self.rows if row.state not in (ADDED, ARRIVED, SPLIT)]

    @property
    def after(self) -> list[str]:
        """The new text, line by line."""
        return [row.after for row in self.rows if row.state not in (REMOVED, LEFT, JOINED)]


@dataclass(frozen=True)
class Counts:
    """How much changed. Words count wherever they are; formatting counts runs of words, and
    lines."""

    lines_changed: int
    lines_added: int
    lines_removed: int
    lines_moved: int
    words_added: int
    words_removed: int
    formatted: int
    lines_split: int = 0
    lines_joined: int = 0


def compare(old: dict[str, Any], new: dict[str, Any]) -> Comparison:
    """Compare two documents (ProseMirror JSON in the schema of clauses), the old one first."""
    was, now = lines(old), lines(new)
    kept, moved = alignment.links([line.words for line in was], [line.words for line in now])
    return Comparison(tuple(_rows(was, now, kept, moved)))


def _rows(was: Sequence[Line], now: Sequence[Line], kept: list[Pair], moved: list[Pair]) -> Iterator[Row]:
    """Rows of kept pairs; before each, the lines that were removed and those that were added."""
    left = {i: _paired(LEFT, was, now, (i, j)) for i, j in moved}
    arrived = {j: _paired(ARRIVED, was, now, (i, j)) for i, j in moved}

    for (i, j), (next_i, next_j) in pairwise([(-1, -1), *kept, (len(was), len(now))]):
        for n in range(i + 1, next_i):
            yield left.get(n) or Row(REMOVED, was[n], None, n + 1, None, _whole(REMOVED, was[n]))

        for n in range(j + 1, next_j):
            yield arrived.get(n) or Row(ADDED, None, now[n], None, n + 1, _whole(ADDED, now[n]))

        if next_i < len(was):
            yield _paired(SAME, was, now, (next_i, next_j))


def _paired(state: str, was: Sequence[Line], now: Sequence[Line], pair: Pair) -> Row:
    """One line that is in both texts; if it has not moved, it is `SAME` or `CHANGED`."""
    old, new = was[pair[0]], now[pair[1]]
    equal = old.runs == new.runs
    pieces = _whole(UNCHANGED, new) if equal else _pieces(old, new)
    if state == SAME and (old.shape != new.shape or any(piece.state != UNCHANGED for piece in pieces)):
        state = CHANGED
    return Row(state, old, new, pair[0] + 1, pair[1] + 1, pieces)


def _whole(state: str, line: Line) -> tuple[Piece, ...]:
    was_in = {UNCHANGED: (True, True), ADDED: (True, False), REMOVED: (False, True)}[state]
    return tuple(
        Piece(state, run.words, run.marks if was_in[0] else (), run.marks if was_in[1] else ()) for run in line.runs
    )


def reworded(old: str, new: str) -> tuple[Piece, ...]:
    """What changed between two headings, word by word."""
    return _pieces(*(Line("heading", (), "", (Run(words),)) for words in (old, new)))


def _pieces(was: Line, now: Line) -> tuple[Piece, ...]:
    """What changed between two lines, word by word; characters with the same state and marks form
    one piece."""
    letters = _characters(was, now)
    return tuple(
        Piece(state, "".join(letter for letter, *_ in stretch), marks, before)
        for (state, marks, before), stretch in groupby(letters, key=lambda fate: fate[1:])
    )


def _characters(was: Line, now: Line) -> Iterator[tuple[str, str, Marks, Marks]]:
    """Each character with its state, its marks now and its marks before."""
    old, new = list(was.spelled()), list(now.spelled())
    i = j = 0

    for step in _steps(was.words, now.words):
        before, after = old[i : i + step.old], new[j : j + step.new]
        if step.kept:
            for (letter, marked), (_, marks) in zip(before, after, strict=True):
                yield letter, UNCHANGED if marks == marked else FORMATTED, marks, marked
        else:
            yield from ((letter, REMOVED, (), marks) for letter, marks in before)
            yield from ((letter, ADDED, marks, ()) for letter, marks in after)

        i, j = i + step.old, j + step.new


class Step(NamedTuple):
    """A number of characters of the old line and of the new ones that replace them: the same ones
    if `kept`."""

    kept: bool
    old: int
    new: int


def _steps(old: str, new: str) -> list[Step]:
    """The steps from one line to another; kept words so few that they only disturb reading are
    dropped."""
    steady: list[Step] = []
    for step in stepwise(old, new):
        _join(steady, step)
        while len(steady) > 2 and _disturbs(*steady[-3:]):
            last = [steady.pop() for _ in range(3)]
            _join(steady, Step(False, sum(each.old for each in last), sum(each.new for each in last)))

    return steady


def _join(steps: list[Step], step: Step) -> None:
    """Add a step, merged with the last one if both keep or both change."""
    if steps and steps[-1].kept == step.kept:
        before = steps.pop()
        step = Step(step.kept, before.old + step.old, before.new + step.new)
    steps.append(step)


def _disturbs(before: Step, kept: Step, after: Step) -> bool:
    """Whether the kept part between two changes is no longer than either of them."""
    return kept.kept and kept.old <= min(max(before.old, before.new), max(after.old, after.new))


def stepwise(before: str, after: str) -> Iterator[Step]:
    """The finest steps from one line to another: kept tokens one by one, and the changes between
    them. Spaces go with the words around them."""
    old, new = tokens(before), tokens(after)
    said = [[n for n, token in enumerate(side) if not token.isspace()] for side in (old, new)]
    pairs = alignment.common([old[n] for n in said[0]], [new[n] for n in said[1]])
    found = [(said[0][i], said[1][j]) for i, j in pairs]

    for (i, j), (next_i, next_j) in pairwise([(-1, -1), *found, (len(old), len(new))]):
        yield from _gap(old[i + 1 : next_i], new[j + 1 : next_j])
        if next_i < len(old):
            yield Step(True, len(old[next_i]), len(new[next_j]))


def _gap(old: list[str], new: list[str]) -> Iterator[Step]:
    head, tail = alignment.edges(old, new)
    start, end = sum(map(len, old[:head])), sum(map(len, old[len(old) - tail :]))
    changed = Step(False, sum(map(len, old)) - start - end, sum(map(len, new)) - start - end)
    yield from (step for step in (Step(True, start, start), changed, Step(True, end, end)) if step.old or step.new)


def counts(comparison: Comparison) -> Counts:
    """Count the changes. A line that moved counts once, its words where it arrived."""
    rows = [row for row in comparison.rows if row.state != LEFT]
    states = [row.state for row in rows]
    pieces = [piece for row in rows for piece in row.pieces]
    added, removed = (sum(count(each.words) for each in pieces if each.state == state) for state in (ADDED, REMOVED))
    formatted = sum(each.state == FORMATTED for each in pieces) + sum(row.reshaped for row in rows)
    changed, came, went, moved = (states.count(state) for state in (CHANGED, ADDED, REMOVED, ARRIVED))
    return Counts(changed, came, went, moved, added, removed, formatted, states.count(SPLIT), states.count(JOINED))
