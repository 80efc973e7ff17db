"""The text that a set of patches of one base gives: it does not depend on their order of adoption."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from charter.content.merge.atoms import Stream, unflatten
from charter.content.merge.patch import Hunk, Patch
from charter.content.merge.relations import relate
from charter.content.merge.rendering import render
from charter.content.merge.text import Text


@dataclass(frozen=True)
class Credit:
    """A change that is in a union, and the patches (indices from 0) that ask for it: all of them are its authors."""

    hunk: Hunk
    patches: tuple[int, ...]


@dataclass(frozen=True)
class Union:
    """The wording that some patches give together, and whose each change is."""

    text: Text
    credits: tuple[Credit, ...]


class Blocked(ValueError):
    """Two patches of a union of which only one can be adopted; `pair` holds their indices."""

    def __init__(self, pair: tuple[int, int]) -> None:
        super().__init__(f"patches {pair[0]} and {pair[1]} block one another")
        self.pair = pair


def union(base: Stream, patches: Sequence[Patch]) -> Union:
    """The base with all patches, in the order of their numbers. Blocked if two of them block one another."""
    for (i, a), (j, b) in combinations(enumerate(patches), 2):
        if relate(a, b).is_blocking:
            raise Blocked((i, j))
    return Union(applied(base, patches), _credits(patches))


def applied(base: Stream, patches: Sequence[Patch]) -> Text:
    """The base with patches of which it is known that none blocks another."""
    return unflatten([keyed.atom for keyed in render(base, patches)])


def _credits(patches: Sequence[Patch]) -> tuple[Credit, ...]:
    hunks = sorted({hunk for patch in patches for hunk in patch.hunks}, key=lambda hunk: (hunk.start, hunk.end))
    return tuple(Credit(hunk, tuple(n for n, patch in enumerate(patches) if hunk in patch.hunks)) for hunk in hunks)
