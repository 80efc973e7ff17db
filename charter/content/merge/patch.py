"""What one wording changes in another, by place in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from charter.content.merge.atoms import Break, LineShape, Stream, Word, words


class Moved(NamedTuple):
    """A line of the base that stands elsewhere: the index of its break. Its words stay those of the base, so that what
    others change in them goes with them."""

    line: int


Put = Break | Word | Moved
Marking = tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]
"""Marks that are added to a character, and those that are taken from it."""
UNMARKED: Marking = (frozenset(), frozenset())


@dataclass(frozen=True)
class Hunk:
    """Atoms of the base from `start` to before `end` that are taken out, and what is put in their place."""

    start: int
    end: int
    put: tuple[Put, ...]

    @cached_property
    def begins_line(self) -> bool:
        """Whether what is put begins with a line."""
        return bool(self.put) and not isinstance(self.put[0], Word)

    @cached_property
    def has_lines(self) -> bool:
        """Whether what is put begins a line anywhere."""
        return any(not isinstance(each, Word) for each in self.put)


@dataclass(frozen=True)
class Patch:
    """All changes from a base to another wording: `hunks` in the order of the base, none overlapping; the marks of
    each character of some words; the new forms of some lines, by their breaks."""

    base: Stream
    hunks: tuple[Hunk, ...]
    marks: Mapping[int, tuple[Marking, ...]] = field(default_factory=dict)
    shapes: Mapping[int, LineShape] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is changed."""
        return not (self.hunks or self.marks or self.shapes)

    @cached_property
    def moves(self) -> dict[int, Hunk]:
        """The lines that are moved, by their breaks, with the hunk that puts each."""
        return {each.line: hunk for hunk in self.hunks for each in hunk.put if isinstance(each, Moved)}

    @cached_property
    def removed(self) -> frozenset[int]:
        """The atoms of the base that are taken out."""
        return frozenset(place for hunk in self.hunks for place in range(hunk.start, hunk.end))

    @cached_property
    def removed_lines(self) -> frozenset[int]:
        """The lines that are taken out whole, by their breaks."""
        removed = self.removed
        candidates = (self.base.spans[self.base.line_of(place)] for place in removed if place in self.base.ends)
        return frozenset(start for start, end in candidates if all(n in removed for n in range(start, end)))

    @cached_property
    def sentences(self) -> frozenset[int]:
        """The sentences of the base that are reworded: a line that is put, or a break, changes none."""
        touched = (self._touched(hunk) for hunk in self.hunks if not hunk.has_lines)
        return frozenset(self.base.sentences[place] for places in touched for place in places)

    def _touched(self, hunk: Hunk) -> range:
        if hunk.start < hunk.end:
            return range(hunk.start, hunk.end)
        return range(max(hunk.start - 1, 0), hunk.start)

    @cached_property
    def distance(self) -> int:
        """How far the wording departs from the base: words taken out and put in, and one for each line that moves or
        changes its form (European Parliament, Rules of Procedure, on the order of votes on amendments)."""
        taken = sum(len(words(self.base.atoms[hunk.start : hunk.end])) + len(words(hunk.put)) for hunk in self.hunks)
        return taken + len(self.moves) + len(self.shapes)
