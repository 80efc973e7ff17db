"""The same promises on PostgreSQL, and limits shared through Redis: servers that last as long as the tests."""

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import sleep

import flask_migrate
import pytest
import time_machine
from sqlalchemy import NullPool, create_engine, select, text
from sqlalchemy.exc import InternalError, ProgrammingError

from charter import create_app, database
from charter.accounts import queries as accounts
from charter.clauses.models import Clause
from charter.clauses.versions import automatic, published
from charter.collab.publishing import autosave
from charter.collab.storage import live_text as collab
from charter.collab.storage import update_log
from charter.collab.ydoc import from_prosemirror, to_prosemirror
from charter.comments import actions as comments
from charter.comments import queries as comment_queries
from charter.comments.models import Comment
from charter.config import Settings
from charter.core import clock
from charter.core.errors import Refused
from charter.database import db
from charter.demo import actions as demo
from charter.history import making_steps, present_text
from charter.journal import queries as journal
from charter.votes import queries as vote_queries
from charter.votes.ballots.recording import BallotPaper
from charter.votes.casting import online
from charter.votes.lifecycle import actions as votes
from charter.votes.lifecycle import closing
from charter.votes.models import Ballot, Vote
from tests.conftest import TEST_SETTINGS, make_app, public
from tests.support.services import PostgreSQL, free_port, redis


@pytest.fixture(scope="module")
def on_postgresql(postgresql, tmp_path_factory):
    """The application with the demo, on PostgreSQL."""
    folder = tmp_path_factory.mktemp("on_postgresql")
    app = create_app(
        Settings(environment="development", instance=str(folder), database_url=postgresql()), **TEST_SETTINGS
    )
    with app.app_context():
        flask_migrate.upgrade()
        demo.load()
        yield app
        db.session.remove()
        db.engine.dispose()


def test_the_demo_loads_and_its_journal_holds(on_postgresql):
    assert journal.broken() == []
    assert on_postgresql.test_client().get("/charters/charte-pour-une-societe-numerique-desirable").status_code == 200


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET at = at",
        "DELETE FROM version",
        "DELETE FROM automatic_version",
        "UPDATE edit SET at = at",
    ],
)
def test_the_database_refuses_to_change_the_past(on_postgresql, statement):
    with pytest.raises(ProgrammingError, match="append-only"):
        db.session.execute(text(statement))
    db.session.rollback()


def at_once(app, works):
    """Run each piece of work in a thread and a session of its own; a refusal is None."""

    def run(work):
        with app.app_context():
            try:
                return work()
            except Refused:
                return None

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(run, works))


def test_ballots_accepted_are_ballots_counted(on_postgresql):
    vote = db.session.query(Vote).filter_by(stage="open").one()
    number, digest = vote.id, vote.digest
    before = {ballot.member_id for ballot in db.session.query(Ballot).filter_by(vote_id=number)}
    db.session.rollback()
    mailboxes = ["namur", "quebec", "kindia", "nantes", "aimf", "dschang"]

    def cast(mailbox):
        return lambda: (
            online.cast(number, BallotPaper(digest, {"for": 1}), accounts.get_by_email(f"{mailbox}@forum.example"))
            and "cast"
        )

    def close():
        closing.close(number, accounts.get_by_email("moderation@forum.example"))
        return "closed"

    works = [cast(mailbox) for mailbox in mailboxes]
    done = at_once(on_postgresql, [*works[:3], close, *works[3:], close])
    assert done.count("closed") == 1
    db.session.rollback()
    assert vote_queries.result(vote_queries.get(number)).votes.voting == len(before) + done.count("cast")
    assert db.session.query(Ballot).filter_by(vote_id=number).count() == len(before) + done.count("cast")


def test_an_edit_is_wholly_in_the_voted_text_or_refused(on_postgresql):
    clause_id = db.session.query(Clause.id).filter_by(heading="Rendre compte").scalar()
    author = accounts.get_by_email("namur@forum.example").id
    db.session.rollback()

    def write(number):
        blob = from_prosemirror.document(from_prosemirror.paragraphs(f"Ajout {number}.")).get_update()
        return lambda: update_log.append([update_log.NewEdit(clause_id, author, blob)], {clause_id: 0}).seqs[0]

    def freeze():
        return votes.put_to_vote(clause_id, accounts.get_by_email("moderation@forum.example")).id

    done = at_once(on_postgresql, [*map(write, range(8)), freeze, *map(write, range(8, 16))])
    kept = [number for number in range(16) if done[number + (number >= 8)]]
    voted = to_prosemirror.plain(vote_queries.get(done[8]).items[0].content)
    assert [number for number in range(16) if f"Ajout {number}." in voted] == kept
    assert to_prosemirror.plain(collab.committed_text(clause_id).content) == voted


def test_a_form_sent_twice_at_once_says_nothing_twice(on_postgresql, monkeypatch):
    find = comment_queries.recent_duplicate
    monkeypatch.setattr(comment_queries, "recent_duplicate", lambda *asked: (find(*asked), sleep(0.05))[0])
    clause_id = db.session.query(Clause.id).filter_by(stage="drafting").limit(1).scalar()
    db.session.rollback()
    works = [lambda: comments.start_thread(clause_id, "Une fois", accounts.get_by_email("namur@forum.example"))] * 2
    assert None not in at_once(on_postgresql, works)
    assert db.session.query(Comment).filter_by(body="Une fois").count() == 1


def test_of_several_processes_one_keeps_the_automatic_version(on_postgresql):
    clause_id = db.session.query(Clause.id).filter_by(heading="Le droit à un accueil humain").scalar()
    author = accounts.get_by_email("namur@forum.example").id
    db.session.rollback()
    blob = from_prosemirror.document(from_prosemirror.paragraphs("Une phrase en cours.")).get_update()
    [seq] = update_log.append([update_log.NewEdit(clause_id, author, blob)], {clause_id: 0}).seqs
    with time_machine.travel(clock.now() + autosave.IDLE_AFTER, tick=True):
        assert (clause_id, seq) in autosave.idle_clauses()
        db.session.rollback()
        assert sorted(at_once(on_postgresql, [lambda: autosave.keep(clause_id, seq)] * 4)) == [
            False,
            False,
            False,
            True,
        ]
        assert (clause_id, seq) not in autosave.idle_clauses()
    db.session.rollback()
    version = automatic.newest(clause_id, 1)
    assert published.digest(version) == version.digest
    assert version.previous == published.newest(clause_id).digest


def test_the_making_of_a_clause_is_cut_into_steps(on_postgresql):
    clause_id = db.session.query(Clause.id).filter_by(heading="Des équipements qui durent").scalar()
    namur, quebec = (accounts.get_by_email(f"{mailbox}@forum.example") for mailbox in ("namur", "quebec"))
    people = [namur.label, quebec.label]
    authors = [namur.id, namur.id, quebec.id]
    db.session.rollback()
    for minutes, author in enumerate(authors, start=1):
        blob = from_prosemirror.document(from_prosemirror.paragraphs(f"Minute {minutes}.")).get_update()
        with time_machine.travel(clock.now() + timedelta(minutes=minutes)):
            update_log.append([update_log.NewEdit(clause_id, author, blob)], {})
    start, *moments = making_steps.moments(clause_id, live=True)
    assert [moment.people for moment in moments] == [[name] for name in people]
    assert "Minute 2." in to_prosemirror.plain(moments[0].content())
    assert "Minute 3." not in to_prosemirror.plain(moments[0].content())
    assert start.end <= moments[0].start <= moments[0].end <= moments[1].start
    assert present_text.edits_since(clause_id, present_text.present(clause_id).edit) == 0


def test_one_that_hangs_inside_a_write_does_not_keep_the_others_waiting(on_postgresql, monkeypatch):
    monkeypatch.setattr(database, "MAX_IDLE_IN_TRANSACTION_MS", 200)
    row = select(Clause.id).with_for_update()
    with db.engine.connect().execution_options(**{database._WRITES: True}) as hanging:
        hanging.execute(row)
        with db.engine.begin() as other:
            other.execute(text("SET LOCAL lock_timeout = '20s'"))
            assert other.execute(row).all()
        with pytest.raises(InternalError):
            hanging.execute(row)


def test_after_a_restart_of_the_database_no_page_fails(on_postgresql):
    db.session.execute(text("SELECT 1"))
    db.session.rollback()  # so that a connection waits in the pool
    with create_engine(db.engine.url, poolclass=NullPool).connect() as other:
        others = "FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        assert other.execute(text(f"SELECT pg_terminate_backend(pid, 9999) {others}")).all()
    assert public(on_postgresql).get("/healthz").status_code == 200


def test_limits_are_shared_between_processes_through_redis(template, tmp_path):
    shutil.copy(template / "demo.db", tmp_path / "charter.db")
    with redis(tmp_path) as address:
        shared = {"RATELIMIT_ENABLED": True, "RATELIMIT_STORAGE_URI": address}
        answers = []
        for _ in range(2):
            browser = public(make_app(tmp_path, **shared))
            answers += [browser.post("/sign-in", data={"email": "nobody@forum.example"}).status_code for _ in range(3)]
    assert answers == [200] * 5 + [429]


def test_another_run_of_pytest_takes_no_database_from_this_one(postgresql, tmp_path):
    (tmp_path / "test_other.py").write_text("def test_it(tmp_path): pass")
    other = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", ".", "test_other.py"]
    subprocess.run(other, cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
    with create_engine(postgresql(), poolclass=NullPool, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("CHECKPOINT"))  # opens files anew by their whole path


def test_who_finds_a_database_server_gone_reads_its_last_words(tmp_path):
    log = tmp_path / "postgresql.log"
    log.write_text("PANIC: could not open file\n")
    gone = subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"])
    gone.wait()
    with pytest.raises(AssertionError, match=r"refused(.|\n)+ended with 3(.|\n)+PANIC: could not open file"):
        PostgreSQL(free_port(), gone, log).new_database()
