"""Automatic versions in the background: what a clause says once nobody has typed in it for a while.

Every process that serves looks; the statement that keeps a version lets one of them win.
"""

import logging
from datetime import timedelta
from threading import Event

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.clauses.models import AutomaticVersion, Clause, Version
from charter.clauses.versions import automatic
from charter.collab.models import Edit
from charter.collab.storage import update_log
from charter.collab.ydoc import to_prosemirror
from charter.collab.ydoc.document import Room, Unreadable
from charter.core import clock, signals
from charter.database import commit_alone, db
from charter.extensions import socketio
from charter.web import failure_log

log = logging.getLogger("charter.collab")
QUIET = timedelta(minutes=10)
"""Without an edit, after which a clause's words are kept as a version."""
EVERY = 60.0
"""Seconds between two looks."""
SKEW = timedelta(minutes=1)
"""By which the clocks of two servers may differ."""

_looked_at: dict[int, int] = {}
"""The last edit of the clauses whose words turned out to be in a version already."""


def start(app: Flask) -> None:
    """Start looking, once for each process that serves."""
    socketio.start_background_task(run, app, Event())


def run(app: Flask, ended: Event) -> None:
    """Look at once, for what was due while nothing was served, and again and again until it is `ended`."""
    while True:
        try:
            with app.app_context():
                keep_due()
        except Exception:  # a database that is away for a minute must not end this for ever
            failure_log.tell(log, "automatic versions could not be looked for")
        if ended.wait(EVERY):
            return


def keep_due() -> list[int]:
    """Keep a version of every clause that was edited since its last one and is quiet now; returns which clauses."""
    kept = []
    for clause_id, seq in due():
        try:
            if _keep(clause_id, seq):
                kept.append(clause_id)
            _looked_at[clause_id] = seq
        except Unreadable:  # it will not be, until it is repaired or edited
            failure_log.tell(log, "clause %d has no automatic version", clause_id)
            _looked_at[clause_id] = seq
        except Exception:  # one clause that cannot be read must not keep the others from it
            failure_log.tell(log, "clause %d has no automatic version", clause_id)
            db.session.rollback()
    for clause_id in kept:
        signals.changed.send(f"clause:{clause_id}", part="versions")
    return kept


def due() -> list[tuple[int, int]]:
    """The clauses that are quiet and may hold words that no version has, each with the number of its last edit."""
    other = aliased(Edit)
    last = select(func.max(other.seq)).where(other.clause_id == Clause.id).correlate(Clause).scalar_subquery()
    covered = select(func.max(AutomaticVersion.seq)).where(AutomaticVersion.clause_id == Clause.id).scalar_subquery()
    published = select(func.max(Version.at)).where(Version.clause_id == Clause.id).scalar_subquery()
    query = (
        select(Clause.id, Edit.seq, Edit.at, published)
        .join(Edit, Edit.seq == last)
        .where(Edit.at <= clock.now() - QUIET, Edit.seq > func.coalesce(covered, 0))
    )
    return [
        (clause_id, seq)
        for clause_id, seq, at, published_at in db.session.execute(query)
        if at > published_at - SKEW and _looked_at.get(clause_id) != seq
    ]


def _keep(clause_id: int, seq: int) -> bool:
    """Read outside of any lock, then keep in one statement that asks whether this is still the last edit."""
    clause = clauses.get(clause_id)
    text = to_prosemirror.text(Room(*update_log.load(clause_id, until=seq)).doc)
    version = automatic.following(clause, charters.get(clause.charter_id).language, text, seq)
    if version is None:
        return False
    last = select(func.max(Edit.seq)).where(Edit.clause_id == clause_id).scalar_subquery()
    return commit_alone(lambda connection: automatic.add(connection, version, last == seq))


def forget_all() -> None:
    """Look at every clause again."""
    _looked_at.clear()
