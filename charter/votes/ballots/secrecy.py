"""What the database leaves behind of a sealed vote that has ended: the order of its writing, by which the two tables of
the vote could be joined again. SQLite keeps it in its write-ahead log, PostgreSQL in rows that nobody sees any more."""

import logging
from datetime import datetime
from typing import Any

from charter.core import clock
from charter.core.loop import off_the_loop
from charter.database import db
from charter.web import failure_log

log = logging.getLogger("charter.votes")
TABLES = ("signing", "sealed_ballot")
LOCK_TIMEOUT = "2s"
"""For which a table may keep PostgreSQL waiting; else it is tried again."""
_OLDER = "SELECT 1 FROM pg_stat_activity WHERE backend_xmin IS NOT NULL AND pid <> pg_backend_pid() AND xact_start < %s"

_since: list[datetime] = [datetime.min.replace(tzinfo=clock.now().tzinfo)]
"""Since when there is something to wipe, at most one moment: from the start on, for a process may have been killed."""


def wipe_after_a_vote() -> None:
    """A sealed vote has just ended here: wipe what is left of it, at once or as soon as nobody reads any more."""
    _since[:] = [clock.now()]
    wipe_if_due()


def wipe_if_due() -> None:
    """Try again what could not be wiped before."""
    if not _since:
        return

    db.session.rollback()  # what this session reads must not hold it back
    engine, since = db.engine, _since[0]
    wipe = _wipe_log if engine.dialect.name == "sqlite" else _wipe_rows
    raw = engine.raw_connection()

    try:
        is_done = off_the_loop(lambda: wipe(raw.driver_connection, since))
    except Exception:  # a database that is away for a minute is tried again
        failure_log.tell(log, "what a sealed vote left in the database could not be wiped yet")
        raw.invalidate()
        return
    finally:
        raw.close()

    if is_done and _since == [since]:
        _since.clear()


def _wipe_log(connection: Any, _since: datetime) -> bool:
    """Put the log into the database and cut it to nothing; what the database deletes it overwrites (secure_delete)."""
    connection.execute("PRAGMA busy_timeout = 0")
    busy, _pages, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    connection.execute("PRAGMA busy_timeout = 4000")
    return not busy


def _wipe_rows(connection: Any, since: datetime) -> bool:
    """Write both tables anew, without dead rows, once no older transaction could still look at these."""
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
