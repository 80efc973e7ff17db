"""What two patches of one base mean for each other.

Seven relations, from the first patch's side: `apart` (no meeting), `same`, `near`, `order`, `over` and `under`,
`place`, `cross`. The first four can be merged; of the others only one can be adopted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from charter.content import marks as marks_of_schema
from charter.content.merge.atoms import Break, Stream, spelled
from charter.content.merge.patch import Hunk, Marking, Patch

MAX_QUOTED = 60
"""Characters of the words that two amendments both change."""

APART, SAME, NEAR, ORDER = "apart", "same", "near", "order"
OVER, UNDER, PLACE, CROSS = "over", "under", "place", "cross"
BLOCKING = frozenset({OVER, UNDER, PLACE, CROSS})
"""The relations of which a person decides: two patches with one of them have no text together."""
_MIRRORED = {OVER: UNDER, UNDER: OVER}


class Meeting(NamedTuple):
    """A place where two patches meet: the stretch of the base that the first one changes there, and the second."""

    kind: str
    mine: tuple[int, int]
    theirs: tuple[int, int]

    @property
    def is_blocking(self) -> bool:
        """Whether only one of both can be adopted."""
        return self.kind in BLOCKING


@dataclass(frozen=True)
class Relation:
    """All meetings of two patches, in the order of the base, and the sentences that both reword."""

    meetings: tuple[Meeting, ...]
    sentences: frozenset[int]

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of its meetings."""
        return frozenset(meeting.kind for meeting in self.meetings)

    @property
    def is_blocking(self) -> bool:
        """Whether only one of both can be adopted."""
        return not self.kinds.isdisjoint(BLOCKING)

    @property
    def needs_reading(self) -> bool:
        """Whether someone must read the sentence that results: merging by words cannot see its sense."""
        return bool(self.sentences) or NEAR in self.kinds


def relate(a: Patch, b: Patch) -> Relation:
    """The relation of two patches of one base, seen from the first."""
    meetings = [*_by_hunks(a, b)]
    if a.marks or b.marks or a.shapes or b.shapes:
        meetings += _by_form(a, b)
        meetings += map(_mirrored, _by_gone(b, a))
        meetings += _by_gone(a, b)
    if a.moves or b.moves:
        meetings += _by_moves(a, b)
        meetings += map(_mirrored, _by_moves(b, a))
        meetings += _by_moved_twice(a, b)
    return Relation(tuple(sorted(set(meetings), key=lambda each: each[1:])), a.sentences & b.sentences)


def _mirrored(meeting: Meeting) -> Meeting:
    return Meeting(_MIRRORED.get(meeting.kind, meeting.kind), meeting.theirs, meeting.mine)


def _by_hunks(a: Patch, b: Patch) -> Iterator[Meeting]:
    first = 0
    for mine in a.hunks:
        while first < len(b.hunks) and b.hunks[first].end < mine.start:
            first += 1

        place = first
        while place < len(b.hunks) and (theirs := b.hunks[place]).start <= mine.end:
            for kind in _hunks_meet(a, mine, b, theirs):
                yield Meeting(kind, (mine.start, mine.end), (theirs.start, theirs.end))
            place += 1


def _hunks_meet(a: Patch, mine: Hunk, b: Patch, theirs: Hunk) -> tuple[str, ...]:
    if mine == theirs:
        return (SAME,)
    if mine.start == mine.end and theirs.start == theirs.end:
        return _insertions_meet(a.base, mine, theirs)
    if mine.start == mine.end:
        return _insertion_meets(mine, b, theirs)
    if theirs.start == theirs.end:
        return tuple(_MIRRORED.get(kind, kind) for kind in _insertion_meets(theirs, a, mine))
    if mine.start < theirs.end and theirs.start < mine.end:
        return (_overlap(a, mine, b, theirs),)
    return _touch(a, mine, b, theirs) if mine.end == theirs.start else _touch(b, theirs, a, mine)


def _insertions_meet(base: Stream, mine: Hunk, theirs: Hunk) -> tuple[str, ...]:
    if mine.start != theirs.start:
        return ()
    if mine.start not in base.ends or not (mine.begins_line or theirs.begins_line):
        return (PLACE,)
    # At the end of a line, words belong to it, and lines come after it.
    return (ORDER,) if mine.begins_line and theirs.begins_line else ()


def _insertion_meets(put: Hunk, b: Patch, other: Hunk) -> tuple[str, ...]:
    """What an insertion means to a change that takes something out."""
    base, place = b.base, put.start
    if other.start < place < other.end:
        return (UNDER,)

    is_line = put.begins_line and place in base.ends
    if place == other.start:
        if not _goes_by_line(base, other):
            return (NEAR,)
        if is_line:
            return (CROSS,) if _joins(base, other) else ()  # a line between two that are joined
        return (NEAR,) if _joins(base, other) else ()

    if is_line:
        return ()
    if place in base.ends and base.spans[base.line_of(place - 1)][0] in b.removed_lines:
        return (NEAR, UNDER)  # words at the end of a line that goes
    return (NEAR,)


def _overlap(a: Patch, mine: Hunk, b: Patch, theirs: Hunk) -> str:
    if (mine.start, mine.end) == (theirs.start, theirs.end):
        return CROSS
    if mine.start >= theirs.start and mine.end <= theirs.end:
        return CROSS if _joined(a, mine) & b.removed_lines else UNDER
    if theirs.start >= mine.start and theirs.end <= mine.end:
        return CROSS if _joined(b, theirs) & a.removed_lines else OVER
    return CROSS


def _touch(a: Patch, first: Hunk, b: Patch, second: Hunk) -> tuple[str, ...]:
    """What a change means to another that begins where it ends."""
    base, place = a.base, first.end
    if place not in base.ends:
        return (NEAR,)
    if not _joins(base, second):
        return ()
    # A line is joined to this one: to words that are changed, or to a line that goes.
    return (CROSS,) if base.spans[base.line_of(place - 1)][0] in a.removed_lines else (NEAR,)


def _goes_by_line(base: Stream, hunk: Hunk) -> bool:
    return hunk.start < hunk.end and hunk.start in base.ends


def _joins(base: Stream, hunk: Hunk) -> bool:
    """Whether a change takes out the break of a line of which words stay: they join the line before."""
    has_break = any(isinstance(base.atoms[place], Break) for place in range(hunk.start, hunk.end))
    return has_break and not hunk.has_lines and hunk.end not in base.ends


def _joined(patch: Patch, hunk: Hunk) -> frozenset[int]:
    """The line of which a change joins the words to another, by its break."""
    return frozenset({patch.base.spans[patch.base.line_of(hunk.end)][0]} if _joins(patch.base, hunk) else ())


def _by_form(a: Patch, b: Patch) -> Iterator[Meeting]:
    """Where both change the marks of a character, or the form of a line."""
    for place in a.marks.keys() & b.marks.keys():
        kinds = {_marks_meet(*each) for each in zip(a.marks[place], b.marks[place], strict=True)} - {None}
        yield from (Meeting(str(kind), (place, place + 1), (place, place + 1)) for kind in kinds)
    for place in a.shapes.keys() & b.shapes.keys():
        kind = SAME if a.shapes[place] == b.shapes[place] else CROSS
        yield Meeting(kind, (place, place + 1), (place, place + 1))


def _marks_meet(mine: Marking, theirs: Marking) -> str | None:
    both = _named(mine) & _named(theirs)
    if any(_marking_of(mine, name) != _marking_of(theirs, name) for name in both):
        return CROSS
    exclusive = {other for name, _ in mine[0] for other in marks_of_schema.declared()[name].instead_of}
    if exclusive & {name for name, _ in theirs[0]}:
        return CROSS
    return SAME if both else None


def _named(marking: Marking) -> frozenset[str]:
    return frozenset(name for marks in marking for name, _ in marks)


def _marking_of(marking: Marking, name: str) -> list[frozenset[tuple[str, str]]]:
    return [frozenset(mark for mark in marks if mark[0] == name) for marks in marking]


def _by_gone(a: Patch, b: Patch) -> Iterator[Meeting]:
    """Where the first changes the form of what the second takes out."""
    for place in a.marks.keys() & b.removed:
        yield Meeting(NEAR, (place, place + 1), (place, place + 1))
    for place in a.shapes.keys() & b.removed:
        kind = NEAR if place in b.removed_lines else CROSS
        yield Meeting(kind, (place, place + 1), (place, place + 1))


def _by_moves(a: Patch, b: Patch) -> Iterator[Meeting]:
    """What the second does to lines that the first moves."""
    for line, hunk in a.moves.items():
        if b.moves.get(line) == hunk:
            continue  # what the second joins, it joins to the line before this one

        _, end = a.base.spans[a.base.line_of(line)]
        span = line, end
        if line in b.removed_lines:
            yield Meeting(UNDER, span, span)
            continue

        if line in b.removed or (
            end in b.removed and any(_joins(b.base, each) and each.start <= end < each.end for each in b.hunks)
        ):
            yield Meeting(CROSS, span, span)

        # Each would carry the other: neither would stand anywhere.
        place = hunk.start
        within = b.base.starts[b.base.line_of(place - 1)] if place not in b.base.ends else None
        if within is not None and within in b.moves and hunk not in b.hunks:
            yield Meeting(CROSS, span, (within, place))


def _by_moved_twice(a: Patch, b: Patch) -> Iterator[Meeting]:
    for line in a.moves.keys() & b.moves.keys():
        if a.moves[line] != b.moves[line]:
            yield Meeting(CROSS, (line, line + 1), (line, line + 1))


def is_part(one: Patch, other: Patch) -> bool:
    """Whether all that one patch changes, another one changes so too."""
    return (
        set(one.hunks) <= set(other.hunks)
        and all(other.marks.get(place) == marks for place, marks in one.marks.items())
        and all(other.shapes.get(place) == shape for place, shape in one.shapes.items())
    )


def both_change(base: Stream, relation: Relation) -> str:
    """The first words of the base of which both make something else, no more than `MAX_QUOTED`."""
    met = [each for each in relation.meetings if each.is_blocking]
    spans = [(max(each.mine[0], each.theirs[0]), min(each.mine[1], each.theirs[1])) for each in met]
    said = (spelled(base.atoms[start:end]).strip() for start, end in spans)
    words = next(filter(None, said), "")
    return words if len(words) <= MAX_QUOTED else f"{words[:MAX_QUOTED].rsplit(' ', 1)[0]}…"
