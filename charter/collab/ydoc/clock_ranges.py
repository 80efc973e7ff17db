"""A set of clocks as disjoint ranges, like the delete set of one client in Yjs."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator


class ClockRanges:
    """A set of whole numbers, stored as sorted, disjoint ranges."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, start: int, end: int) -> None:
        """Add the numbers from `start` to before `end`."""
        first, last = bisect_left(self._ends, start), bisect_right(self._starts, end)
        if first < last:
            start, end = min(start, self._starts[first]), max(end, self._ends[last - 1])
        self._starts[first:last] = [start]
        self._ends[first:last] = [end]

    def __contains__(self, number: int) -> bool:
        place = bisect_right(self._starts, number) - 1
        return place >= 0 and number < self._ends[place]

    def gaps(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The ranges from `start` to before `end` that are not in the set."""
        for place in range(bisect_right(self._ends, start), len(self._starts)):
            if self._starts[place] >= end:
                break
            if start < self._starts[place]:
                yield start, self._starts[place]
            start = self._ends[place]
        if start < end:
            yield start, end
