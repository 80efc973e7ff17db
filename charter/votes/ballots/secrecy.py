"""Wipe what the database keeps of the order of writing after a sealed vote has ended: with it,
voter marks and sealed ballots could be joined. SQLite keeps it in its write-ahead log, PostgreSQL
in dead rows."""

import logging
from datetime import UTC, datetime
from typing import Any

from flask import current_app
from werkzeug.local import LocalProxy

from charter.core import clock
from charter.core.loop import run_in_thread
from charter.database import db
from charter.web import failure_log

log = logging.getLogger("charter.votes")
TABLES = ("signing", "sealed_ballot")
LOCK_TIMEOUT = "2s"
"""How long PostgreSQL waits for the lock of a table before the wipe is put off."""
_OLDER = "SELECT 1 FROM pg_stat_activity WHERE backend_xmin IS NOT NULL AND pid <> pg_backend_pid() AND xact_start < %s"


class PendingWipe:
    """The time since which this process has something to wipe, if it has. It starts with its own
    start, because an earlier process may have been killed. A failed wipe is retried by the
    scheduler."""

    def __init__(self) -> None:
        self._since: datetime | None = datetime.min.replace(tzinfo=UTC)

    def is_due(self) -> bool:
        """Whether there may be something to wipe."""
        return self._since is not None

    def wipe_after_a_vote(self) -> None:
        """A sealed vote has ended here: wipe at once, or as soon as no older transaction is
        open."""
        self._since = clock.now()
        self.wipe_if_due()

    def wipe_if_due(self) -> None:
        """Retry a wipe that was put off."""
        since = self._since
        if since is not None and _wipe(since) and self._since == since:  # no other vote ended meanwhile
            self._since = None


def _wipe(since: datetime) -> bool:
    """Wipe all votes that had ended by a moment; returns whether everything was wiped."""
    db.session.rollback()  # what this session reads must not hold it back
    engine = db.engine
    work = _wipe_log if engine.dialect.name == "sqlite" else _wipe_rows
    raw = engine.raw_connection()

    try:
        return run_in_thread(lambda: work(raw.driver_connection, since))
    except Exception:  # a database that is away for a minute is tried again
        failure_log.report(log, "what a sealed vote left in the database could not be wiped yet")
        raw.invalidate()
        return False
    finally:
        raw.close()


def _wipe_log(connection: Any, _since: datetime) -> bool:
    """Checkpoint the write-ahead log and truncate it; secure_delete overwrites what the database
    deletes."""
    connection.execute("PRAGMA busy_timeout = 0")
    busy, _pages, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    connection.execute("PRAGMA busy_timeout = 4000")
    return not busy


def _wipe_rows(connection: Any, since: datetime) -> bool:
    """Rewrite both tables without dead rows, once no older transaction can see these."""
    connection.autocommit = True
    try:
        if connection.execute(_OLDER, (since,)).fetchone():
            return False
        connection.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
        for table in TABLES:
            connection.execute(f"VACUUM (FULL) {table}")

        connection.execute("RESET lock_timeout")
    finally:
        connection.autocommit = False

    return True


pending_wipe: PendingWipe = LocalProxy(lambda: current_app.extensions["votes"].pending_wipe)  # type: ignore[assignment]
"""That of the present app."""
