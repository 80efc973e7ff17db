"""How many characters of a version each association wrote: counted once, since a version never changes."""

from collections import Counter, OrderedDict
from threading import Lock

from flask import current_app
from werkzeug.local import LocalProxy

from charter.clauses.models import Version
from charter.collab.attribution import authorship
from charter.collab.attribution.authorship import Signature
from charter.collab.attribution.contributors import counted

MAX_KEPT = 2000
"""Versions whose counts are kept."""
Counts = tuple[tuple[int, Signature], ...]


class ShareCounts:
    """The counts that this process keeps, of the versions that were asked for last."""

    def __init__(self) -> None:
        self._counts: OrderedDict[int, Counts] = OrderedDict()
        self._counting = Lock()

    def of(self, version: Version) -> Counts:
        """Each association with its number of characters."""
        with self._counting:  # hundreds ask at once when a version was published: one counts
            if version.id not in self._counts:
                self._counts[version.id] = _count(version)
            self._counts.move_to_end(version.id)
            while len(self._counts) > MAX_KEPT:
                self._counts.popitem(last=False)
            return self._counts[version.id]


def _count(version: Version) -> Counts:
    counts: Counter[Signature] = Counter()
    for count, by in counted(authorship.signed(version.clause_id, version.state)):
        counts[by._replace(at=None)] += count
    return tuple((count, by) for by, count in counts.items())


share_counts: ShareCounts = LocalProxy(lambda: current_app.extensions["collab"].share_counts)  # type: ignore[assignment]
"""Those of the present app."""
