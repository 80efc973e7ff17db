"""Set aside the edits that make a log unreadable.

Nothing is deleted: such an edit stays in the log with its author, and is not read any more. Clients
whose copy contains it receive a new document.
"""

import logging
import secrets
from typing import NamedTuple

from sqlalchemy import delete, select, update

from charter.clauses.models import Clause
from charter.collab.models import Document, Edit, SetAside, Snapshot
from charter.collab.recovery import integrity
from charter.collab.recovery.integrity import Unsound
from charter.collab.storage import update_log
from charter.core import clock, signals
from charter.core.loop import run_in_thread
from charter.database import db, writing
from charter.journal import actions as journal

log = logging.getLogger("charter.collab")


class Repaired(NamedTuple):
    """An edit that was set aside, and why."""

    edit: Edit
    why: str


def repair(clause_id: int) -> list[Repaired]:
    """Set aside every unsound edit of a clause, and record that in the journal; returns them, none
    for a sound clause."""
    logged = update_log.all_edits(clause_id)
    found = run_in_thread(lambda: integrity.unsound(logged)) if logged else []
    with writing():
        document = db.session.get(Document, clause_id, with_for_update=True)
        known = set(db.session.scalars(select(SetAside.seq)))
        # Another process may have been first.
        new = [each for each in found if each.seq not in known]
        repaired = [Repaired(db.session.get_one(Edit, each.seq), each.why) for each in new]
        if document:
            document.is_checked = True

        if new:
            _set_aside(clause_id, new)
            _record(clause_id, repaired)

    if new:
        signals.changed.send(f"clause:{clause_id}", part="versions")

    return repaired


def _set_aside(clause_id: int, found: list[Unsound]) -> None:
    """Snapshots and browsers contain what is set aside: both start anew, in another epoch."""
    now = clock.now()
    db.session.add_all(SetAside(seq=each.seq, at=now, why=each.why) for each in found)
    db.session.execute(delete(Snapshot).where(Snapshot.clause_id == clause_id))
    of_clause = update(Document).where(Document.clause_id == clause_id)
    db.session.execute(of_clause.values(epoch=secrets.token_hex(8)))


def _record(clause_id: int, repaired: list[Repaired]) -> None:
    edits = [{"edit": each.seq, "member": each.member_id, "why": why} for each, why in repaired]
    subject = f"clause:{clause_id}"
    charter_id = db.session.get_one(Clause, clause_id).charter_id
    journal.record("clause.repaired", subject, by=None, charter_id=charter_id, edits=edits)

    message = "clause %d: edit %d by member %s is set aside: %s"
    for each, why in repaired:
        log.warning(message, clause_id, each.seq, each.member_id, why)


def check_new() -> list[Repaired]:
    """Check, once, every clause written by a release with fewer rules, and repair it."""
    waiting = db.session.scalars(select(Document.clause_id).where(~Document.is_checked)).all()
    return [each for clause_id in waiting for each in repair(clause_id)]


def check_all() -> list[Repaired]:
    """Check every clause, and repair it."""
    every = db.session.scalars(select(Document.clause_id).order_by(Document.clause_id)).all()
    return [each for clause_id in every for each in repair(clause_id)]
