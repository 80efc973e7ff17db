"""The stream that several patches of one base give together, each atom with what tells it from all others."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from charter.content import marks as marks_of_schema
from charter.content import schema
from charter.content.merge.atoms import EMPTY, ITEM, Atom, Break, LineShape, Stream, Word
from charter.content.merge.patch import UNMARKED, Hunk, Marking, Moved, Patch, Put

Key = int | tuple[Hunk, int]
"""An atom of the base by its index, or one that is put by its hunk and its index there."""


@dataclass(frozen=True)
class Keyed:
    """An atom and its identity: two renderings over one base name the same atom alike. `is_removed` only where what is
    taken out is shown too (`annotated`)."""

    key: Key
    atom: Atom
    is_removed: bool = False


def render(base: Stream, patches: Sequence[Patch]) -> list[Keyed]:
    """The base with all patches, which do not block one another (`relations`). Lines that several put at one place
    stand in the order of the patches; an equal hunk of several is put once."""
    return list(_Rendering(base, patches).atoms())


def annotated(patch: Patch) -> Iterator[Keyed | Moved]:
    """The base with a patch and with what it takes out, before what comes in its place; `Moved` stands where a line
    left."""
    return _Rendering(patch.base, [patch], shows_removed=True).all_atoms()


def line_of_base(patch: Patch, line: int) -> list[Atom]:
    """What a patch makes of one line of its base, without the lines that it puts after it."""
    rendering = _Rendering(patch.base, [patch])
    return [keyed.atom for keyed in rendering.line(*patch.base.spans[line])]


class _Rendering:
    def __init__(self, base: Stream, patches: Sequence[Patch], shows_removed: bool = False) -> None:
        self.base, self.patches, self.shows_removed = base, patches, shows_removed
        self.removed = frozenset[int]().union(*(patch.removed for patch in patches))
        self.moved = frozenset(line for patch in patches for line in patch.moves)
        self.shapes: dict[int, LineShape] = {}
        for patch in patches:
            self.shapes |= patch.shapes

        self.words, self.lines, self.replacing = (defaultdict[int, list[Hunk]](list) for _ in range(3))
        for hunk in dict.fromkeys(hunk for patch in patches for hunk in patch.hunks):
            self._kind(hunk)[hunk.end].append(hunk)

    def _kind(self, hunk: Hunk) -> dict[int, list[Hunk]]:
        if hunk.start < hunk.end:
            return self.replacing
        return self.lines if hunk.begins_line and hunk.start in self.base.ends else self.words

    def atoms(self) -> Iterator[Keyed]:
        return (each for each in self.all_atoms() if isinstance(each, Keyed))

    def all_atoms(self) -> Iterator[Keyed | Moved]:
        for start, end in self.base.spans:
            if start in self.moved:
                yield Moved(start)
            else:
                yield from self.line(start, end)
            for hunk in self.lines[end]:
                yield from self._put(hunk)

    def line(self, start: int, end: int) -> Iterator[Keyed]:
        """The atoms of a line of the base, with the words that are put at its end."""
        for place in range(start, end):
            if place not in self.removed:
                yield Keyed(place, self._formed(place))
            elif self.shows_removed:
                yield Keyed(place, self.base.atoms[place], is_removed=True)
            for hunk in (*self.replacing[place + 1], *self.words[place + 1]):
                yield from self._put(hunk)

    def _formed(self, place: int) -> Atom:
        """An atom of the base with the form that patches give it."""
        atom = self.base.atoms[place]
        if isinstance(atom, Break):
            return Break(self.shapes.get(place, atom.shape))

        for patch in self.patches:
            if place in patch.marks:
                changed = zip(atom.marks, patch.marks[place], strict=True)
                atom = atom._replace(marks=tuple(remarked(*each) for each in changed))
        return atom

    def _put(self, hunk: Hunk) -> Iterator[Keyed]:
        for place, each in enumerate(hunk.put):
            if isinstance(each, Moved):
                yield from self.line(*self.base.spans[self.base.line_of(each.line)])
            else:
                yield Keyed((hunk, place), self._inherited(hunk, each))

    def _inherited(self, hunk: Hunk, atom: Put) -> Any:
        """What one patch puts, with the form that another gives to what stands on both sides of it."""
        # An equal hunk of another patch has said already which form its words have.
        others = [patch for patch in self.patches if hunk not in patch.hunks]
        for patch in others:
            if isinstance(atom, Word) and patch.marks:
                given = self._given(patch, hunk)
                atom = atom._replace(marks=tuple(remarked(marks, _beside(given, marks)) for marks in atom.marks))
            elif isinstance(atom, Break) and patch.shapes:
                atom = Break(self._reshaped(patch, hunk, atom.shape))
        return atom

    def _given(self, patch: Patch, hunk: Hunk) -> Marking:
        """What a patch does to the marks on both sides of words that another puts between them. Lines are put between
        lines, not into what is marked."""
        if hunk.has_lines:
            return UNMARKED
        before, after = patch.marks.get(hunk.start - 1), patch.marks.get(hunk.end)
        if not before or not after:
            return UNMARKED
        return before[-1][0] & after[0][0], before[-1][1] & after[0][1]

    def _reshaped(self, patch: Patch, hunk: Hunk, shape: LineShape) -> LineShape:
        """The form of the line before, where the patch gives it to that line and to the next one, or the next one is
        in another list."""
        line = self.base.line_of(hunk.start - 1)
        before = self.base.starts[line]
        was = self.base.atoms[before]
        if before not in patch.shapes or not isinstance(was, Break) or was.shape != shape:
            return shape
        if patch.shapes[before].kind == EMPTY:
            return shape  # it holds no words

        # A line that is split stays of one form.
        if hunk.start not in self.base.ends:
            return patch.shapes[before]

        follows = self.base.starts[line + 1] if line + 1 < len(self.base.starts) else None
        if follows in patch.shapes or (_is_item(shape) and not self._shares_list(follows, shape)):
            return patch.shapes[before]
        return shape

    def _shares_list(self, place: int | None, shape: LineShape) -> bool:
        atom = self.base.atoms[place] if place is not None else None
        return isinstance(atom, Break) and atom.shape.path[: shape.opens] == shape.path[: shape.opens]


def _beside(given: Marking, own: Iterable[tuple[str, str]]) -> Marking:
    """The marks that words get beside their own ones: of two that exclude each other they keep their own."""
    names = {name for name, _ in own}
    names |= {each for name in names for each in marks_of_schema.declared()[name].instead_of}
    excluding = {name for name, each in marks_of_schema.declared().items() if names & {*each.instead_of}}
    return frozenset(mark for mark in given[0] if mark[0] not in names | excluding), given[1]


def _is_item(shape: LineShape) -> bool:
    return any(name == ITEM for name, _ in shape.path)


def remarked(marks: Iterable[tuple[str, str]], changed: Marking) -> tuple[tuple[str, str], ...]:
    """Marks with some added and some taken away, in the order of the schema."""
    added, removed = changed
    if changed == UNMARKED:
        return tuple(marks)
    return tuple(sorted((set(marks) - removed) | added, key=lambda mark: schema.rank(mark[0])))


def increasing(values: Sequence[int]) -> list[int]:
    """The indices of a longest chain of increasing values."""
    lasts, heads = list[int](), list[int]()
    before: list[int] = []
    for place, value in enumerate(values):
        length = bisect_left(lasts, value)
        before.append(heads[length - 1] if length else -1)
        lasts[length : length + 1], heads[length : length + 1] = [value], [place]

    chain, place = list[int](), heads[-1] if heads else -1
    while place >= 0:
        chain.append(place)
        place = before[place]
    return chain[::-1]
