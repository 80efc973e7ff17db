"""What stands where in a clause's document, item by item, so that plain typing needs no second look at the whole text.

Words and marks stand in lines, lines and elements stand in elements: an item's place follows from its neighbours. The
shape also knows how far each client has written, so a gap is seen before any decoder meets it.
"""

from bisect import bisect_right
from collections import defaultdict

from charter.collab import scan
from charter.collab.scan import Foreign, Id, Run, Scan

NOWHERE, ELEMENT, LINE = 0, 1, 2
"""Where an item stands: in something collected since, in an element (or the root), in a line of text."""


class Gap(Exception):
    """An update builds on, or deletes, something that has not come."""


class Shape:
    """The places of all items of one document."""

    def __init__(self) -> None:
        self._starts: dict[int, list[int]] = defaultdict(list)
        self._places: dict[int, list[int]] = defaultdict(list)
        self._ends: dict[int, int] = {}
        self._types: dict[Id, int] = {}

    def take(self, update: Scan) -> bool:
        """Take an update in; returns whether it is plain typing, which cannot leave the schema nor contradict the order
        of what stands there: words at the end of lines, and deletions.

        Raises Gap, or Foreign when something would stand where it cannot. The shape is then spoilt.
        """
        plain = True
        for run in self._in_order(update.runs):
            known = self._ends.get(run.client, 0)
            if run.clock + run.length <= known:
                continue
            place = self._place(run)
            _check(run, place)
            plain &= run.kind == scan.STRING and run.right is None and place == LINE
            self._add(run, place)
        for client, clock, length in update.deletions:
            if clock + length > self._ends.get(client, 0):
                raise Gap
        return plain

    def _in_order(self, runs: list[Run]) -> list[Run]:
        """The runs so that each comes after what it stands on; raises Gap when there is no such order."""
        if len({run.client for run in runs}) < 2:
            return runs
        waiting: dict[int, list[Run]] = defaultdict(list)
        for run in reversed(runs):
            waiting[run.client].append(run)
        ends = dict(self._ends)
        ordered: list[Run] = []
        while waiting:
            before = len(ordered)
            for client in list(waiting):
                queue = waiting[client]
                while queue and all(clock < ends.get(who, 0) for who, clock in _leans_on(queue[-1]) if who != client):
                    run = queue.pop()
                    ends[client] = max(ends.get(client, 0), run.clock + run.length)
                    ordered.append(run)
                if not queue:
                    del waiting[client]
            if len(ordered) == before:
                raise Gap
        return ordered

    def _place(self, run: Run) -> int:
        if run.clock > self._ends.get(run.client, 0):
            raise Gap
        if run.kind == scan.COLLECTED:
            return NOWHERE
        sides = [self._place_of(side) for side in (run.left, run.right) if side]
        if sides:
            return NOWHERE if NOWHERE in sides else sides[0] if len(set(sides)) == 1 else _contradiction()
        if run.parent is None:
            return ELEMENT
        self._place_of(run.parent)  # has it come?
        return self._types.get(run.parent, NOWHERE)

    def _place_of(self, item: Id) -> int:
        client, clock = item
        if clock >= self._ends.get(client, 0):
            raise Gap
        return self._places[client][bisect_right(self._starts[client], clock) - 1]

    def _add(self, run: Run, place: int) -> None:
        places = self._places[run.client]
        if not places or places[-1] != place:
            self._starts[run.client].append(max(run.clock, self._ends.get(run.client, 0)))
            places.append(place)
        self._ends[run.client] = run.clock + run.length
        if run.kind == scan.TYPE:
            self._types[run.client, run.clock] = LINE if run.is_line else ELEMENT


def _leans_on(run: Run) -> list[Id]:
    return [item for item in (run.left, run.right, run.parent) if item]


def _contradiction() -> int:
    raise Foreign("neighbours that are not in one place")


def _check(run: Run, place: int) -> None:
    if place == ELEMENT and run.kind in (scan.STRING, scan.FORMAT):
        raise Foreign("words outside a line")
    if place == LINE and run.kind == scan.TYPE:
        raise Foreign("an element inside a line")
