"""`charter check`: whether settings, database, journal, texts, amendments, votes and mail are in order after an
upgrade or restore."""

import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import flask_migrate
from flask import current_app
from redis import Redis, RedisError
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateSchema, DropSchema

from charter import create_app, database
from charter.amendments import wordings
from charter.amendments.incorporation import proving
from charter.amendments.models import Amendment
from charter.clauses.models import Clause
from charter.collab.storage import live_text as texts
from charter.config import Settings
from charter.database import db
from charter.journal import checkpoints
from charter.journal import queries as journal
from charter.notifications import mail
from charter.outbox import queries as outbox
from charter.votes.models import Vote
from charter.votes.motion_models import Motion
from charter.votes.motions import stating
from charter.votes.reporting import results

MIN_FREE_BYTES = 500_000_000
"""Bytes that must be free where the database is."""
TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
    " WHERE NOT tgisinternal AND tgenabled <> 'D' AND relnamespace = current_schema()::regnamespace",
}


@dataclass(frozen=True)
class Finding:
    """The result of one check, in a sentence."""

    holds: bool
    sentence: str


def check() -> Iterator[Finding]:
    """Run all checks. Those that need the database are left out if it does not answer."""
    yield from (_disk(), _mail())
    if _settings().redis_url:
        yield _redis()

    reachable = _database()
    yield reachable
    if reachable.holds:
        for look in (_pages, _schema, _journal, _checkpoints, _texts, _amendments, _votes, _outbox):
            yield _finding(look)


def _settings() -> Settings:
    settings: Settings = current_app.config["CHARTER"]
    return settings


def _finding(look: Callable[[], Finding]) -> Finding:
    """The result of a check; one that raises has failed."""
    try:
        return look()
    except (SQLAlchemyError, ValueError, LookupError) as no:
        db.session.rollback()
        return Finding(False, f"{look.__name__[1:].capitalize()}: cannot be read, {type(no).__name__}: {no}")


def _disk() -> Finding:
    folder = _settings().prepare_instance()
    free = shutil.disk_usage(folder).free
    return Finding(free >= MIN_FREE_BYTES, f"Disk: {free // 1_000_000} MB are free at {folder}.")


def _mail() -> Finding:
    if not _settings().mail_url:
        return Finding(True, "Mail: printed, not sent (development).")
    refusal = mail.check(_settings())
    return Finding(not refusal, f"Mail: the server says: {refusal}" if refusal else "Mail: the server answers.")


def _redis() -> Finding:
    try:
        with Redis.from_url(_settings().redis_url, socket_timeout=5, socket_connect_timeout=5) as line:
            line.ping()
    except RedisError as no:
        return Finding(False, f"Redis: {no}")
    return Finding(True, "Redis: answers.")


def _database() -> Finding:
    try:
        problem = database.out_of_date()
    except SQLAlchemyError as no:
        return Finding(False, f"Database: cannot be reached: {str(getattr(no, 'orig', no)).splitlines()[0]}")
    return Finding(not problem, f"Database: {problem or 'up to date.'}")


def _pages() -> Finding:
    """SQLite's own integrity check of the file."""
    if db.engine.dialect.name != "sqlite":
        return Finding(True, "Pages: PostgreSQL looks after its own.")
    with db.engine.connect() as connection:
        said = str(connection.scalar(text("PRAGMA quick_check(1)")))
    return Finding(said == "ok", "Pages: the file is whole." if said == "ok" else f"Pages: {said}")


def _schema() -> Finding:
    """Compare tables, columns, indexes and triggers, by name, with those of a new database."""
    with _new_database() as address:
        app = create_app(replace(_settings(), database_url=address))
        with app.app_context():
            flask_migrate.upgrade()
            expected = _names()
            db.session.remove()
            db.engine.dispose()

    missing = sorted(expected - _names())
    if missing:
        return Finding(False, f"Schema: missing: {', '.join(missing)}.")

    return Finding(True, f"Schema: every table, column, index and guard is there ({len(expected)}).")


@contextmanager
def _new_database() -> Iterator[str]:
    """The address of an empty database of the same kind, while the block runs: a file, or a
    schema."""
    if db.engine.dialect.name == "sqlite":
        with TemporaryDirectory() as folder:
            yield f"sqlite:///{Path(folder) / 'new.db'}"

        return

    name = f"charter_check_{secrets.token_hex(8)}"

    with db.engine.begin() as connection:
        connection.execute(CreateSchema(name))

    try:
        url = db.engine.url.update_query_dict({"options": f"-csearch_path={name}"})
        yield url.render_as_string(hide_password=False)
    finally:
        with db.engine.begin() as connection:
            connection.execute(DropSchema(name, cascade=True))


def _names() -> set[str]:
    look = inspect(db.engine)
    names: set[str] = set()
    for table in look.get_table_names():
        names.update(f"{table}.{column['name']}" for column in look.get_columns(table))
        names.update(f"index {index['name']}" for index in look.get_indexes(table))
    with db.engine.connect() as connection:
        guards = connection.scalars(text(TRIGGERS[db.engine.dialect.name]))
        return names | {f"guard {name}" for name in guards}


def _journal() -> Finding:
    broken = journal.broken()
    if broken:
        return Finding(False, f"Journal: the chain does not hold at entries {', '.join(map(str, broken[:10]))}.")
    wrong = journal.with_wrong_facts()
    if wrong:
        return Finding(False, f"Journal: another name stands beside entries {', '.join(map(str, wrong[:10]))}.")
    return Finding(True, "Journal: every entry follows from the one before.")


def _checkpoints() -> Finding:
    broken = checkpoints.broken()
    if broken:
        return Finding(False, f"Checkpoints: the journal does not bear out those of sizes {broken[:10]}.")
    latest = checkpoints.latest()
    ours = checkpoints.signing_key().public_key().public_bytes_raw().hex()
    if latest and latest.public_key != ours:
        return Finding(True, "Checkpoints: hold; this site signs with another key than the last one.")
    return Finding(True, "Checkpoints: the journal bears out every one.")


def _texts() -> Finding:
    numbers = list(db.session.scalars(select(Clause.id).order_by(Clause.id)))
    unreadable = [number for number in numbers if not _is_readable(number)]
    if unreadable:
        return Finding(False, f"Texts: clauses {unreadable[:10]} cannot be read: run `charter repair`.")
    return Finding(True, f"Texts: all {len(numbers)} clauses can be read.")


def _is_readable(clause_id: int) -> bool:
    try:
        texts.committed_text(clause_id)
    except Exception:  # whatever an edit does to its reader
        db.session.rollback()
        return False
    return True


def _amendments() -> Finding:
    ids = list(db.session.scalars(select(Amendment.id).order_by(Amendment.id)))
    others = [number for number in ids if not _is_proved(db.session.get_one(Amendment, number))]
    if others:
        return Finding(False, f"Amendments: {others[:10]} are not what the journal says of them.")
    if wrong := proving.wrong_incorporations():
        return Finding(False, f"Amendments: what was put into texts by {wrong[:10]} is not what the journal says.")
    return Finding(True, f"Amendments: all {len(ids)} are what the journal says of them.")


def _is_proved(amendment: Amendment) -> bool:
    return wordings.is_proved(amendment) and proving.is_proved(amendment)


def _votes() -> Finding:
    closed = list(db.session.scalars(select(Vote.id).where(Vote.stage == "closed").order_by(Vote.id)))
    others = [number for number in closed if not results.is_confirmed(db.session.get_one(Vote, number))]
    if others:
        return Finding(False, f"Votes: counted again, {others[:10]} come to another result.")
    printed = db.session.scalars(select(Motion).where(Motion.digest.is_not(None)).order_by(Motion.vote_id))
    if changed := sorted({each.vote_id for each in printed if not stating.is_whole(each)}):
        return Finding(False, f"Votes: what {changed[:10]} printed of amendments does not have its digest.")
    return Finding(True, f"Votes: counted again, all {len(closed)} come to their result.")


def _outbox() -> Finding:
    numbers = outbox.numbers()
    summary = f"Outbox: {numbers.waiting} queued, {numbers.delayed} to be tried again, {numbers.failed} given up."
    return Finding(numbers.failed == 0, summary)
