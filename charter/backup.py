"""Back up the whole site into one file while people write, and restore it.

The file is an SQLite database, whichever database the site has; it can be restored to either one.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import flask_migrate
from flask import Flask, current_app
from sqlalchemy import inspect

from charter import copying, create_app, database
from charter.config import Settings
from charter.core.errors import Refused
from charter.database import db


def backup(file: Path) -> int:
    """Write everything committed at this moment to a new file that only this account can read;
    returns its size in bytes. Refused if the file exists, or the database is not up to date."""
    if problem := database.out_of_date():
        raise Refused(problem)
    if file.exists():
        raise Refused(f"{file} is there already, and is not replaced.")

    unfinished = file.with_name(f".{file.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))

    try:
        with _as_sqlite(unfinished.parent) as whole:
            _write(whole, unfinished)

        os.link(unfinished, file)  # never over another file
    finally:
        unfinished.unlink(missing_ok=True)

    return file.stat().st_size


@contextmanager
def _as_sqlite(folder: Path) -> Iterator[Path]:
    """The site as an SQLite file: its own, or a copy beside the backup."""
    if db.engine.dialect.name == "sqlite":
        yield Path(str(db.engine.url.database))
        return
    with TemporaryDirectory(dir=folder, prefix=".charter-") as scratch, db.engine.connect() as old:
        with _site_at(Path(scratch) / "charter.db"), db.engine.begin() as new:
            copying.copy_rows(copying.at_one_moment(old), new)
        yield Path(scratch) / "charter.db"


@contextmanager
def _site_at(file: Path) -> Iterator[Flask]:
    """This site's code and settings on another SQLite database, upgraded to the present
    migration."""
    settings: Settings = current_app.config["CHARTER"]
    app = create_app(replace(settings, database_url=f"sqlite:///{file}"))

    with app.app_context():
        try:
            if newer := database.newer_than_known():
                raise Refused(f"The backup is of a newer Charter, at migration {newer}: install that one.")

            flask_migrate.upgrade()
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


def _write(whole: Path, target: Path) -> None:
    """Copy in one read transaction, which blocks no writer. Free pages, which may hold deleted
    data, are left out."""
    with closing(sqlite3.connect(whole, timeout=30)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    if problem := _damage(target):
        raise Refused(f"The backup cannot be read again: {problem}")
    with target.open("rb") as written:
        os.fsync(written.fileno())


def _damage(file: Path) -> str:
    """What is wrong with a backup file; empty if it is whole. Reads only."""
    try:
        with closing(_read_only(file)) as connection:
            if connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'view'").fetchone():
                return "it holds views, which could be read without end"

            connection.execute("SELECT version_num FROM alembic_version").fetchone()
            (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as no:
        return str(no)

    return "" if said == "ok" else str(said)


def _read_only(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def restore(file: Path) -> int:
    """Fill this empty database from a backup of this release or an earlier one; returns the number
    of rows.

    The file is not changed. Refused if this database holds a row, or the file is damaged or of a
    newer release.
    """
    if not file.is_file():
        raise Refused(f"There is no file {file}.")
    if problem := _damage(file):
        raise Refused(f"{file} is no backup of Charter, or is damaged: {problem}")

    _refuse_unless_empty()
    settings: Settings = current_app.config["CHARTER"]

    with TemporaryDirectory(dir=settings.prepare_instance(), prefix=".restore-") as scratch:
        copied = Path(scratch) / "charter.db"
        with closing(_read_only(file)) as connection:
            connection.execute("VACUUM INTO ?", (str(copied),))

        try:
            with _site_at(copied):
                pass  # brought up to date

            flask_migrate.upgrade()
            return copying.copy_all(f"sqlite:///{copied}")
        except ValueError as no:
            raise Refused(f"{file} is damaged: it holds what cannot be read ({no}).") from no


def _refuse_unless_empty() -> None:
    present = set(inspect(db.engine).get_table_names())
    tables = [table for table in db.metadata.sorted_tables if table.name in present]
    if tables:
        with db.engine.connect() as connection:
            copying.refuse_unless_empty(connection, tables)
