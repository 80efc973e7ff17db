"""Which items of one text are those of another. Plain values in, plain values out.

The work is bounded by a multiple of the length, even for hostile texts. Swapping the two texts
gives the same pairs: the smaller one is always processed first.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, product

from charter.content.blocks import is_word, tokens

Pair = tuple[int, int]
"""An index in the old text and one in the new, both from 0."""

MAX_PAIRS_PER_ITEM = 20
"""Pairs of equal items considered per item; above it, only items that are unique on both sides are
matched."""
MAX_SHARED_PAIRS = 200_000
"""Maximum number of line pairs noted for sharing a word; above it, the most frequent words are
ignored."""
CHANGED, MOVED = 0.4, 0.7
"""The share of common words from which two lines are one line: in place, and elsewhere."""
MIN_MOVED_WORDS = 3
"""Minimum number of words of a line that counts as moved; a shorter one was probably retyped."""


def common(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """A longest common subsequence of equal items (Hunt and Szymanski, 1977), within the bounds
    above."""
    if list(old) > list(new):
        return [(i, j) for j, i in common(new, old)]
    head, tail = edges(old, new)
    ends = len(old) - tail, len(new) - tail
    middle = [(head + i, head + j) for i, j in _chain(old[head : ends[0]], new[head : ends[1]])]
    return [(n, n) for n in range(head)] + middle + [(ends[0] + n, ends[1] + n) for n in range(tail)]


def edges(old: Sequence[str], new: Sequence[str]) -> Pair:
    """The number of equal items at the start, and of the remaining ones at the end."""
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    rest = shorter - head
    return head, next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)


def _chain(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """The longest chain of pairs, extended at its cheapest end; each link refers to the one
    before."""
    where = _weighed(old, new)
    lasts: list[int] = []
    heads: list[int] = []
    steps: list[tuple[int, int, int]] = []

    for i, item in enumerate(old):
        for j in reversed(where.get(item, ())):
            length = bisect_left(lasts, j)
            steps.append((i, j, heads[length - 1] if length else -1))
            lasts[length : length + 1], heads[length : length + 1] = [j], [len(steps) - 1]

    return _unwound(steps, heads[-1]) if heads else []


def _weighed(old: Sequence[str], new: Sequence[str]) -> dict[str, list[int]]:
    """The candidate positions in `new` for each item of `old`: all, or only unique items if there
    are too many."""
    ours, theirs = _places(enumerate(old)), _places(enumerate(new))
    shared = {item: (len(ours[item]), len(theirs[item])) for item in ours.keys() & theirs.keys()}
    if sum(a * b for a, b in shared.values()) <= MAX_PAIRS_PER_ITEM * (len(old) + len(new)):
        return theirs
    return {item: theirs[item] for item, times in shared.items() if times == (1, 1)}


def _places(items: Iterable[tuple[int, str]]) -> dict[str, list[int]]:
    found = defaultdict(list)
    for place, item in items:
        found[item].append(place)
    return dict(found)


def _unwound(steps: list[tuple[int, int, int]], last: int) -> list[Pair]:
    pairs = []
    while last >= 0:
        i, j, last = steps[last]
        pairs.append((i, j))
    return pairs[::-1]


def links(old: Sequence[str], new: Sequence[str]) -> tuple[list[Pair], list[Pair]]:
    """The pairs of lines that are one line: those in order, sorted, and those that moved."""
    if list(old) > list(new):
        kept, moved = links(new, old)
        return [(i, j) for j, i in kept], [(i, j) for j, i in moved]

    words_of = _distinct_words(old), _distinct_words(new)
    saying = list(words_of[0]), list(words_of[1])
    backbone = [
        (saying[0][i], saying[1][j]) for i, j in common([old[i] for i in saying[0]], [new[j] for j in saying[1]])
    ]
    free = _without(words_of[0], {i for i, _ in backbone}), _without(words_of[1], {j for _, j in backbone})
    likeness = _likeness(*free) | {pair: 2.0 for pair in _repeated(old, new, free)}
    kept, moved = _accepted(backbone, likeness, {i: len(words) for i, words in free[0].items()})

    return sorted(kept + list(_between(old, new, kept, moved))), moved


def _distinct_words(lines: Sequence[str]) -> dict[int, set[str]]:
    """The set of words of each line that has any."""
    found = {place: set(filter(is_word, tokens(line.lower()))) for place, line in enumerate(lines)}
    return {place: words for place, words in found.items() if words}


def _without(words_of: dict[int, set[str]], places: set[int]) -> dict[int, set[str]]:
    return {place: words for place, words in words_of.items() if place not in places}


def _repeated(old: Sequence[str], new: Sequence[str], free: tuple[dict[int, set[str]], ...]) -> Iterator[Pair]:
    """Remaining lines that are equal on both sides: the first with the first, and so on."""
    ours, theirs = _places((i, old[i]) for i in free[0]), _places((j, new[j]) for j in free[1])
    for line, places in ours.items():
        yield from zip(places, theirs.get(line, ()), strict=False)


def _likeness(old: dict[int, set[str]], new: dict[int, set[str]]) -> dict[Pair, float]:
    """The share of common words (Dice coefficient) of line pairs that share enough to be one
    line."""
    ours = _places((i, word) for i, words in old.items() for word in words)
    theirs = _places((j, word) for j, words in new.items() for word in words)
    telling, blurred = _distinctive_words(ours, theirs)
    shared: dict[Pair, int] = defaultdict(int)

    for word in telling:
        for pair in product(ours[word], theirs[word]):
            shared[pair] += 1

    sizes = [{place: len(words - blurred) for place, words in each.items()} for each in (old, new)]
    scores = {(i, j): 2 * times / (sizes[0][i] + sizes[1][j]) for (i, j), times in shared.items()}
    return {pair: score for pair, score in scores.items() if score >= CHANGED}


def _distinctive_words(ours: dict[str, list[int]], theirs: dict[str, list[int]]) -> tuple[list[str], set[str]]:
    """Words of both texts from the rarest on, within the work limit; and the remaining, frequent
    ones."""
    costs = {word: len(ours[word]) * len(theirs[word]) for word in ours.keys() & theirs.keys()}
    spent, telling = 0, []

    for word in sorted(costs, key=lambda word: (costs[word], word)):
        spent += costs[word]
        if spent > MAX_SHARED_PAIRS:
            break

        telling.append(word)

    return telling, costs.keys() - set(telling)


def _accepted(
    backbone: list[Pair], likeness: dict[Pair, float], lengths: dict[int, int]
) -> tuple[list[Pair], list[Pair]]:
    """Accept pairs from the most alike on: in order if they cross no accepted pair, else as
    moved."""
    kept, moved = list(backbone), list[Pair]()
    taken: tuple[set[int], set[int]] = (set(), set())

    for i, j in sorted(likeness, key=lambda pair: (-likeness[pair], abs(pair[0] - pair[1]), pair)):
        if i in taken[0] or j in taken[1]:
            continue

        place = bisect_left(kept, (i, j))
        if _in_order(kept, place, j):
            kept.insert(place, (i, j))
        elif likeness[i, j] >= MOVED and lengths[i] >= MIN_MOVED_WORDS:
            moved.append((i, j))
        else:
            continue

        taken[0].add(i)
        taken[1].add(j)

    return kept, moved


def _in_order(kept: list[Pair], place: int, j: int) -> bool:
    return (place == 0 or kept[place - 1][1] < j) and (place == len(kept) or j < kept[place][1])


def _between(old: Sequence[str], new: Sequence[str], kept: list[Pair], moved: list[Pair]) -> Iterator[Pair]:
    """Remaining equal lines between two accepted pairs, above all lines without words."""
    left, arrived = {i for i, _ in moved}, {j for _, j in moved}
    for (i, j), (after_i, after_j) in pairwise([(-1, -1), *kept, (len(old), len(new))]):
        ours = [n for n in range(i + 1, after_i) if n not in left]
        theirs = [n for n in range(j + 1, after_j) if n not in arrived]
        for a, b in common([old[n] for n in ours], [new[n] for n in theirs]):
            yield ours[a], theirs[b]
