"""Provenance: words that are moved or restored keep their author.

Splitting a paragraph, making a list, undoing a deletion, cutting and pasting: for Yjs each of these
deletes items and inserts new ones, under the client id of whoever did it. The log tells them apart
from new words. Words that an edit inserts come from where it, or an earlier edit of the same
member, deleted the very same words; and undo inserts words directly before the deleted ones that it
restores.
"""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from charter.collab.storage import client_ids
from charter.collab.ydoc.encoding import IdRange, utf16_length
from charter.collab.ydoc.struct_store import Integrated, Item, StructStore
from charter.collab.ydoc.update_decoder import DecodedUpdate

MAX_REMEMBERED_DELETIONS = 20
"""Of a member, from which words can still be pasted."""
MAX_COMPOSED_LENGTH = 5_000
"""Characters of an insertion that is searched for in several deletions together."""
MIN_PASTED_LENGTH = 8
"""Characters by which a part of an earlier deletion is recognised: fewer could be typed anew by
chance."""


@dataclass
class _Deletion:
    """Words that were deleted together; `reinserted_to` is the position up to which they were
    inserted again."""

    ranges: list[IdRange]
    words: str
    reinserted_to: int = 0

    def reinsert(self, words: str) -> list[IdRange]:
        """The items of these words, of those not inserted again yet if possible; none if it does
        not contain them."""
        # "a b a" that is pasted word by word: each "a" has its own author, so the search goes on
        # after the last find.
        at = self.words.find(words, self.reinserted_to)
        at = at if at >= 0 else self.words.find(words)
        if at < 0:
            return []

        self.reinserted_to = at + len(words)
        return self.between(at, self.reinserted_to)

    def between(self, start: int, end: int) -> list[IdRange]:
        """The items of its words from `start` to before `end`."""
        first = utf16_length(self.words[:start])
        return list(_between(self.ranges, first, first + utf16_length(self.words[start:end])))


def _remembered() -> deque[_Deletion]:
    return deque(maxlen=MAX_REMEMBERED_DELETIONS)


class ProvenanceTracker:
    """Replays the update log of one clause, and records which items are moved ones."""

    def __init__(self) -> None:
        self._store = StructStore()
        self._deletions: dict[int, deque[_Deletion]] = defaultdict(_remembered)
        """By member, the oldest first."""
        self._sources: dict[int, list[tuple[int, IdRange]]] = defaultdict(list)
        """By client id, sorted by clock: from this clock on, the items are those of the range,
        moved."""

    def add(self, update: DecodedUpdate, member_id: int) -> None:
        """Read the next edit and its author. Raises MissingDependency if it depends on one that was
        not read."""
        integrated = self._store.integrate(update)
        if any(client_ids.is_authored(struct.client) for struct in update.structs):
            self._record_authored(integrated)
            return
        now, earlier = _deletions(integrated.deleted), self._deletions[member_id]

        # One typed character is never taken for a moved one, or each "e" would be somebody else's.
        is_typed = len(update.structs) == 1 and len(update.structs[0].text) == 1
        for item in integrated.inserted:
            if not is_typed and not item.deleted:
                found = self._restored(item) or _moved(item.text, now)
                self._record(item, found or _pasted(item.text, earlier))
        earlier += [deletion for deletion in now if len(deletion.words) > 1]

    def _record_authored(self, integrated: Integrated) -> None:
        """Of what the server writes for authors, words move only where an edit inserts all that it deletes, both in the
        order of their items; else they are new, whatever else says the same."""
        inserted = sorted(integrated.inserted, key=_place)
        deleted = sorted(integrated.deleted, key=_place)
        if "".join(item.text for item in inserted) != "".join(item.text for item in deleted):
            return
        ranges, at = [(item.client, item.clock, item.end - item.clock) for item in deleted], 0
        for item in inserted:
            length = item.end - item.clock
            self._record(item, list(_between(ranges, at, at + length)))
            at += length

    def sources(self, client: int, clock: int, length: int) -> Iterator[IdRange]:
        """The items as which these were first inserted, part by part, in their order."""
        end = clock + length
        moved = self._sources.get(client, [])
        place = max(bisect_right(moved, clock, key=_clock) - 1, 0)

        for start, (source, first, count) in moved[place : bisect_left(moved, end, key=_clock)]:
            if start + count <= clock:
                continue
            if start > clock:
                yield client, clock, start - clock
                clock = start
            stop = min(start + count, end)
            yield source, first + clock - start, stop - clock
            clock = stop
        if clock < end:
            yield client, clock, end - clock

    def _record(self, item: Item, found: list[IdRange]) -> None:
        # What is found may have been moved itself: its own sources are recorded, so that they are
        # never looked up twice.
        clock = item.clock
        for source in [source for each in found for source in self.sources(*each)]:
            insort(self._sources[item.client], (clock, source), key=_clock)
            clock += source[2]

    def _restored(self, item: Item) -> list[IdRange]:
        """The deleted items directly after an item, if they have the same words: an undo inserts
        there."""
        if not item.right_origin:
            return []
        client, clock = item.right_origin
        length = item.end - item.clock
        deleted = self._store.deleted_text(client, clock, length)
        return [(client, clock, length)] if deleted == item.text else []


def _moved(words: str, deletions: list[_Deletion]) -> list[IdRange]:
    """The items of words that the same edit deleted: in one place, or over several lines."""
    found = (ranges for deletion in deletions if (ranges := deletion.reinsert(words)))
    return next(found, []) or _composed(words, deletions)


def _pasted(words: str, earlier: Iterable[_Deletion]) -> list[IdRange]:
    """The items of words in earlier deletions of the member, newest first.

    A whole deletion, a part that is long enough, or such parts of several.
    """
    deletions = list(earlier)[::-1]
    for deletion in deletions:
        is_recognised = len(words) >= MIN_PASTED_LENGTH or words == deletion.words
        if is_recognised and (ranges := deletion.reinsert(words)):
            return ranges
    return _composed(words, deletions, min_length=MIN_PASTED_LENGTH)


def _composed(words: str, deletions: list[_Deletion], min_length: int = 1) -> list[IdRange]:
    """The items of words that are the end of one deletion, whole ones, and the start of a last one:
    joined lines.

    Each part is a whole deletion or has at least `min_length` characters.
    """
    if not 1 < len(deletions) <= MAX_REMEMBERED_DELETIONS or len(words) > MAX_COMPOSED_LENGTH:
        return []

    size, deletion = _longest(_overlap, deletions, words, min_length)
    ranges, rest = deletion.between(len(deletion.words) - size, len(deletion.words)), words[size:]
    while size and rest:
        size, deletion = _longest(_common_start, deletions, rest, min_length)
        ranges, rest = ranges + deletion.between(0, size), rest[size:]
    return [] if rest else ranges


def _longest(
    measure: Callable[[str, str], int], deletions: list[_Deletion], words: str, min_length: int
) -> tuple[int, _Deletion]:
    """The deletion that covers most of some words, and how many characters; 0 if none covers
    enough."""
    sized = [(measure(deletion.words, words), deletion) for deletion in deletions]
    long_enough = [each for each in sized if each[0] >= min_length or each[0] == len(each[1].words)]
    return max(long_enough or [(0, deletions[0])], key=_size)


def _size(sized: tuple[int, _Deletion]) -> int:
    return sized[0]


def _overlap(before: str, words: str) -> int:
    """How many characters at the end of `before` are the start of `words`."""
    sizes = range(min(len(before), len(words)), 0, -1)
    return next((size for size in sizes if before.endswith(words[:size])), 0)


def _common_start(one: str, other: str) -> int:
    """The length of the shorter text if the longer one starts with it, else 0."""
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) if longer.startswith(shorter) else 0


def _place(item: Item) -> tuple[int, int]:
    return item.client, item.clock


def _clock(moved: tuple[int, IdRange]) -> int:
    return moved[0]


def _between(ranges: list[IdRange], start: int, end: int) -> Iterator[IdRange]:
    """The items from `start` to before `end` of ranges laid end to end."""
    at = 0
    for client, clock, length in ranges:
        first, last = max(start, at), min(end, at + length)
        if first < last:
            yield client, clock + first - at, last - first
        at += length


def _deletions(deleted: list[Item]) -> list[_Deletion]:
    """The deleted items, grouped where they were adjacent."""
    gone = set(deleted)
    after = {item: following for item in deleted if (following := _following(item, gone)) in gone}
    firsts = gone - set(after.values())
    return [_deletion(item, after) for item in deleted if item in firsts]


def _following(item: Item, gone: set[Item]) -> Item | None:
    """What followed an item before the deletion; items that were deleted earlier, and marks, are
    skipped."""
    following = item.right
    while following and following not in gone and (following.deleted or following.is_format):
        following = following.right
    return following


def _deletion(item: Item, after: dict[Item, Item]) -> _Deletion:
    chain: list[Item] = [item]
    while chain[-1] in after:
        chain.append(after[chain[-1]])
    ranges = [(each.client, each.clock, each.end - each.clock) for each in chain]
    return _Deletion(ranges, "".join(each.text for each in chain))
