"""The patch from one wording to another.

Lines are paired first. Between lines that are equal in both, words are aligned line by line and as one stream; the
stream is taken where it keeps more words, which is where a line was split or joined.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from charter.content import alignment
from charter.content.alignment import Pair
from charter.content.blocks import is_word
from charter.content.merge.atoms import Break, LineShape, Stream, Word
from charter.content.merge.patch import UNMARKED, Hunk, Marking, Moved, Patch, Put

_BREAK = "\x00break"
"""The key of a break where atoms are aligned: no word is spelled so."""
Item = int | Moved
"""An atom of the proposed wording by its index, or a line of the base that came here."""


def diff(base: Stream, proposed: Stream) -> Patch:
    """What `proposed` changes in `base`. Both are in normal form (`text.normal`)."""
    return _Difference(base, proposed).patch()


class _Difference:
    """Two streams, and what was found of one in the other."""

    def __init__(self, base: Stream, proposed: Stream) -> None:
        self.base, self.proposed = base, proposed
        kept, moved = alignment.links(base.lines[1:], proposed.lines[1:])
        # The first line of both is the heading of the clause: it is no other line, whatever it says.
        self.kept = [(0, 0), *((i + 1, j + 1) for i, j in kept)]
        self.moved = {j + 1: i + 1 for i, j in moved}
        self.gone = set(self.moved.values())

    def patch(self) -> Patch:
        old, new = self._reduced_base(), self._reduced_proposed()
        places, arrivals = {i: p for p, i in enumerate(old)}, {j: q for q, j in enumerate(new)}
        pairs = self._slid([(places[i], arrivals[j]) for i, j in self._pairs()], old, new)
        kept = [(old[p], new[q]) for p, q in pairs]
        hunks = list(hunks_of(self.base, pairs, old, [self._item(each) for each in new]))

        for j, i in self.moved.items():
            within = self._line(i, j)
            kept += within
            hunks += self._inside(within, self.base.spans[i], self.proposed.spans[j])

        return patch_of(self.base, hunks, [(i, self.proposed.atoms[j]) for i, j in kept if isinstance(j, int)])

    def _item(self, item: Item) -> Put:
        return item if isinstance(item, Moved) else self.proposed.atoms[item]

    def _inside(self, pairs: list[Pair], span: Pair, other: Pair) -> Iterator[Hunk]:
        """The changes inside a line that moved."""
        old, new = range(*span), self.proposed.atoms[slice(*other)]
        return hunks_of(self.base, [(i - span[0], j - other[0]) for i, j in pairs], old, new)

    def _reduced_base(self) -> list[int]:
        """The atoms of lines that did not move."""
        spans = (span for line, span in enumerate(self.base.spans) if line not in self.gone)
        return [place for start, end in spans for place in range(start, end)]

    def _reduced_proposed(self) -> list[Item]:
        """The atoms of the proposed wording, with one item for each line that came from elsewhere."""
        items: list[Item] = []
        for line, (start, end) in enumerate(self.proposed.spans):
            came = self.moved.get(line)
            items += range(start, end) if came is None else [Moved(self.base.spans[came][0])]
        return items

    def _pairs(self) -> list[Pair]:
        """The kept atoms of lines that did not move, in order."""
        equal = [(i, j) for i, j in self.kept[1:] if self.base.lines[i] == self.proposed.lines[j]]
        ends = len(self.base.spans), len(self.proposed.spans)
        pairs = self._line(0, 0)

        for (i, j), (next_i, next_j) in pairwise([(0, 0), *equal, ends]):
            was = [n for n in range(i + 1, next_i) if n not in self.gone]
            now = [n for n in range(j + 1, next_j) if n not in self.moved]
            pairs += self._segment(was, now)
            if next_i < ends[0]:
                pairs += zip(range(*self.base.spans[next_i]), range(*self.proposed.spans[next_j]), strict=True)

        return pairs

    def _segment(self, was: list[int], now: list[int]) -> list[Pair]:
        """The kept atoms of the lines between two equal ones: line by line, or as one stream."""
        ours, theirs = set(was), set(now)
        inside = [(i, j) for i, j in self.kept if i in ours and j in theirs]
        by_line = [pair for i, j in inside for pair in self._line(i, j)]
        if len(was) + len(now) < 3:
            return by_line

        stream = self._aligned(
            [n for line in was for n in range(*self.base.spans[line])],
            [n for line in now for n in range(*self.proposed.spans[line])],
        )
        return stream if self._kept_words(stream) > self._kept_words(by_line) else by_line

    def _kept_words(self, pairs: list[Pair]) -> int:
        return sum(isinstance(atom := self.base.atoms[i], Word) and is_word(atom.text) for i, _ in pairs)

    def _line(self, i: int, j: int) -> list[Pair]:
        """The kept atoms of two lines that are one."""
        (start, end), (begins, stops) = self.base.spans[i], self.proposed.spans[j]
        return [(start, begins), *self._aligned(list(range(start + 1, end)), list(range(begins + 1, stops)))]

    def _aligned(self, old: list[int], new: list[int]) -> list[Pair]:
        """The kept atoms of two stretches: words first, then spaces and breaks from both edges of each gap, without
        kept words so few that they only disturb reading."""
        ours, theirs = [_key(self.base.atoms[n]) for n in old], [_key(self.proposed.atoms[n]) for n in new]
        found = list(_steps(ours, theirs))
        return [(old[p], new[q]) for p, q in _smoothed(found, ours, theirs)]

    def _slid(self, pairs: list[Pair], old: list[int], new: list[Item]) -> list[Pair]:
        """The same pairs, where a line that goes or comes does so with the break before it: else two equal changes
        would look different."""
        slid: list[Pair] = []
        for (p, q), (next_p, next_q) in pairwise([*pairs, (len(old), len(new))]):
            if self._is_break(old[p], new[q]):
                if next_q == q + 1 and next_p > p + 1 and isinstance(self.base.atoms[old[next_p - 1]], Break):
                    p = next_p - 1
                elif next_p == p + 1 and next_q > q + 1 and self._begins(new[next_q - 1]):
                    q = next_q - 1
            slid.append((p, q))
        return slid

    def _is_break(self, i: int, j: Item) -> bool:
        # The heading of the clause stays its heading.
        return i > 0 and isinstance(self.base.atoms[i], Break) and not isinstance(j, Moved)

    def _begins(self, item: Item) -> bool:
        return not isinstance(item, Moved) and isinstance(self.proposed.atoms[item], Break)


def patch_of(base: Stream, hunks: Iterable[Hunk], kept: Iterable[tuple[int, Break | Word]]) -> Patch:
    """The patch of these changes, and of the forms that kept atoms (index in the base, and what became of it) have
    now."""
    marks, shapes = dict[int, tuple[Marking, ...]](), dict[int, LineShape]()
    for place, now in kept:
        was = base.atoms[place]
        if was == now:
            continue
        if isinstance(was, Word) and isinstance(now, Word):
            marks[place] = tuple(map(_marking, was.marks, now.marks))
        elif isinstance(now, Break):
            shapes[place] = now.shape
    return Patch(base, tuple(sorted(hunks, key=_in_order)), marks, shapes)


def hunks_of(base: Stream, pairs: Sequence[Pair], old: Sequence[int], new: Sequence[Put]) -> Iterator[Hunk]:
    """The changes between kept atoms: `pairs` are indices in `old` (atoms of the base, by index) and in `new`."""
    for (p, q), (next_p, next_q) in pairwise([*pairs, (len(old), len(new))]):
        yield from _canonical(base, old[p] + 1, old[p + 1 : next_p], tuple(new[q + 1 : next_q]))


def _canonical(base: Stream, gap: int, removed: Sequence[int], put: tuple[Put, ...]) -> Iterator[Hunk]:
    """Hunks of contiguous atoms; what is put belongs to the first."""
    ranges = list(_ranges(removed)) or [(gap, gap)]
    if gap < ranges[0][0]:
        # A line that stood between has moved: words at the end of the line before it are not at its end.
        first = _first_line(put)
        if first:
            yield Hunk(gap, gap, put[:first])
        put = put[first:]

    yield from _divided(base, *ranges[0], put)
    yield from (Hunk(start, end, ()) for start, end in ranges[1:])


def _divided(base: Stream, start: int, end: int, put: tuple[Put, ...]) -> Iterator[Hunk]:
    """One change as the smallest changes that it is made of: words at the end of a line, lines after it, lines that
    go. The smaller a change, the fewer others it meets."""
    first = _first_line(put)
    line = next((place for place in range(start, end) if place in base.ends), end)

    if line < end and end in base.ends and (start < line or first):
        yield Hunk(start, line, put[:first])  # words at the end of the line before; the lines that follow go whole
        start, put, first = line, put[first:], 0

    stays_one = start < end and start in base.ends and any(isinstance(atom, Word) for atom in base.atoms[start:end])
    if first < len(put) and end in base.ends and not stays_one:
        if first or start < end:
            yield Hunk(start, end, put[:first])
        yield Hunk(end, end, put[first:])
    elif put or start < end:
        yield Hunk(start, end, put)


def _first_line(put: Sequence[Put]) -> int:
    """The index of the first line that is put, or the number of what is put."""
    return next((place for place, each in enumerate(put) if not isinstance(each, Word)), len(put))


def _in_order(hunk: Hunk) -> tuple[int, int, bool]:
    return hunk.start, hunk.end, hunk.begins_line


def _key(atom: Break | Word) -> str:
    if isinstance(atom, Break):
        return _BREAK
    return atom.text if not atom.is_hard_break else "\x00\n"


def _is_said(key: str) -> bool:
    return not key.isspace() and key[0] != "\x00"


def _steps(old: list[str], new: list[str]) -> Iterator[Pair]:
    said = [[n for n, key in enumerate(side) if _is_said(key)] for side in (old, new)]
    found = alignment.common([old[n] for n in said[0]], [new[n] for n in said[1]])
    pairs = [(said[0][i], said[1][j]) for i, j in found]

    for (i, j), (next_i, next_j) in pairwise([(-1, -1), *pairs, (len(old), len(new))]):
        head, tail = alignment.edges(old[i + 1 : next_i], new[j + 1 : next_j])
        yield from ((i + 1 + n, j + 1 + n) for n in range(head))
        yield from ((next_i - tail + n, next_j - tail + n) for n in range(tail))
        if next_i < len(old):
            yield next_i, next_j


def _smoothed(pairs: list[Pair], old: list[str], new: list[str]) -> list[Pair]:
    """Without runs of kept atoms that are no longer than the changes on both sides of them; never across a break."""
    runs: list[list[Pair]] = []
    for pair in pairs:
        if runs and pair == (runs[-1][-1][0] + 1, runs[-1][-1][1] + 1):
            runs[-1].append(pair)
        else:
            runs.append([pair])

    kept: list[list[Pair]] = [[(-1, -1)]]
    for run in [*runs, [(len(old), len(new))]]:
        while len(kept) > 1 and _disturbs(kept[-2], kept[-1], run, old, new):
            kept.pop()
        kept.append(run)
    return [pair for run in kept[1:-1] for pair in run]


def _disturbs(before: list[Pair], run: list[Pair], after: list[Pair], old: list[str], new: list[str]) -> bool:
    left, right = (_changed(a[-1], b[0], old, new) for a, b in ((before, run), (run, after)))
    length = _length([old[i] for i, _ in run])
    return None not in (left, right, length) and length <= min(left, right)  # type: ignore[operator, type-var]


def _changed(last: Pair, following: Pair, old: list[str], new: list[str]) -> int | None:
    """The length of a change in characters; None if it holds a break."""
    was, now = _length(old[last[0] + 1 : following[0]]), _length(new[last[1] + 1 : following[1]])
    return None if was is None or now is None else max(was, now)


def _length(keys: list[str]) -> int | None:
    return None if _BREAK in keys else sum(map(len, keys))


def _ranges(places: Sequence[int]) -> Iterator[Pair]:
    start = None
    for place, following in pairwise([*places, None]):
        start = place if start is None else start
        if following != place + 1:  # type: ignore[operator]
            yield start, place + 1  # type: ignore[misc, operator]
            start = None


def _marking(was: tuple[tuple[str, str], ...], now: tuple[tuple[str, str], ...]) -> Marking:
    return (frozenset(now) - frozenset(was), frozenset(was) - frozenset(now)) if was != now else UNMARKED
