"""How many characters of a version each association wrote: a version never changes, so it is
counted once, and stored."""

import logging
from collections import Counter, OrderedDict
from collections.abc import Collection
from threading import Lock

from flask import current_app
from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased
from werkzeug.local import LocalProxy

from charter.clauses.models import Version
from charter.collab.attribution import authorship
from charter.collab.attribution.authorship import Author
from charter.collab.attribution.contributors import characters_by_author
from charter.collab.models import VersionShares
from charter.database import INSERT, commit_alone, db
from charter.web import failure_log

log = logging.getLogger("charter.collab")
MAX_CACHED_VERSIONS = 2000
MAX_COUNTED_AT_ONCE = 25
"""Versions that are counted for one page: the others are stored within a minute."""
STORE_INTERVAL_S = 30.0
Counts = tuple[tuple[int, Author], ...]


class ShareCounts:
    """A cache of counts, for the versions requested last."""

    def __init__(self) -> None:
        self._counts: OrderedDict[int, Counts] = OrderedDict()
        self._counting = Lock()

    def of(self, version: Version) -> Counts:
        """The number of characters of each author without time."""
        return self.of_many([version])[version.id]

    def of_many(self, versions: Collection[Version]) -> dict[int, Counts]:
        """The same for several versions, by id; a few at most that were never counted are."""
        with self._counting:  # hundreds ask at once when a version was published: one counts
            self._read([each.id for each in versions if each.id not in self._counts])
            missing = [each for each in versions if each.id not in self._counts]
            for version in missing[:MAX_COUNTED_AT_ONCE]:
                self._counts[version.id] = _count(version)
            found = {each.id: self._counts[each.id] for each in versions if each.id in self._counts}
            self._keep_the_last(found)
            return found

    def _read(self, version_ids: list[int]) -> None:
        if version_ids:
            query = select(VersionShares).where(VersionShares.version_id.in_(version_ids))
            for row in db.session.scalars(query):
                self._counts[row.version_id] = _from_json(row.counts)

    def _keep_the_last(self, used: Collection[int]) -> None:
        for version_id in used:
            self._counts.move_to_end(version_id)
        while len(self._counts) > max(MAX_CACHED_VERSIONS, len(used)):
            self._counts.popitem(last=False)


def store_missing() -> int:
    """Count and store the newest versions that were never counted; returns how many."""
    later = aliased(Version)
    is_newest = ~select(later.id).where(later.clause_id == Version.clause_id, later.number > Version.number).exists()
    is_stored = select(VersionShares.version_id).where(VersionShares.version_id == Version.id).exists()
    missing = list(db.session.scalars(select(Version).where(is_newest, ~is_stored).order_by(Version.id)))
    return sum(_store(version) for version in missing)


def _store(version: Version) -> bool:
    try:
        counts = _count(version)
    except Exception:  # one version must not keep the others from being counted
        failure_log.report(log, "the words of version %d were not counted", version.id)
        db.session.rollback()
        return False
    row = {"version_id": version.id, "counts": _as_json(counts)}

    def insert_if_absent(connection: Connection) -> None:
        # Two processes that count the same version find the same: the second one does nothing.
        connection.execute(INSERT[connection.dialect.name](VersionShares).values(row).on_conflict_do_nothing())

    commit_alone(insert_if_absent)
    return True


def _count(version: Version) -> Counts:
    """Neither members nor times are told apart: of a member, it is kept that there is one."""
    counts: Counter[Author] = Counter()
    words = authorship.authored_words(version.clause_id, version.state)
    for count, by in characters_by_author(words):
        counts[_author(by.association_id, by.member_id is not None)] += count
    return tuple((count, by) for by, count in counts.items())


def _author(association_id: int | None, is_known: bool) -> Author:
    return Author(0 if is_known else None, association_id)


def _as_json(counts: Counts) -> list[list[object]]:
    return [[count, by.association_id, by.member_id is not None] for count, by in counts]


def _from_json(counts: list[list[object]]) -> Counts:
    return tuple((count, _author(association_id, is_known)) for count, association_id, is_known in counts)  # type: ignore[arg-type,misc]


share_counts: ShareCounts = LocalProxy(lambda: current_app.extensions["collab"].share_counts)  # type: ignore[assignment]
"""The cache of the present app."""
