"""Everything of one database into another: how a site grows from SQLite to PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic.migration import MigrationContext
from sqlalchemy import Column, Connection, Table, create_engine, func, insert, make_url, select, text

from charter import setting_checks
from charter.core.errors import Refused
from charter.database import db

MANY = 1000
"""Rows held in memory at once."""


def copy_all(address: str) -> int:
    """Copy every row of the database at `address` into this one, in one transaction; returns how many.

    Refused unless this one is empty and both stand at the same migration.
    """
    with _source(address) as source, db.engine.begin() as target:
        if _migration(source) != _migration(target):
            raise Refused("The two databases are not at the same migration: run `charter db upgrade` on both.")
        tables = db.metadata.sorted_tables
        if any(target.execute(select(table).limit(1)).first() for table in tables):
            raise Refused("This database is not empty; nothing was copied.")
        with _unguarded(target, tables):
            return sum(_copy(source, target, table) for table in tables)


@contextmanager
def _source(address: str) -> Iterator[Connection]:
    """The database at `address`, as it is at one moment; Refused if that is no address of a database."""
    if problems := setting_checks.database(address):
        raise Refused(problems[0].replace("CHARTER_DATABASE_URL", "The address"))
    url = setting_checks.database_url(address) or make_url(address)
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).is_file():
        raise Refused(f"There is no file {url.database}; an address has four slashes before a path from the root.")
    level = {} if url.get_backend_name() == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    engine = create_engine(url, **level)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def _unguarded(target: Connection, tables: list[Table]) -> Iterator[None]:
    """Without the triggers that guard decisions against being made again: these were made elsewhere."""
    if target.dialect.name == "postgresql":
        for table in tables:
            target.execute(text(f'ALTER TABLE "{table.name}" DISABLE TRIGGER USER'))
        yield
        for table in tables:
            target.execute(text(f'ALTER TABLE "{table.name}" ENABLE TRIGGER USER'))
        return
    triggers = target.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    for name, _sql in triggers:
        target.execute(text(f"DROP TRIGGER {name}"))
    yield
    for _name, sql in triggers:
        target.exec_driver_sql(sql)


def _migration(connection: Connection) -> tuple[str, ...]:
    return MigrationContext.configure(connection).get_current_heads()


def _copy(source: Connection, target: Connection, table: Table) -> int:
    copied = 0
    for rows in source.execution_options(yield_per=MANY).execute(select(table)).mappings().partitions():
        target.execute(insert(table), [dict(row) for row in rows])
        copied += len(rows)
    if target.dialect.name == "postgresql" and table.autoincrement_column is not None:
        _count_on(target, table.name, table.autoincrement_column)
    return copied


def _count_on(target: Connection, table: str, key: Column[int]) -> None:
    """Let new rows be numbered after those copied."""
    sequence = func.pg_get_serial_sequence(table, key.name)
    target.execute(select(func.setval(sequence, select(func.max(key)).scalar_subquery())))
