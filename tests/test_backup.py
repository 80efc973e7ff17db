"""A backup made while people vote is restored elsewhere, on either database, and everything holds there."""

import os
import shutil
import sqlite3
import stat
from contextlib import closing, contextmanager
from datetime import timedelta
from threading import Event, Thread

import flask_migrate
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from charter import backup, checking, cli, create_app
from charter.accounts import queries as accounts
from charter.accounts.models import Member
from charter.config import Settings
from charter.core import clock
from charter.core.errors import Refused
from charter.database import db, writing
from charter.journal import actions as journal
from charter.journal.models import Entry
from charter.verifier import main as verifier
from charter.votes.lifecycle import closing as ending
from charter.votes.models import Vote
from tests.conftest import TEST_SETTINGS
from tests.upgrades.test_walk import fill


@pytest.fixture
def new_site(request, tmp_path):
    """An empty site on SQLite or PostgreSQL, by its name."""

    @contextmanager
    def make(kind: str, name: str):
        folder = tmp_path / name
        address = request.getfixturevalue("postgresql")() if kind == "postgresql" else ""
        app = create_app(
            Settings(environment="development", instance=str(folder), database_url=address), **TEST_SETTINGS
        )
        with app.app_context():
            try:
                yield app
            finally:
                db.session.remove()
                db.engine.dispose()

    return make


@contextmanager
def somebody_writing(app):
    """One decision after the other, on another thread, until the end of the block."""
    ended, written = Event(), []

    def write():
        with app.app_context():
            while not ended.is_set():
                with writing():
                    written.append(journal.record("member.suspended", "member:1", by=None, name="X"))
            db.session.remove()

    thread = Thread(target=write)
    thread.start()
    try:
        yield written
    finally:
        ended.set()
        thread.join()


@pytest.mark.parametrize("here, there", [("sqlite", "postgresql"), ("postgresql", "sqlite"), ("sqlite", "sqlite")])
def test_a_backup_made_while_others_write_is_restored_elsewhere_and_holds(template, new_site, tmp_path, here, there):
    file = tmp_path / "site.backup"
    with new_site(here, f"a_{here}_{there}") as app:
        flask_migrate.upgrade()
        backup.copying.copy_all(f"sqlite:///{shutil.copy(template / 'demo.db', tmp_path / 'demo.db')}")
        with somebody_writing(app) as written:
            assert backup.backup(file) == file.stat().st_size
        assert written
        before = db.session.query(Entry).count()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with new_site(there, f"b_{here}_{there}"):
        backup.restore(file)
        assert [found.sentence for found in checking.check() if not found.holds] == []
        assert 0 < db.session.query(Entry).count() <= before
        a_vote_goes_on()
        archive = tmp_path / "charter.zip"
        slug = db.session.execute(db.text("SELECT slug FROM charter")).scalar()
        assert CliRunner().invoke(cli.group, ["export", slug, "-f", "zip", "-o", str(archive)]).exit_code == 0
        assert verifier.main([str(archive)]) == 0
        with pytest.raises(Refused, match="not empty"):
            backup.restore(file)


def a_vote_goes_on() -> None:
    """One that was open is extended and closed: nothing in it took NULL for a result."""
    chair = accounts.get_by_email("moderation@forum.example")
    vote_id = db.session.scalar(select(Vote.id).where(Vote.stage == "open"))
    ending.extend(vote_id, clock.now() + timedelta(hours=1), "La ligne était coupée.", by=chair)
    ending.close(vote_id, chair, "Tout le monde a voté.")
    assert db.session.get_one(Vote, vote_id).result["outcome"]


def test_a_backup_of_an_earlier_release_is_brought_up_to_date(new_site, tmp_path):
    old = tmp_path / "old.backup"
    fill(f"sqlite:///{old}", "8f7cf6d.sqlite")
    before = old.read_bytes()
    with new_site("sqlite", "restored"):
        backup.restore(old)
        assert [found.sentence for found in checking.check() if not found.holds] == []
    assert old.read_bytes() == before


def test_what_is_no_backup_is_refused_and_changes_nothing(app, new_site, tmp_path, template):
    whole = tmp_path / "whole"
    backup.backup(whole)
    with pytest.raises(Refused, match="is there already"):
        backup.backup(whole)
    wrong = {"cut short": whole.read_bytes()[:100_000], "empty": b"", "a letter": b"Dear all" * 1000}
    newer = tmp_path / "newer"
    shutil.copy(whole, newer)
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    with new_site("sqlite", "target"):
        flask_migrate.upgrade()
        for name, content in wrong.items():
            (tmp_path / name).write_bytes(content)
            with pytest.raises(Refused, match="no backup of Charter, or is damaged"):
                backup.restore(tmp_path / name)
        with pytest.raises(Refused, match="newer Charter, at migration 9999"):
            backup.restore(newer)
        with pytest.raises(Refused, match="There is no file"):
            backup.restore(tmp_path / "nowhere")
        assert db.session.query(Member).count() == 0


@pytest.mark.parametrize(
    ["harm", "told"],
    [
        ("UPDATE member SET suspended_at = 'yesterday'", "what cannot be read"),
        ("DROP TABLE alembic_version; CREATE VIEW alembic_version AS SELECT '0001' AS version_num", "views"),
    ],
)
def test_a_backup_that_somebody_meddled_with_is_refused_in_a_sentence(app, new_site, tmp_path, harm, told):
    meddled = tmp_path / "meddled"
    backup.backup(meddled)
    with closing(sqlite3.connect(meddled)) as connection:
        connection.executescript(harm)
    with new_site("sqlite", "target"):
        flask_migrate.upgrade()
        with pytest.raises(Refused, match=told):
            backup.restore(meddled)
        assert db.session.query(Member).count() == 0


def test_a_backup_leaves_out_free_pages_where_what_was_deleted_could_be_read(app, tmp_path):
    with closing(sqlite3.connect(tmp_path / "charter.db")) as connection:
        connection.executescript("CREATE TABLE scratch (said TEXT); DROP TABLE scratch")
        assert connection.execute("PRAGMA freelist_count").fetchone() != (0,)
    backup.backup(tmp_path / "site.backup")
    with closing(sqlite3.connect(tmp_path / "site.backup")) as connection:
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
    assert not [name for name in os.listdir(tmp_path) if "unfinished" in name]


@pytest.mark.parametrize(
    "harm, told",
    [
        ("DROP TRIGGER guard_vote_ended", "Schema: missing: guard guard_vote_ended."),
        ("DROP INDEX ix_clause_charter_id", "Schema: missing: index ix_clause_charter_id."),
        ("DROP TRIGGER journal_entry_no_update; UPDATE journal_entry SET verb = 'X' WHERE seq = 5", "at entries 5"),
        (
            "DROP TRIGGER guard_journal_fact_update; UPDATE journal_fact SET value = 'X' WHERE seq = 5",
            "beside entries 5",
        ),
        ("DROP TRIGGER journal_checkpoint_no_update; UPDATE journal_checkpoint SET note = 'X'", "Checkpoints: "),
        ("DROP TRIGGER guard_ballot_update; UPDATE ballot SET chosen = 'abstain' WHERE vote_id = 1", "Votes: counted"),
        ("DROP TRIGGER edit_no_update; UPDATE edit SET blob = x'ff'", "Texts: clauses"),
        ("UPDATE alembic_version SET version_num = '0009'", "run `charter db upgrade`"),
    ],
)
def test_harm_is_told_in_a_sentence_with_a_status(app, tmp_path, harm, told):
    with closing(sqlite3.connect(tmp_path / "charter.db")) as connection:
        connection.executescript(harm)
    done = CliRunner().invoke(cli.group, ["check"])
    assert done.exit_code == 1
    [line] = [line for line in done.output.splitlines() if told in line and line.startswith("WRONG")]
    assert line


def test_a_mail_server_that_is_away_is_told(app):
    assert "Mail: the server says:" in CliRunner().invoke(cli.group, ["check"]).output
