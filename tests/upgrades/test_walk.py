"""Sites as earlier commits left them are upgraded: nothing is missing afterwards, and what they decided still holds.

Each dump was made by the code of its commit, one for each set of migrations that stood on main (`dump.py` makes more).
"""

import lzma
import re
import sqlite3
import subprocess
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import flask_migrate
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from charter import create_app, database
from charter.accounts.models import Member
from charter.collab.recovery import repair
from charter.config import Settings
from charter.database import db
from charter.journal import queries as journal
from charter.votes.lifecycle import closing
from charter.votes.models import Vote
from charter.votes.reporting import results
from tests.conftest import TEST_SETTINGS

HERE = Path(__file__).parent
DUMPS = sorted(file.name.removesuffix(".sql.xz") for file in HERE.glob("*.xz"))
SCRIPTS = Path("charter/migrations/versions")


@contextmanager
def site(folder: Path, address: str = ""):
    settings = Settings(environment="development", instance=str(folder), database_url=address)
    app = create_app(settings, **TEST_SETTINGS)
    with app.app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def make_address(request, tmp_path):
    """The address of a new database on SQLite or PostgreSQL, by its name."""

    def make(kind: str, name: str) -> str:
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / name}.db"
        return request.getfixturevalue("postgresql")()

    return make


def fill(address: str, dump: str) -> None:
    script = lzma.decompress((HERE / f"{dump}.sql.xz").read_bytes()).decode()
    if address.startswith("sqlite"):
        with sqlite3.connect(address.removeprefix("sqlite:///")) as connection:
            connection.executescript(script)
        connection.close()
    else:
        script = re.sub(r"^\\(un)?restrict .*$", "", script, flags=re.MULTILINE)  # of psql alone
        command = ["psql", address.replace("+psycopg", ""), "-q", "-v", "ON_ERROR_STOP=1", "-f", "-"]
        subprocess.run(command, input=script, text=True, check=True, stdout=subprocess.DEVNULL)


def schema() -> dict[str, set[str]]:
    """Every column, key, index and trigger, by what it is."""
    found: dict[str, set[str]] = {}
    look = inspect(db.engine)
    for table in look.get_table_names():
        for column in look.get_columns(table):
            kept = (column["name"], str(column["type"]), column["nullable"])
            found.setdefault("columns", set()).add(f"{table} {kept}")
        keys = [look.get_pk_constraint(table)["constrained_columns"]]
        keys += [(key["constrained_columns"], key["referred_table"]) for key in look.get_foreign_keys(table)]
        found.setdefault("keys", set()).update(f"{table} {key}" for key in keys)
        indexes = {f"{table} {index['name']} {index['unique']}" for index in look.get_indexes(table)}
        found.setdefault("indexes", set()).update(indexes)
    triggers = {
        "sqlite": "SELECT name || ' ' || sql FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname || ' ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    }[db.engine.dialect.name]
    with db.engine.connect() as connection:
        found["triggers"] = {re.sub(r"\s+", " ", each) for each in connection.scalars(text(triggers))}
    return found


@pytest.mark.parametrize("dump", DUMPS)
def test_a_site_of_an_earlier_commit_is_whole_after_the_upgrade(make_address, tmp_path, dump):
    commit, kind = dump.split(".")
    with site(tmp_path, make_address(kind, f"new_{commit}")):
        flask_migrate.upgrade()
        expected = schema()
    address = make_address(kind, f"old_{commit}")
    fill(address, dump)
    with site(tmp_path, address):
        flask_migrate.upgrade()
        found = schema()
        for part, lines in expected.items():
            assert sorted(found[part] - lines) == sorted(lines - found[part]) == [], part
        assert database.is_current()
        assert journal.broken() == []
        assert repair.check_new() == repair.check_all() == []
        end_open_votes()
        for vote in db.session.query(Vote):
            assert results.is_confirmed(vote)


def end_open_votes() -> None:
    """A vote that was open during the upgrade ends as any other."""
    chair = db.session.query(Member).filter_by(role="moderator").first()
    for vote in db.session.query(Vote).filter_by(stage="open").all():
        closing.close(vote.id, chair)


def test_what_was_published_is_never_changed_and_nothing_is_put_below_it():
    """A database that has run a migration does not run it again, nor one that is put below it later."""
    published = dict(line.split() for line in (HERE / "published.txt").read_text().splitlines())
    chain = [revision.revision for revision in ScriptDirectory("charter/migrations").walk_revisions()][::-1]
    assert list(published) == chain[: len(published)]
    for revision, digest in published.items():
        [file] = SCRIPTS.glob(f"{revision}_*.py")
        assert sha256(file.read_bytes()).hexdigest() == digest, file
