"""What a vote has fixed, neither database changes for anybody."""

import re

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from charter.database import db
from charter.votes import closing, opening, preparing
from charter.votes.preparing import Settings, Subject
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
]
ENDED = [
    "UPDATE vote SET stage = 'open' WHERE id = {}",
    "UPDATE vote SET result = NULL WHERE id = {}",
    "UPDATE vote SET reason = 'x' WHERE id = {}",
    "UPDATE vote SET ballots_root = 'x' WHERE id = {}",
    "UPDATE ballot SET chosen = 'for' WHERE vote_id = {}",
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


SAYS = re.compile(r"is fixed|stays|is kept|is not (changed|taken back)|is open\b|to its end|append-only")


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


def test_while_a_vote_is_open_its_ballots_change_and_its_time(votes):
    assert changes("UPDATE ballot SET chosen = 'for' WHERE vote_id = {}", votes["open"][0])
    assert changes("UPDATE vote SET closes_at = opened_at WHERE id = {}", votes["open"][0])


def test_without_a_guard_the_roll_could_be_changed(votes):
    on = "" if db.engine.dialect.name == "sqlite" else " ON elector"
    db.session.execute(text(f"DROP TRIGGER guard_elector_update{on}"))
    assert changes("UPDATE elector SET votes = 9 WHERE vote_id = {}", votes["open"][0])
