"""Provenance: words that are moved or restored keep their author.

Splitting a paragraph, making a list, undoing a deletion, cutting and pasting: for Yjs each deletes
items and inserts new ones under the client id of whoever did it. The log tells them apart. Words
that an edit inserts come from where it, or an earlier edit of the same member, deleted the very
same words; and undo inserts words directly before the deleted ones that it restores.
"""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from charter.collab.ydoc.encoding import utf16_length
from charter.collab.ydoc.struct_store import Item, StructStore
from charter.collab.ydoc.update_decoder import DecodedUpdate

Range = tuple[int, int, int]
"""Consecutive items of a client: client id, first clock, length."""
MAX_CUTS_REMEMBERED = 20
"""Deletions of a member from which words can still be pasted."""
MAX_COMPOSED_LENGTH = 5_000
"""Characters of an insertion that is searched over several deletions."""
MIN_PASTED_LENGTH = 8
"""Minimum number of characters by which part of an earlier deletion is recognised."""


@dataclass
class _Cut:
    """Words that were deleted together; `put`: the position up to which they were inserted again."""

    ranges: list[Range]
    words: str
    put: int = 0

    def take(self, words: str) -> list[Range]:
        """The items of these words in the cut, preferring those not inserted yet; none if it does
        not contain them."""
        at = self.words.find(words, self.put)
        at = at if at >= 0 else self.words.find(words)
        if at < 0:
            return []
        self.put = at + len(words)
        return self.between(at, self.put)

    def between(self, start: int, end: int) -> list[Range]:
        """The items of its words from `start` to before `end`."""
        first = utf16_length(self.words[:start])
        return list(_between(self.ranges, first, first + utf16_length(self.words[start:end])))


class Provenance:
    """The update log of one clause, replayed edit by edit."""

    def __init__(self) -> None:
        self._store = StructStore()
        self._cuts: dict[int, deque[_Cut]] = defaultdict(lambda: deque(maxlen=MAX_CUTS_REMEMBERED))
        self._origins: dict[int, list[tuple[int, Range]]] = defaultdict(list)

    def take(self, update: DecodedUpdate, member_id: int) -> None:
        """Read the next edit and its author; LookupError if it depends on one that was not read."""
        integrated = self._store.integrate(update)
        cuts, earlier = _cuts(integrated.deleted), self._cuts[member_id]
        is_typed = len(update.structs) == 1 and len(update.structs[0].text) == 1
        for item in integrated.inserted:
            if not is_typed and not item.deleted:
                self._note(item, self._restored(item) or _moved(item.text, cuts) or _pasted(item.text, earlier))
        earlier += [cut for cut in cuts if len(cut.words) > 1]

    def origin(self, client: int, clock: int, length: int) -> Iterator[Range]:
        """The ranges under which these items were first inserted, in order."""
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
        """The deleted items directly after it, if they contain the same words: an undo inserts
        there."""
        if not item.right_origin:
            return []
        client, clock = item.right_origin
        length = item.end - item.clock
        return [(client, clock, length)] if self._store.deleted_text(client, clock, length) == item.text else []


def _moved(words: str, cuts: list[_Cut]) -> list[Range]:
    """The items of words that the same edit deleted: in one cut, or across several lines."""
    return next((ranges for cut in cuts if (ranges := cut.take(words))), []) or _composed(words, cuts)


def _composed(words: str, cuts: list[_Cut], least: int = 1) -> list[Range]:
    """The items of words made of the end of one cut, whole ones, and the start of a last one, as
    when lines are joined. Each part is a whole cut or has at least `least` characters."""
    if not 1 < len(cuts) <= MAX_CUTS_REMEMBERED or len(words) > MAX_COMPOSED_LENGTH:
        return []

    size, cut = _largest(_overlap, cuts, words, least)
    ranges, rest = cut.between(len(cut.words) - size, len(cut.words)), words[size:]

    while size and rest:
        size, cut = _largest(_common_start, cuts, rest, least)
        ranges, rest = ranges + cut.between(0, size), rest[size:]

    return [] if rest else ranges


def _largest(measure: Callable[[str, str], int], cuts: list[_Cut], words: str, least: int) -> tuple[int, _Cut]:
    """The cut that covers the most of some words, and how many characters; 0 if none covers enough."""
    sized = [(measure(cut.words, words), cut) for cut in cuts]
    return max(
        [each for each in sized if each[0] >= least or each[0] == len(each[1].words)] or [(0, cuts[0])], key=_size
    )


def _size(sized: tuple[int, _Cut]) -> int:
    return sized[0]


def _overlap(before: str, words: str) -> int:
    """The number of characters at the end of `before` with which `words` starts."""
    sizes = range(min(len(before), len(words)), 0, -1)
    return next((size for size in sizes if before.endswith(words[:size])), 0)


def _common_start(one: str, other: str) -> int:
    """The length of the shorter text if the longer one starts with it, else 0."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) if longer.startswith(shorter) else 0


def _pasted(words: str, earlier: Iterable[_Cut]) -> list[Range]:
    """The items of words in earlier deletions of the member, newest first: a whole one, a long
    enough part, or parts of several."""
    cuts = list(earlier)[::-1]
    for cut in cuts:
        if (len(words) >= MIN_PASTED_LENGTH or words == cut.words) and (ranges := cut.take(words)):
            return ranges
    return _composed(words, cuts, least=MIN_PASTED_LENGTH)


def _start(moved: tuple[int, Range]) -> int:
    return moved[0]


def _between(ranges: list[Range], start: int, end: int) -> Iterator[Range]:
    """The items from `start` to before `end` of ranges laid end to end."""
    at = 0
    for client, clock, length in ranges:
        first, last = max(start, at), min(end, at + length)
        if first < last:
            yield client, clock + first - at, last - first
        at += length


def _cuts(deleted: list[Item]) -> list[_Cut]:
    """The deleted items, grouped where they were adjacent."""
    gone = set(deleted)
    after = {item: following for item in deleted if (following := _following(item, gone)) in gone}
    firsts = gone - set(after.values())
    return [_cut(item, after) for item in deleted if item in firsts]


def _following(item: Item, gone: set[Item]) -> Item | None:
    """The item after a deleted one before the deletion. Items deleted earlier, and marks, are
    skipped."""
    following = item.right
    while following and following not in gone and (following.deleted or following.is_format):
        following = following.right
    return following


def _cut(item: Item, after: dict[Item, Item]) -> _Cut:
    chain: list[Item] = [item]
    while chain[-1] in after:
        chain.append(after[chain[-1]])
    ranges = [(each.client, each.clock, each.end - each.clock) for each in chain]
    return _Cut(ranges, "".join(each.text for each in chain))
