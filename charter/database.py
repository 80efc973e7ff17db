"""The database: one object, one way to write.

SQLite is opened so that an acknowledged commit is on disk (WAL, synchronous=FULL) and so that a write transaction
takes its lock at the start (BEGIN IMMEDIATE): a transaction that reads first and writes later would otherwise fail
with SQLITE_BUSY as soon as somebody else commits in between, whatever the timeout.

On PostgreSQL, where several processes write, one that hangs inside a write transaction must not keep the others waiting
for its locks: the database ends that transaction.
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
from flask_sqlalchemy import SQLAlchemy
from gevent.threadpool import ThreadPool
from sqlalchemy import JSON, Connection, CursorResult, DateTime, Dialect, Engine, MetaData, TypeDecorator, Update, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError
from sqlalchemy.orm import DeclarativeBase, registry

from charter.core.loop import off_the_loop

Returned = TypeVar("Returned")

LONGEST_SILENCE = 5000
"""Milliseconds for which a write transaction may ask PostgreSQL nothing before it is undone."""
LONGEST_WAIT = 8000
"""Milliseconds for which a write transaction waits for a lock of PostgreSQL; SQLite's wait is `busy_timeout`."""
_PASSING = {"25006", "40001", "40P01", "53100", "53200", "53300", "55P03", "57P01", "57P02", "57P03"}
"""PostgreSQL's codes of what was lost to others, to a full disk or memory, to a restart, or to a server that only
reads since another took over."""
_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
}
"""SQLite's codes of a file that others hold, that is not to be had, or of a disk that takes nothing more."""
_WRITES = "charter_writes"
INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
"""By the name of the dialect: an INSERT that may give way to a row which is there already."""
_one_writer = Lock()  # SQLite has one writer; waiting here lets the others of this process go on meanwhile


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, aware and in UTC on both sides, stored without a zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments rather than guess their zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        return value and value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """What every table shares."""

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
        type_annotation_map={datetime: UtcDateTime, dict[str, Any]: JSON},
    )


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def rows_changed(statement: Update) -> int:
    """Run a conditional UPDATE in the open transaction; the count of rows says whether its condition held.

    Not for an INSERT: PostgreSQL's driver does not count there, so let it return something instead.
    """
    result = db.session.execute(statement, execution_options={"synchronize_session": False})
    return cast("CursorResult[Any]", result).rowcount


@contextmanager
def writing() -> Iterator[None]:
    """One write transaction: begins now, on fresh data; commits at the end, or undoes everything on an error."""
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
    """Run `work` in a write transaction of its own, off the event loop; returns after its commit."""
    engine = _let_the_session_go()

    def transaction() -> Returned:
        with engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
            return work(connection)

    with _turn():
        return off_the_loop(transaction, _commits())


def read_alone(work: Callable[[Connection], Returned]) -> Returned:
    """Run `work`, which only reads what is committed and may take long, off the event loop."""
    engine = _let_the_session_go()

    def transaction() -> Returned:
        with engine.connect() as connection:
            return work(connection)

    return off_the_loop(transaction)


@contextmanager
def own_connection() -> Iterator[Connection]:
    """A connection beside the session's, to read what is committed."""
    with _let_the_session_go().connect() as connection:
        yield connection


def _let_the_session_go() -> Engine:
    """The engine, for a connection beside the session's. What the session has read ends first: once all connections
    are in the hands of those who wait for a second one, nobody ever gets it."""
    if db.session.registry.has():
        if db.session.info.get(_WRITES):
            raise RuntimeError("a second connection was asked for inside a write transaction")
        db.session.rollback()
    return db.engine


@cache
def _commits() -> ThreadPool:
    """A thread for commits alone, so that no typesetting makes anyone wait for "saved"."""
    return ThreadPool(1)


def _turn() -> AbstractContextManager[Any]:
    return _one_writer if db.engine.dialect.name == "sqlite" else nullcontext()


def is_outage(problem: Exception) -> bool:
    """Whether the database was away, locked by another program or out of space, so that anything else asked of it
    would have failed as well."""
    if isinstance(problem, TimeoutError):
        return True  # no connection came free
    if not isinstance(problem, DBAPIError):
        return False
    # Without a code of the server, PostgreSQL was not reached.
    away = isinstance(problem, OperationalError) and getattr(problem.orig, "sqlstate", "") is None
    code = (getattr(problem.orig, "sqlite_errorcode", None) or 0) & 0xFF  # of whatever kind
    return problem.connection_invalidated or away or code in _AWAY


def is_passing(problem: BaseException | None) -> bool:
    """Whether the same may well succeed in a moment: the database was away or busy, or others held a lock."""
    if not isinstance(problem, Exception):
        return False
    return is_outage(problem) or getattr(getattr(problem, "orig", None), "sqlstate", "") in _PASSING


def is_current() -> bool:
    """Whether every migration has been run on this database."""
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
    """Read once: anybody may ask whether the site is ready, as often as they like."""
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
        connection.exec_driver_sql(f"SET LOCAL idle_in_transaction_session_timeout = {LONGEST_SILENCE}")
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {LONGEST_WAIT}")
