"""Two texts of a clause as rows for readers: what stayed, came, went, moved, was split or joined."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from charter.content import blocks
from charter.content.blocks import Line, Marks
from charter.content.diff import (
    ADDED,
    ARRIVED,
    CHANGED,
    FORMATTED,
    JOINED,
    LEFT,
    REMOVED,
    SAME,
    SPLIT,
    UNCHANGED,
    Comparison,
    Piece,
    Row,
)
from charter.content.merge.atoms import EMPTY, TITLE, Break, Stream, Word, flatten
from charter.content.merge.differing import diff
from charter.content.merge.patch import Moved, Patch
from charter.content.merge.rendering import Keyed, annotated
from charter.content.merge.text import Text, normal
from charter.content.schema import Content


def compare(old: Content, new: Content) -> Comparison:
    """Compare two texts, the old one first."""
    was, now = normal(Text("", old)), normal(Text("", new))
    return of_patch(diff(flatten(was), flatten(now)), blocks.lines(was.content), blocks.lines(now.content))


def of_patch(patch: Patch, was: tuple[Line, ...], now: tuple[Line, ...]) -> Comparison:
    """The rows of a patch, with the lines of its base and those of the wording that it gives."""
    return Comparison(tuple(_Rows(patch, was, now).rows()))


class _Letter(NamedTuple):
    """A character, its state, its marks now and before."""

    letter: str
    state: str
    marks: Marks = ()
    was: Marks = ()


@dataclass
class _Stretch:
    """What will be one row: the line of the base that it is or comes from, by its index, and its letters."""

    state: str
    line: int | None
    letters: list[_Letter] = field(default_factory=list)
    joined: list[int] = field(default_factory=list)
    is_split: bool = False


class _Rows:
    def __init__(self, patch: Patch, was: tuple[Line, ...], now: tuple[Line, ...]) -> None:
        self.patch, self.base, self.was, self.now = patch, patch.base, was, now
        self.numbers = _numbers(patch.base)
        self.stretches: list[_Stretch] = []
        self.removed: dict[int, _Stretch] = {}
        self.present = _Stretch(SAME, None)
        self.is_seam = False

    def rows(self) -> Iterator[Row]:
        for each in annotated(self.patch):
            self._take(each)

        arrived = {each.line: each for each in self.stretches if each.state == ARRIVED}
        number = 0
        for stretch in self.stretches:
            if stretch.state in (REMOVED, LEFT):
                yield from self._gone(stretch, arrived)
            else:
                number += 1
                yield self._row(stretch, number)
                yield from (self._joined(line, number) for line in stretch.joined)

    def _take(self, each: Keyed | Moved) -> None:
        if isinstance(each, Moved):
            self.stretches.append(_Stretch(LEFT, self.base.line_of(each.line)))
        elif isinstance(each.atom, Break):
            self._begin(each, each.atom)
        else:
            self._add(each, each.atom)

    def _begin(self, each: Keyed, atom: Break) -> None:
        place = each.key if isinstance(each.key, int) else None
        line = None if place is None else self.base.line_of(place)
        self.is_seam = each.is_removed and place not in self.patch.removed_lines
        if self.is_seam and line is not None:
            self.present.joined.append(line)
            return

        state = (
            REMOVED if each.is_removed else ADDED if line is None else ARRIVED if place in self.patch.moves else SAME
        )
        stretch = _Stretch(state, line)
        if atom.shape.kind not in (TITLE, EMPTY):
            self.stretches.append(stretch)
        if each.is_removed and line is not None:
            self.removed[line] = stretch
        else:
            self.present = stretch

    def _add(self, each: Keyed, atom: Word) -> None:
        follows_seam, self.is_seam = self.is_seam, False
        if not isinstance(each.key, int):
            # The space between two lines that are joined is no change of words.
            state = UNCHANGED if follows_seam and atom.text == " " else ADDED
            self.present.letters += [_Letter(letter, state, marks, marks) for letter, marks in _spelled(atom)]
            return

        was, line = _spelled(self.base.atoms[each.key]), self.base.line_of(each.key)
        if each.is_removed:
            stretch = self.removed.get(line, self.present)
            stretch.letters += [_Letter(letter, REMOVED, (), marks) for letter, marks in was]
            return

        if self.present.state == ADDED:
            self._split(line)
        for (letter, before), (_, marks) in zip(was, _spelled(atom), strict=True):
            self.present.letters.append(_Letter(letter, UNCHANGED if before == marks else FORMATTED, marks, before))

    def _split(self, line: int) -> None:
        """The present line has words of a line of the base: it was split off."""
        self.present.state, self.present.line = SPLIT, line
        first = next((each for each in self.stretches if each.line == line and each.state in (SAME, ARRIVED)), None)
        if first:
            first.is_split = True
            while first.letters and first.letters[-1].state == REMOVED and first.letters[-1].letter == " ":
                first.letters.pop()

    def _gone(self, stretch: _Stretch, arrived: dict[int | None, _Stretch]) -> Iterator[Row]:
        if stretch.line is None or self.base.shapes[stretch.line].kind == EMPTY:
            return
        old = self.numbers[stretch.line]
        if stretch.state == REMOVED:
            yield Row(REMOVED, self.was[old - 1], None, old, None, _pieces(stretch.letters))
            return

        other = arrived[stretch.line]
        new = self._number(other)
        yield Row(
            LEFT, self.was[old - 1], self.now[new - 1], old, new, _pieces(other.letters), self._whole(stretch.line)
        )

    def _number(self, stretch: _Stretch) -> int:
        """The number of a line of the new text."""
        present = [each for each in self.stretches if each.state not in (REMOVED, LEFT)]
        return next(number for number, each in enumerate(present, 1) if each is stretch)

    def _row(self, stretch: _Stretch, new: int) -> Row:
        pieces, now = _pieces(stretch.letters), self.now[new - 1]
        if stretch.line is None or stretch.state == SPLIT:
            old = None if stretch.line is None else self.numbers[stretch.line]
            return Row(stretch.state, None, now, old, new, pieces)

        old = self.numbers[stretch.line]
        was = self.was[old - 1]
        is_changed = stretch.is_split or bool(stretch.joined) or any(piece.state != UNCHANGED for piece in pieces)
        state = stretch.state
        if state == SAME and (is_changed or was.shape != now.shape):
            state = CHANGED
        has_seam = stretch.is_split or bool(stretch.joined)
        return Row(state, was, now, old, new, pieces, self._whole(stretch.line) if has_seam else None)

    def _joined(self, line: int, new: int) -> Row:
        old = self.numbers[line]
        return Row(JOINED, self.was[old - 1], None, old, new, self._whole(line))

    def _whole(self, line: int) -> tuple[Piece, ...]:
        """A line of the base as it was, with what is taken out of it."""
        start, end = self.base.spans[line]
        letters = [
            _Letter(letter, REMOVED if place in self.patch.removed else UNCHANGED, (), marks)
            for place in range(start + 1, end)
            for letter, marks in _spelled(self.base.atoms[place])
        ]
        return _pieces(letters)


def _numbers(base: Stream) -> list[int]:
    """The number of each line of a text, from its index: holders of nothing and the heading are not counted."""
    found, number = [0], 0
    for line in range(1, len(base.spans)):
        number += base.shapes[line].kind != EMPTY
        found.append(number)
    return found


def _spelled(atom: Break | Word) -> Iterable[tuple[str, Marks]]:
    return zip(atom.text, atom.marks, strict=True) if isinstance(atom, Word) else ()


def _pieces(letters: list[_Letter]) -> tuple[Piece, ...]:
    return tuple(
        Piece(state, "".join(each.letter for each in stretch), tuple(sorted(marks)), tuple(sorted(was)))
        for (state, marks, was), stretch in groupby(letters, key=lambda each: each[1:])
    )
