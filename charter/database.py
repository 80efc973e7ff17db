"""The database: one object, one way to write.

SQLite is opened so that an acknowledged commit is on disk (WAL, synchronous=FULL) and a write
transaction takes its lock at the start (BEGIN IMMEDIATE): a transaction that reads first and writes
later would fail with SQLITE_BUSY as soon as another one commits in between, whatever the timeout.

On PostgreSQL, where several processes write, the database aborts a write transaction that hangs, so
that it does not keep its locks.
"""

import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, cast

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Connection,
    CursorResult,
    DateTime,
    Delete,
    Dialect,
    Engine,
    MetaData,
    TypeDecorator,
    Update,
    event,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError
from sqlalchemy.orm import DeclarativeBase, registry

from charter.core.loop import BlockingWork, run_in_thread

Returned = TypeVar("Returned")

MAX_IDLE_IN_TRANSACTION_MS = 5000
"""How long a write transaction may be idle before PostgreSQL aborts it."""
MAX_LOCK_WAIT_MS = 8000
"""How long a write transaction waits for a lock of PostgreSQL; on SQLite that is `busy_timeout`."""
_PASSING = {"25006", "40001", "40P01", "53100", "53200", "53300", "55P03", "57P01", "57P02", "57P03"}
"""PostgreSQL codes of passing errors: conflicts, a full disk or memory, a restart, or a server that
became read-only after a failover."""
_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
}
"""SQLite codes of a locked or missing file, or a full disk."""
_WRITES = "charter_writes"
INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
"""By dialect: an INSERT with ON CONFLICT."""


class UtcDateTime(TypeDecorator[datetime]):
    """A timezone-aware moment in UTC, stored without a zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments rather than guess their zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Add the zone again."""
        return value and value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The base of all tables."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(column_0_label)s",
                "uq": "uq_%(table_name)s_%(column_0_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={datetime: UtcDateTime, dict[str, Any]: JSON, list[Any]: JSON},
    )


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def install(app: Flask) -> None:
    """Give an app its database."""
    db.init_app(app)
    app.extensions["sqlite_writer"] = Lock()
    app.extensions["commits"] = BlockingWork()


def rows_changed(statement: Update | Delete) -> int:
    """Run a conditional UPDATE or DELETE in the caller's transaction; the number of rows says whether its
    condition held.

    Not for INSERT: PostgreSQL's driver does not count there; use RETURNING.
    """
    result = db.session.execute(statement, execution_options={"synchronize_session": False})
    return cast("CursorResult[Any]", result).rowcount


@contextmanager
def writing() -> Iterator[None]:
    """A write transaction on fresh data: commits at the end, or rolls back on an error."""
    if db.session.info.get(_WRITES):
        raise RuntimeError("a verb was called inside another verb's transaction")

    db.session.rollback()  # what was read before may be stale

    with _turn():
        try:
            db.session.info[_WRITES] = True
            db.session.connection(execution_options={_WRITES: True})
            yield
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
        finally:
            db.session.info[_WRITES] = False


def commit_alone(work: Callable[[Connection], Returned]) -> Returned:
    """Run `work` in a write transaction of its own, in a thread where that takes long; returns after its commit."""
    engine = _release_session()
    commits: BlockingWork = current_app.extensions["commits"]

    def transaction() -> Returned:
        with engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
            return work(connection)

    with _turn():
        return commits.run(transaction)


def read_alone(work: Callable[[Connection], Returned]) -> Returned:
    """Run `work`, which only reads committed data and may take long, in a thread."""
    engine = _release_session()

    def transaction() -> Returned:
        with engine.connect() as connection:
            return work(connection)

    return run_in_thread(transaction)


@contextmanager
def own_connection() -> Iterator[Connection]:
    """A connection beside the session's, to read committed data."""
    with _release_session().connect() as connection:
        yield connection


def _release_session() -> Engine:
    """End the session's read transaction and return the engine. If every connection were held by
    somebody who waits for a second one, nobody would get it."""
    if db.session.registry.has():
        if db.session.info.get(_WRITES):
            raise RuntimeError("a second connection was asked for inside a write transaction")
        db.session.rollback()
    return db.engine


def _turn() -> AbstractContextManager[Any]:
    """Serialises writers of this process: SQLite has one writer, and waiting here does not block
    the others."""
    if db.engine.dialect.name != "sqlite":
        return nullcontext()
    return cast(AbstractContextManager[Any], current_app.extensions["sqlite_writer"])


def is_outage(problem: Exception) -> bool:
    """Whether the database is unreachable, locked by another program or out of space, so that any
    other statement would fail too."""
    if isinstance(problem, TimeoutError):
        return True  # no connection came free
    if not isinstance(problem, DBAPIError):
        return False

    # Without a code of the server, PostgreSQL was not reached.
    away = isinstance(problem, OperationalError) and getattr(problem.orig, "sqlstate", "") is None
    code = (getattr(problem.orig, "sqlite_errorcode", None) or 0) & 0xFF  # of whatever kind
    return problem.connection_invalidated or away or code in _AWAY


def is_passing(problem: BaseException | None) -> bool:
    """Whether a retry may succeed soon: the database was unreachable or busy, or a lock was
    held."""
    if not isinstance(problem, Exception):
        return False
    return is_outage(problem) or getattr(getattr(problem, "orig", None), "sqlstate", "") in _PASSING


def is_current() -> bool:
    """Whether every migration has run on this database."""
    return out_of_date() == ""


def out_of_date() -> str:
    """Why this release does not fit this database, in a sentence; empty if it does."""
    if newer := newer_than_known():
        return f"The database was upgraded to {newer} by a newer Charter: install that one."
    is_latest = _stands() == tuple(_scripts().get_heads())
    return "" if is_latest else "The database is not up to date: run `charter db upgrade` first."


def newer_than_known() -> str:
    """The migration of this database that this release does not know; empty if it knows it."""
    known = {script.revision for script in _scripts().walk_revisions()}
    return next((revision for revision in _stands() if revision not in known), "")


logging.getLogger("alembic.runtime.migration").addFilter(lambda said: said.getMessage().startswith("Running"))
# else two lines each time somebody asks whether the site is ready


def _stands() -> tuple[str, ...]:
    with own_connection() as connection:
        return MigrationContext.configure(connection).get_current_heads()


@cache
def _scripts() -> ScriptDirectory:
    """The migration scripts, read once: readiness is asked often."""
    return ScriptDirectory(str(Path(__file__).with_name("migrations")))


@event.listens_for(Engine, "connect")
def _open_sqlite(connection: Any, _record: Any) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        connection.isolation_level = None  # the driver must not begin transactions of its own
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=4000",
            "recursive_triggers=ON",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}").close()


@event.listens_for(Engine, "begin")
def _begin(connection: Any) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
    elif writes:
        connection.exec_driver_sql(f"SET LOCAL idle_in_transaction_session_timeout = {MAX_IDLE_IN_TRANSACTION_MS}")
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {MAX_LOCK_WAIT_MS}")
