"""Copy a whole database into another one: to move from SQLite to PostgreSQL, to back up and to
restore."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic.migration import MigrationContext
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    LargeBinary,
    MetaData,
    Table,
    create_engine,
    func,
    insert,
    make_url,
    select,
    text,
)

from charter import setting_checks
from charter.core.errors import Refused
from charter.core.plain import storable_value
from charter.database import db

ROWS_PER_BATCH, LARGE_ROWS_PER_BATCH = 1000, 50
"""Rows held in memory at once; fewer for tables with large rows."""


def copy_all(address: str) -> int:
    """Copy every row of the database at `address` into this one, in one transaction; returns the
    number.

    Refused unless this one is empty and both have the same migration.
    """
    with source(address) as old, db.engine.begin() as new:
        return copy_rows(old, new)


@contextmanager
def source(address: str) -> Iterator[Connection]:
    """The database at `address` as of one moment; Refused for an invalid address."""
    if problems := setting_checks.database(address):
        raise Refused(problems[0].replace("CHARTER_DATABASE_URL", "The address"))

    url = setting_checks.database_url(address) or make_url(address)
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).is_file():
        raise Refused(f"There is no file {url.database}; an address has four slashes before a path from the root.")

    engine = create_engine(url)

    try:
        with engine.connect() as connection:
            yield at_one_moment(connection)
    finally:
        engine.dispose()


def at_one_moment(connection: Connection) -> Connection:
    """Make all reads show the same moment. On SQLite every transaction does, also while others
    write."""
    if connection.dialect.name == "postgresql":
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return connection


def copy_rows(old: Connection, new: Connection) -> int:
    """Copy every row in the caller's transaction of `new`; returns the number. Refused unless it is
    empty and both have the same migration."""
    if _migration(old) != _migration(new):
        raise Refused("The two databases are not at the same migration: run `charter db upgrade` on both.")

    tables = _plain_tables()
    refuse_unless_empty(new, tables)
    if new.dialect.name == "sqlite":
        new.execute(text("PRAGMA defer_foreign_keys=ON"))

    with _unguarded(new, tables):
        return sum(_copy(old, new, table) for table in tables)


def refuse_unless_empty(target: Connection, tables: list[Table] | None = None) -> None:
    """Refused if any table holds a row."""
    if any(target.execute(select(table).limit(1)).first() for table in tables or db.metadata.sorted_tables):
        raise Refused("This database is not empty; nothing was copied.")


def _plain_tables() -> list[Table]:
    """The tables, referenced ones first; without those that follow from others. NULL stays NULL: a
    JSON column would store the word null, which triggers take for a result."""
    copies = MetaData()
    tables = [table.to_metadata(copies) for table in db.metadata.sorted_tables if not table.info.get("is_derived")]

    for table in tables:
        for column in table.columns:
            if isinstance(column.type, JSON):
                column.type = JSON(none_as_null=True)

    return tables


@contextmanager
def _unguarded(target: Connection, tables: list[Table]) -> Iterator[None]:
    """Disable the triggers that protect decisions: these were made elsewhere."""
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


def _copy(old: Connection, new: Connection, table: Table) -> int:
    copied = 0
    many = (
        LARGE_ROWS_PER_BATCH
        if any(isinstance(column.type, (LargeBinary, JSON)) for column in table.columns)
        else ROWS_PER_BATCH
    )

    # Whoever is referred to first: a substitute may have been invited before their delegate.
    own = [column for column in table.columns if any(key.references(table) for key in column.foreign_keys)]
    rows = select(table).order_by(*(each.is_not(None) for each in own), *table.primary_key.columns)

    for some in old.execution_options(yield_per=many).execute(rows).mappings().partitions():
        # SQLite kept what PostgreSQL refuses, in a name of before names were cleaned; what is
        # hashed holds none of it
        new.execute(insert(table), [{name: storable_value(value) for name, value in row.items()} for row in some])
        copied += len(some)

    if new.dialect.name == "postgresql" and table.autoincrement_column is not None:
        _count_on(new, table.name, table.autoincrement_column)

    return copied


def _count_on(target: Connection, table: str, key: Column[int]) -> None:
    """Continue the id sequences after the copied rows."""
    sequence = func.pg_get_serial_sequence(table, key.name)
    target.execute(select(func.setval(sequence, select(func.max(key)).scalar_subquery())))
