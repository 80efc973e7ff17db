"""After a sealed vote has ended, the bytes of neither database tell in which order people voted."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from charter.database import db
from charter.votes import queries
from charter.votes.ballots import secrecy
from charter.votes.ballots.secrecy import pending_wipe
from charter.votes.lifecycle import closing
from charter.votes.lifecycle.preparing import Settings
from charter.votes.lifecycle.scheduler import scheduler
from charter.votes.models import SealedBallot, VoterMark
from tests.verifier.assembly import ELECTORS, cast, held, member

CHOICES = ["for", "against", "abstain", "for", "no_part", "against", "for", "abstain", "no_part", "for"]


def sealed():
    """A sealed vote in which each voted alone, one after the other: one commit for each."""
    vote_id = held(Settings(ballots="sealed"), ends=None)
    keys = []
    for mailbox, choice in zip(ELECTORS, CHOICES, strict=True):
        cast(vote_id, mailbox, choice)
        db.session.rollback()
        found = {each.key for each in db.session.query(SealedBallot).filter_by(vote_id=vote_id)}
        [new] = found - set(keys)
        keys.append(new)
    return vote_id, keys


def files(site):
    """Every file in which the database keeps rows, as bytes."""
    app, _settings = site
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        folder = Path(app.config["CHARTER"].instance)
        return [path.read_bytes() for path in sorted(folder.glob("charter.db*")) if not path.name.endswith("-shm")]
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        home = Path(connection.scalar(text("SHOW data_directory")))
        names = [connection.scalar(text(f"SELECT pg_relation_filepath('{name}')")) for name in secrecy.TABLES]
    return [(home / name).read_bytes() for name in names]


def places(bodies, keys):
    """Where each key stands, in every file; a key that stands twice has a copy that nobody needs."""
    return [[place for body in bodies for place in all_places(body, key.encode())] for key in keys]


def all_places(body, wanted):
    place = body.find(wanted)
    while place >= 0:
        yield place
        place = body.find(wanted, place + 1)


@pytest.mark.parametrize("ends", [closing.close, lambda vote_id, by: closing.cancel(vote_id, "Fin", by)])
def test_no_byte_of_the_database_keeps_the_order_of_voting(site, ends):
    vote_id, keys = sealed()
    before = places(files(site), keys)
    assert all(before)  # so that this test can see anything
    ends(vote_id, by=member("moderation"))
    bodies = files(site)
    if db.engine.dialect.name == "sqlite":
        assert [len(body) for body in bodies[1:]] == [0]  # the write-ahead log
    copies = places(bodies, keys)
    times = 2 if db.engine.dialect.name == "sqlite" else 1  # there, once in the table and once in its index
    assert {len(each) for each in copies} == {times}
    assert [each[0] for each in copies] not in (
        sorted(each[0] for each in copies),
        sorted((each[0] for each in copies), reverse=True),
    )


def test_rows_that_are_gone_are_no_more_in_the_files_of_postgresql(site):
    if db.engine.dialect.name == "sqlite":
        return
    vote_id, _keys = sealed()
    closing.close(vote_id, member("moderation"))
    db.session.rollback()
    db.session.execute(text("CREATE EXTENSION IF NOT EXISTS pageinspect"))
    for table, rows in (("signing", VoterMark), ("sealed_ballot", SealedBallot)):
        kept = db.session.query(rows).count()
        pages = db.session.scalar(text(f"SELECT pg_relation_size('{table}') / 8192"))
        items = f"generate_series(0, {pages - 1}) AS page, heap_page_items(get_raw_page('{table}', page::int))"
        items = f"SELECT count(*) FROM {items}"
        assert db.session.scalar(text(items)) == kept
        xmins = text(f"SELECT count(DISTINCT xmin::text) FROM {table} WHERE vote_id = {vote_id}")
        assert db.session.scalar(xmins) == 1
    db.session.rollback()


def test_while_somebody_reads_the_log_it_is_wiped_as_soon_as_they_are_done(site):
    app, _settings = site
    if db.engine.dialect.name != "sqlite":
        return
    path = Path(app.config["CHARTER"].instance) / "charter.db"
    vote_id, _keys = sealed()
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM vote").fetchone()
    closing.close(vote_id, member("moderation"))
    assert path.with_name("charter.db-wal").stat().st_size > 0
    reader.execute("COMMIT")
    reader.close()
    scheduler.open_and_close_due()
    assert path.with_name("charter.db-wal").stat().st_size == 0
    assert queries.get(vote_id).stage == "closed"


def test_an_older_transaction_holds_the_wiping_back_and_no_longer(site):
    if db.engine.dialect.name == "sqlite":
        return
    vote_id, keys = sealed()
    with ThreadPoolExecutor(1) as elsewhere:  # another process's: this one holds nothing when it closes the vote
        connection = elsewhere.submit(db.engine.connect).result()
    with connection as older:
        older.execute(text("SELECT 1 FROM signing")).all()
        older.execute(text("SET TRANSACTION ISOLATION LEVEL READ COMMITTED"))
        cursor = older.connection.cursor()
        cursor.execute("DECLARE slow CURSOR FOR SELECT * FROM vote")  # keeps its snapshot
        closing.close(vote_id, member("moderation"))
        assert pending_wipe.is_due()
    scheduler.open_and_close_due()
    assert not pending_wipe.is_due()
    assert {len(each) for each in places(files(site), keys)} == {1}
