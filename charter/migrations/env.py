"""Runs migrations inside the application, on its own database."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy import Connection

database = current_app.extensions["migrate"].db


def run() -> None:
    """Migrate the database of the present app."""
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=True,
            compare_type=True,
        )
        with _unreferenced(connection), context.begin_transaction():
            context.run_migrations()


@contextmanager
def _unreferenced(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by making it anew, which it refuses while rows refer to the old one: they may meanwhile,
    if in the end each finds its row again (sqlite.org/lang_altertable.html, section 7).
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    outside = connection.connection.cursor()  # inside a transaction, the first of these lines would do nothing
    outside.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        lost = outside.execute("PRAGMA foreign_key_check").fetchall()
        if lost:
            raise RuntimeError(f"rows refer to rows that are gone: {lost[:10]}")
    finally:
        outside.execute("PRAGMA foreign_keys=ON")


run()
