"""The database is locked, or away: people are told so, what they wrote is kept, and the log stays readable."""

import logging
import re
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import event

from charter.database import db
from charter.web import failure_log
from tests.conftest import public

WORDS = "Trois lignes de commentaire."


def test_whoever_meets_a_lock_is_asked_to_try_again_with_their_words(app, sign_in, clause_page, tmp_path):
    namur = sign_in("namur")
    db.session.rollback()
    with closing(sqlite3.connect(tmp_path / "charter.db", isolation_level=None)) as backup:
        backup.execute("BEGIN IMMEDIATE")
        answer = namur.post(f"{clause_page}/threads", data={"body": WORDS})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "Try again in a moment" in answer.text
    assert WORDS in answer.text


def test_whoever_meets_a_full_disk_is_asked_to_try_again_with_their_words(app, sign_in, clause_page, caplog):
    namur = sign_in("namur")
    failure_log.reset()
    full = event.listens_for(db.engine, "begin")(lambda connection: _fill(connection))
    try:
        answer = namur.post(f"{clause_page}/threads", data={"body": WORDS * 170})
    finally:
        event.remove(db.engine, "begin", full)
    assert answer.status_code == 503
    assert WORDS in answer.text
    assert "database or disk is full" in caplog.text
    assert "Traceback" not in caplog.text


def _fill(connection):
    """Let the file of the database grow no more."""
    (pages,) = connection.exec_driver_sql("PRAGMA page_count").one()
    connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


@pytest.mark.parametrize("who", ["namur", None])
@pytest.mark.parametrize("path", ["/", "/charters/charte", "/nowhere"])
def test_without_a_database_everyone_gets_a_page_that_says_so(app, sign_in, away, who, path):
    browser = sign_in(who) if who else public(app)
    away()
    answer = browser.get(path)
    assert answer.status_code in (404, 503)
    assert "<main" in answer.text
    assert re.search("Try again in a moment|nothing at this address", answer.text)


def test_a_loop_in_an_outage_says_one_line_each_second_and_no_trace(app, away, caplog):
    log = logging.getLogger("charter.test")
    away()
    with caplog.at_level(logging.WARNING):
        for _ in range(20):
            try:
                db.session.connection()
            except Exception:
                failure_log.report(log, "a round was not finished")
    assert len(caplog.records) == 1
    assert caplog.records[0].exc_info is None
    assert "unable to open database file" in caplog.text


def test_each_request_is_one_line_with_its_id_and_who_and_no_address(app, sign_in, someone, caplog):
    browser, member = sign_in("namur"), someone("namur").id
    with caplog.at_level(logging.INFO, "charter.request"):
        caplog.clear()
        answers = [browser.get("/"), browser.get("/nowhere"), browser.post("/members", data={"email": "a@b.example"})]
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == len(answers)
    for answer, line in zip(answers, lines, strict=True):
        assert f"request {answer.headers['X-Request-ID']} member {member} " in line
        assert f" {answer.status_code} " in line
    assert "example" not in caplog.text
