"""Where words come from: words that are moved stay their author's.

A new paragraph in the middle of another, a list made of paragraphs, an undone deletion, a sentence cut and pasted: to
the CRDT all of these are old words deleted and new ones written, by whoever did it. The log tells them apart. Words
that an edit puts in come from where it, or an earlier edit of the same member, took the very same words out; and
undoing a deletion writes words right before the deleted ones that it brings back.
"""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from charter.collab.ydoc import update_decoder
from charter.collab.ydoc.struct_store import Item, StructStore, units
from charter.collab.ydoc.update_decoder import DecodedUpdate

Range = tuple[int, int, int]
"""Items of a client in a row: client id, first clock, how many."""
REMEMBERED = 20
"""Deletions of a member from which words may still come back."""
LONGEST = 5_000
"""Characters of words that are looked for over several lines."""
PASTED = 8
"""Characters from which on pasted words are known again."""


@dataclass
class _Cut:
    """Words that were taken out together, as they read; `put` is up to where they were put in again."""

    ranges: list[Range]
    words: str
    put: int = 0

    def take(self, words: str) -> list[Range]:
        """The items of these words in it, those not put in yet first; none when they do not stand in it."""
        at = self.words.find(words, self.put)
        at = at if at >= 0 else self.words.find(words)
        if at < 0:
            return []
        self.put = at + len(words)
        return self.between(at, self.put)

    def between(self, start: int, end: int) -> list[Range]:
        """The items of its words from one place to another."""
        first = units(self.words[:start])
        return list(_between(self.ranges, first, first + units(self.words[start:end])))


class Retracing:
    """The log of one clause, read edit by edit."""

    def __init__(self) -> None:
        self._document = StructStore()
        self._cuts: dict[int, deque[_Cut]] = defaultdict(lambda: deque(maxlen=REMEMBERED))
        self._origins: dict[int, list[tuple[int, Range]]] = defaultdict(list)

    def take(self, update: DecodedUpdate, member_id: int) -> None:
        """Read the next edit, and whose it is; LookupError when it builds on one that was not read."""
        taken = self._document.take(update)
        cuts, earlier = _cuts(taken.deleted), self._cuts[member_id]
        is_typed = len(update.structs) == 1 and len(update.structs[0].words) == 1
        for item in taken.written:
            if not is_typed and not item.deleted:
                self._note(item, self._restored(item) or _found(item.words, cuts) or _known(item.words, earlier))
        earlier += [cut for cut in cuts if len(cut.words) > 1]

    def origin(self, client: int, clock: int, length: int) -> Iterator[Range]:
        """The items as which these were first written, part by part, in their order."""
        end = clock + length
        moved = self._origins.get(client, [])
        place = max(bisect_right(moved, clock, key=_start) - 1, 0)
        for start, (who, first, count) in moved[place : bisect_left(moved, end, key=_start)]:
            if start + count <= clock:
                continue
            if start > clock:
                yield client, clock, start - clock
                clock = start
            stop = min(start + count, end)
            yield who, first + clock - start, stop - clock
            clock = stop
        if clock < end:
            yield client, clock, end - clock

    def _note(self, item: Item, found: list[Range]) -> None:
        clock = item.clock
        for one in [origin for each in found for origin in self.origin(*each)]:
            insort(self._origins[item.client], (clock, one), key=_start)
            clock += one[2]

    def _restored(self, item: Item) -> list[Range]:
        """The deleted items right after it, when they say the same."""
        if not item.right:
            return []
        client, clock = item.right
        length = item.end - item.clock
        return [(client, clock, length)] if self._document.deleted_words(client, clock, length) == item.words else []


def _found(words: str, cuts: list[_Cut]) -> list[Range]:
    """The items of some words in what the same edit took out: in one place, or end to end over several lines."""
    return next((ranges for cut in cuts if (ranges := cut.take(words))), []) or _composed(words, cuts)


def _composed(words: str, cuts: list[_Cut], least: int = 1) -> list[Range]:
    """The end of one cut, others whole, the start of a last one: two lines made one. Each part is a whole cut, or has
    so many characters at `least`."""
    if not 1 < len(cuts) <= REMEMBERED or len(words) > LONGEST:
        return []
    size, cut = _largest(_overlap, cuts, words, least)
    ranges, rest = cut.between(len(cut.words) - size, len(cut.words)), words[size:]
    while size and rest:
        size, cut = _largest(_lead, cuts, rest, least)
        ranges, rest = ranges + cut.between(0, size), rest[size:]
    return [] if rest else ranges


def _largest(measure: Callable[[str, str], int], cuts: list[_Cut], words: str, least: int) -> tuple[int, _Cut]:
    """Which cut gives the largest part of some words, and how many characters; 0 of any when none is large enough."""
    sized = [(measure(cut.words, words), cut) for cut in cuts]
    return max(
        [each for each in sized if each[0] >= least or each[0] == len(each[1].words)] or [(0, cuts[0])], key=_size
    )


def _size(sized: tuple[int, _Cut]) -> int:
    return sized[0]


def _overlap(before: str, words: str) -> int:
    """How many characters at the end of one text are the start of another."""
    sizes = range(min(len(before), len(words)), 0, -1)
    return next((size for size in sizes if before.endswith(words[:size])), 0)


def _lead(one: str, other: str) -> int:
    """The length of the shorter of two texts when the longer starts with it."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) if longer.startswith(shorter) else 0


def _known(words: str, earlier: Iterable[_Cut]) -> list[Range]:
    """The items of some words in what a member took out before, the last first: all of it, or enough to be known, or
    such parts of several."""
    cuts = list(earlier)[::-1]
    for cut in cuts:
        if (len(words) >= PASTED or words == cut.words) and (ranges := cut.take(words)):
            return ranges
    return _composed(words, cuts, least=PASTED)


def _start(moved: tuple[int, Range]) -> int:
    return moved[0]


def _between(ranges: list[Range], start: int, end: int) -> Iterator[Range]:
    """The items from one place to another of some ranges laid end to end."""
    at = 0
    for client, clock, length in ranges:
        first, last = max(start, at), min(end, at + length)
        if first < last:
            yield client, clock + first - at, last - first
        at += length


def _cuts(deleted: list[Item]) -> list[_Cut]:
    """What was taken out, together where it stood together."""
    gone = set(deleted)
    after = {item: following for item in deleted if (following := _following(item, gone)) in gone}
    firsts = gone - set(after.values())
    return [_cut(item, after) for item in deleted if item in firsts]


def _following(item: Item, gone: set[Item]) -> Item | None:
    """What stood after an item before it went; what had gone before, and marks, stand for nothing."""
    following = item.next
    while (
        following and following not in gone and (following.deleted or following.kind == update_decoder.CONTENT_FORMAT)
    ):
        following = following.next
    return following


def _cut(item: Item, after: dict[Item, Item]) -> _Cut:
    chain: list[Item] = [item]
    while chain[-1] in after:
        chain.append(after[chain[-1]])
    ranges = [(each.client, each.clock, each.end - each.clock) for each in chain]
    return _Cut(ranges, "".join(each.words for each in chain))
