"""Find the words of a comment again in a text. Plain values in, plain values out.

In this order: the characters themselves, and those that stand for them since they were moved, if enough of them are
left; the exact quote in its context, with a floor; else the words are gone. "Never about other words" comes before
"always somewhere".
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from charter.collab.attribution.identified_text import IdentifiedText, Run, characters
from charter.collab.ydoc.encoding import Id, IdRange
from charter.comments.anchors.leftovers import left
from charter.comments.anchors.quotes import LEAST_CONTEXT_WHERE_UNIQUE, Quote, Stretch, Whole


class Target(NamedTuple):
    """What a comment is about: characters as they were first written, and the words they made."""

    ranges: Sequence[IdRange]
    quote: Quote


@dataclass(frozen=True)
class Place:
    """Where the words of a comment stand now: one stretch a line, none when they are gone.

    `ranges`: the identity that all that stands there has now; `words`: what it says. `is_changed`: they are not quite
    the words that were commented; `is_moved`: they stand in another context.
    """

    stretches: tuple[Stretch, ...] = ()
    ranges: tuple[IdRange, ...] = ()
    words: str = ""
    is_changed: bool = False
    is_moved: bool = False

    @property
    def is_gone(self) -> bool:
        """Whether the words are no longer in the text."""
        return not self.stretches


GONE = Place()
Spots = dict[Id, tuple[int, int]]
"""The line and the offset of each character that was found, by its identity, in the order in which they were
commented."""


class Resolver:
    """Finds words in one text. `read_origins` reads the log: it is called only once characters are missing."""

    def __init__(self, text: IdentifiedText, read_origins: Callable[[], Iterable[Run]]) -> None:
        self._text, self._whole = text, Whole(text.lines)
        self._read_origins = read_origins

    def place(self, target: Target) -> Place:
        """Where the words of a comment stand."""
        wanted = dict.fromkeys((client, clock + n) for client, clock, length in target.ranges for n in range(length))
        alive = _spots(self._living, target.ranges, wanted.keys())
        missing = wanted.keys() - alive.keys()
        moved = _spots(self._moved, target.ranges, missing) if missing else {}
        spots = {each: (alive.get(each) or moved[each]) for each in wanted if each in alive or each in moved}

        found = self._placed(target, spots, is_moved=len(moved) > len(alive))
        is_sure = not missing or not found.is_changed
        return found if found.stretches and is_sure else self._by_quote(target.quote, found)

    @cached_property
    def _living(self) -> dict[int, list[Run]]:
        return _by_client(self._text.runs)

    @cached_property
    def _moved(self) -> dict[int, list[Run]]:
        return _by_client(self._read_origins())

    def _placed(self, target: Target, spots: Spots, is_moved: bool = False) -> Place:
        found = left(self._text.lines, list(spots.values()), target.quote.exact)
        if not found:
            return GONE
        start, end = self._whole.index(*found[0][:2]), self._whole.index(found[-1].line, found[-1].end)
        score = self._whole.context(start, end, target.quote)
        is_changed = self._whole.text[start:end].split() != target.quote.exact.split()
        return self._at(found, is_changed, is_moved and score < LEAST_CONTEXT_WHERE_UNIQUE)

    def _at(self, found: tuple[Stretch, ...], is_changed: bool = False, is_moved: bool = False) -> Place:
        words = characters("\n".join(map(self._whole.said, found)))
        return Place(found, tuple(joined(cut(self._text.runs, found))), words, is_changed, is_moved)

    def _by_quote(self, quote: Quote, remains: Place) -> Place:
        """Where the exact quote stands: around what remains of its characters; if nothing does, in its context."""
        size = len(quote.exact)
        for at in self._whole.occurrences(quote.exact) if remains.stretches else ():
            found = self._whole.stretches(at, at + size)
            if any(_overlap(one, other) for one in found for other in remains.stretches):
                return self._at(found, is_moved=remains.is_moved)

        found_at = None if remains.stretches else self._whole.find(quote)
        return remains if found_at is None else self._at(self._whole.stretches(found_at, found_at + size))


def cut(runs: Iterable[Run], stretches: Sequence[Stretch]) -> Iterator[IdRange]:
    """The identities, in reading order, of what stands in some stretches."""
    for each in runs:
        for line, start, end in stretches:
            first, last = max(start, each.start), min(end, each.start + each.length)
            if each.line == line and first < last:
                yield each.client, each.clock + first - each.start, last - first


def joined(ranges: Iterable[IdRange]) -> list[IdRange]:
    """Ranges that follow on one another as one."""
    found: list[IdRange] = []
    for client, clock, length in ranges:
        if found and found[-1][0] == client and found[-1][1] + found[-1][2] == clock:
            found[-1] = (client, found[-1][1], found[-1][2] + length)
        else:
            found.append((client, clock, length))
    return found


def _by_client(runs: Iterable[Run]) -> dict[int, list[Run]]:
    grouped: dict[int, list[Run]] = defaultdict(list)
    for run in runs:
        grouped[run.client].append(run)
    return grouped


def _spots(runs: dict[int, list[Run]], ranges: Iterable[IdRange], wanted: Collection[Id]) -> Spots:
    """Where the wanted characters of some ranges stand; each once, in its first place, though it was pasted twice."""
    found: Spots = {}
    for client, clock, length in ranges:
        for run in runs.get(client, ()):
            for each in range(max(clock, run.clock), min(clock + length, run.clock + run.length)):
                if (client, each) in wanted:
                    found.setdefault((client, each), (run.line, run.start + each - run.clock))
    return found


def _overlap(one: Stretch, other: Stretch) -> bool:
    return one.line == other.line and one.start < other.end and other.start < one.end
