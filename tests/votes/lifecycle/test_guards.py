"""What a vote has fixed, neither database changes for anybody."""

import re
import sqlite3
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from charter.core import clock
from charter.database import db
from charter.votes.lifecycle import closing, opening, preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from tests.verifier.assembly import cast, held, member

CLAUSE = Subject("clause", [12])
ALWAYS = [
    "UPDATE ballot_event SET at = at WHERE vote_id = {}",
    "DELETE FROM ballot_event WHERE vote_id = {}",
    "UPDATE elector SET votes = 9 WHERE vote_id = {}",
    "DELETE FROM elector WHERE vote_id = {}",
    "INSERT INTO elector SELECT * FROM elector WHERE vote_id = {}",
    "DELETE FROM ballot WHERE vote_id = {}",
    "UPDATE signing SET source = 'paper' WHERE vote_id = {}",
    "UPDATE sealed_ballot SET choice = 'for' WHERE vote_id = {}",
    "UPDATE item SET content = '{{}}' WHERE vote_id = {}",
    "UPDATE item SET html = 'x' WHERE vote_id = {}",
    "DELETE FROM item WHERE vote_id = {}",
    "UPDATE vote SET rule = '{{}}' WHERE id = {}",
    "UPDATE vote SET digest = 'x' WHERE id = {}",
    "UPDATE vote SET roll_digest = 'x' WHERE id = {}",
    "UPDATE vote SET ballots = 'other' WHERE id = {}",
    "UPDATE vote SET stage = 'prepared' WHERE id = {}",
    "DELETE FROM vote WHERE id = {}",
    "UPDATE vote SET two_persons = NOT two_persons WHERE id = {}",
    "UPDATE vote SET needs_presence = NOT needs_presence WHERE id = {}",
    "UPDATE vote SET closes_at = opened_at WHERE id = {}",
    "UPDATE vote SET opens_at = opened_at WHERE id = {}",
    "UPDATE vote SET id = 999999 WHERE id = {}",
    "UPDATE vote SET follows_id = id WHERE id = {}",
    "UPDATE item SET clause_id = 1 WHERE vote_id = {}",
    "UPDATE ballot SET member_id = 1 WHERE vote_id = {}",
]
ENDED = [
    "UPDATE vote SET stage = 'open' WHERE id = {}",
    "UPDATE vote SET result = NULL WHERE id = {}",
    "UPDATE vote SET reason = 'x' WHERE id = {}",
    "UPDATE vote SET ballots_root = 'x' WHERE id = {}",
    "UPDATE ballot SET chosen = 'for' WHERE vote_id = {}",
    "UPDATE item SET taken_out_at = NULL, taken_out_by = 'x' WHERE vote_id = {}",
    "INSERT INTO ballot_set_aside SELECT vote_id, member_id, 'x', 0 FROM elector WHERE vote_id = {}",
    "INSERT INTO ballot SELECT * FROM ballot WHERE vote_id = {}",
    "INSERT INTO signing SELECT * FROM signing WHERE vote_id = {}",
    "DELETE FROM signing WHERE vote_id = {}",
    "DELETE FROM sealed_ballot WHERE vote_id = {}",
    "INSERT INTO sealed_ballot SELECT 'x' || key, vote_id, choice FROM sealed_ballot WHERE vote_id = {}",
]


@pytest.fixture(scope="module")
def votes(site):
    """A named and a sealed vote, both open; closed; and cancelled."""
    stop = lambda vote_id, by: closing.cancel(vote_id, "Fin", by)  # noqa: E731
    found = {}
    for stage, ends in (("closed", closing.close), ("cancelled", stop), ("open", None)):
        subject = preparing.prepare(1, CLAUSE, Settings(), member("moderation")).id
        opening.open_vote(subject, member("moderation"))
        cast(subject, "namur", "against")
        if ends:
            ends(subject, by=member("moderation"))
        found[stage] = subject, held(Settings(ballots="sealed"), "for", "against", ends=ends)
    db.session.rollback()
    return found


SAYS = re.compile(
    r"is fixed|stays|is kept|is not (changed|taken back|replaced)|is open\b|to its end|append-only|is extended"
)


def changes(statement, number):
    """How many rows a statement would change; nothing is kept."""
    try:
        return db.session.execute(text(statement.format(number))).rowcount
    finally:
        db.session.rollback()


def refused(statement, numbers):
    """Whether a guard refuses it, for one of these votes at least: a named one has no sealed ballots."""
    said = []
    for number in numbers:
        try:
            assert changes(statement, number) == 0
        except DatabaseError as no:
            said.append(str(no.orig))
    return bool(said) and all(SAYS.search(each) for each in said)


@pytest.mark.parametrize("stage", ["open", "closed", "cancelled"])
@pytest.mark.parametrize("statement", ALWAYS)
def test_what_is_fixed_at_the_opening_stays(votes, stage, statement):
    assert refused(statement, votes[stage])


@pytest.mark.parametrize("stage", ["closed", "cancelled"])
@pytest.mark.parametrize("statement", ENDED)
def test_what_has_ended_stays(votes, stage, statement):
    assert refused(statement, votes[stage])


def test_a_vote_is_not_closed_before_it_was_open_nor_without_a_result(votes, site):
    vote_id = preparing.prepare(1, CLAUSE, Settings(), member("moderation")).id
    db.session.rollback()
    assert refused("UPDATE vote SET stage = 'closed', result = '{{}}' WHERE id = {}", [vote_id])
    assert refused("UPDATE vote SET stage = 'closed' WHERE id = {}", votes["open"])
    assert refused("UPDATE vote SET result = '{{}}' WHERE id = {}", votes["open"])


def test_while_a_vote_is_open_its_ballots_change_and_its_time_by_the_verb_alone(votes):
    assert changes("UPDATE ballot SET chosen = 'for' WHERE vote_id = {}", votes["open"][0])
    until = clock.now() + timedelta(hours=1)
    closing.extend(votes["open"][0], until, "Des trains en retard", member("moderation"))
    for earlier_or_later in ("opened_at", "NULL", "'2099-01-01 00:00:00.000000'"):
        statement = f"UPDATE vote SET closes_at = {earlier_or_later} WHERE id = {{}}"
        assert refused(statement, votes["open"][:1])


def test_a_ballot_of_a_closed_vote_is_not_moved_into_an_open_one(votes):
    statement = f"UPDATE ballot SET vote_id = {votes['open'][1]} WHERE vote_id = {{}}"
    assert refused(statement, votes["closed"][:1])


def test_an_edit_is_not_taken_out_of_the_log(votes):
    assert refused("DELETE FROM edit", [0])


REPLACED = ["vote", "item", "elector", "ballot", "ballot_event", "signing", "sealed_ballot", "version"]
REPLACED += ["automatic_version", "journal_entry", "journal_checkpoint", "edit", "writing"]


@pytest.mark.parametrize("table", REPLACED)
@pytest.mark.parametrize("asks", ["ON", "OFF"])
def test_replace_does_not_go_round_the_guards(site, votes, table, asks):
    """Also not in another program, which does not ask for triggers of what REPLACE deletes."""
    app, _ = site
    if db.engine.dialect.name != "sqlite":
        return  # there, INSERT ON CONFLICT is an UPDATE, which the triggers see
    with sqlite3.connect(Path(app.config["CHARTER"].instance) / "charter.db") as connection:
        connection.execute(f"PRAGMA recursive_triggers = {asks}")
        before = connection.execute(f"SELECT * FROM {table}").fetchall()
        if table == "vote":
            forged = "UPDATE OR REPLACE vote SET stage = 'open', digest = 'x', roll_digest = 'x', result = NULL"
            prepared = "id = (SELECT max(id) FROM vote WHERE stage = 'prepared' AND clause_id = 12)"
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(f"{forged} WHERE {prepared}")
        says = nullcontext() if table == "automatic_version" else pytest.raises(sqlite3.IntegrityError, match="replac")
        with says:
            connection.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        assert connection.execute(f"SELECT * FROM {table}").fetchall() == before
        connection.rollback()


def test_without_a_guard_the_roll_could_be_changed(votes):
    on = "" if db.engine.dialect.name == "sqlite" else " ON elector"
    db.session.execute(text(f"DROP TRIGGER guard_elector_update{on}"))
    assert changes("UPDATE elector SET votes = 9 WHERE vote_id = {}", votes["open"][0])
