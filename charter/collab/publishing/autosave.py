"""Autosave: automatic versions of clauses that were edited and then idle for a while.

Every process that serves looks for them; the statement that stores a version
(`clauses/versions/automatic.py`) lets one of them win.
"""

import logging
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.clauses.models import AutomaticVersion, Clause, Version
from charter.clauses.versions import automatic
from charter.collab.models import Edit
from charter.collab.storage import update_log
from charter.collab.ydoc import to_prosemirror
from charter.collab.ydoc.document import LiveDocument, Unreadable
from charter.core import clock, signals
from charter.database import commit_alone, db
from charter.web import failure_log

log = logging.getLogger("charter.collab")
IDLE_AFTER = timedelta(minutes=10)
"""Without an edit, after which the text of a clause is stored as a version."""
LOOK_INTERVAL_S = 60.0
CLOCK_SKEW = timedelta(minutes=1)
"""By which the clocks of two servers may differ."""


class Autosave:
    """Stores automatic versions for one app, and remembers which clauses need none."""

    def __init__(self) -> None:
        self._looked_at: dict[int, int] = {}
        """By clause, the last edit up to which it was looked at."""

    def snapshot_idle(self) -> list[int]:
        """Store a version of every clause that was edited since its last one and is idle now;
        returns which."""
        kept = []
        for clause_id, seq in self._due():
            try:
                if keep(clause_id, seq):
                    kept.append(clause_id)
                self._looked_at[clause_id] = seq
            except Unreadable:  # it stays so until it is repaired or edited
                failure_log.report(log, "clause %d has no automatic version", clause_id)
                self._looked_at[clause_id] = seq
            except Exception:  # one clause must not keep the others from having theirs
                failure_log.report(log, "clause %d has no automatic version", clause_id)
                db.session.rollback()
        for clause_id in kept:
            signals.changed.send(f"clause:{clause_id}", part="versions")
        return kept

    def _due(self) -> list[tuple[int, int]]:
        return [each for each in idle_clauses() if self._looked_at.get(each[0]) != each[1]]


def idle_clauses() -> list[tuple[int, int]]:
    """The clauses that are idle and may hold text that is in no version, each with the number of
    its last edit."""
    other, kept = aliased(Edit), aliased(AutomaticVersion)
    last = select(func.max(other.seq)).where(other.clause_id == Clause.id).correlate(Clause)
    covered = select(func.max(kept.seq)).where(kept.clause_id == Clause.id)
    published = select(func.max(Version.at)).where(Version.clause_id == Clause.id)
    is_covered = Edit.seq <= func.coalesce(covered.scalar_subquery(), 0)
    query = (
        select(Clause.id, Edit.seq, Edit.at, published.scalar_subquery())
        .join(Edit, Edit.seq == last.scalar_subquery())
        .where(Edit.at <= clock.now() - IDLE_AFTER, ~is_covered)
    )
    return [
        (clause_id, seq)
        for clause_id, seq, at, published_at in db.session.execute(query)
        if at > published_at - CLOCK_SKEW
    ]


def keep(clause_id: int, seq: int) -> bool:
    """Store a version of a clause up to an edit; returns whether one was stored."""
    clause = clauses.get(clause_id)
    text = to_prosemirror.text(LiveDocument(*update_log.load(clause_id, until=seq)).doc)
    version = automatic.following(clause, charters.get(clause.charter_id).language, text, seq)
    if version is None:
        return False

    # The text was read outside of any lock: the statement that stores it asks whether this is still
    # the last edit.
    last = select(func.max(Edit.seq)).where(Edit.clause_id == clause_id).scalar_subquery()
    return commit_alone(lambda connection: automatic.add(connection, version, last == seq))
