"""How many characters of a version each association wrote: a version never changes, so it is
counted once."""

from collections import Counter, OrderedDict
from threading import Lock

from flask import current_app
from werkzeug.local import LocalProxy

from charter.clauses.models import Version
from charter.collab.attribution import authorship
from charter.collab.attribution.authorship import Author
from charter.collab.attribution.contributors import characters_by_author

MAX_CACHED_VERSIONS = 2000
Counts = tuple[tuple[int, Author], ...]


class ShareCounts:
    """A cache of counts, for the versions requested last."""

    def __init__(self) -> None:
        self._counts: OrderedDict[int, Counts] = OrderedDict()
        self._counting = Lock()

    def of(self, version: Version) -> Counts:
        """The number of characters of each author without time."""
        with self._counting:  # hundreds ask at once when a version was published: one counts
            if version.id not in self._counts:
                self._counts[version.id] = _count(version)
            self._counts.move_to_end(version.id)
            while len(self._counts) > MAX_CACHED_VERSIONS:
                self._counts.popitem(last=False)
            return self._counts[version.id]


def _count(version: Version) -> Counts:
    counts: Counter[Author] = Counter()
    words = authorship.authored_words(version.clause_id, version.state)
    for count, by in characters_by_author(words):
        counts[by._replace(at=None)] += count
    return tuple((count, by) for by, count in counts.items())


share_counts: ShareCounts = LocalProxy(lambda: current_app.extensions["collab"].share_counts)  # type: ignore[assignment]
"""The cache of the present app."""
