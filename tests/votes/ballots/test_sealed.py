"""A sealed vote: who has voted and what was voted have nothing in common but the number of the vote."""

import logging

import pytest
import time_machine
from sqlalchemy import inspect, text

from charter.accounts import queries as accounts
from charter.core import clock
from charter.database import db, writing
from charter.journal.models import Entry
from charter.notifications import composing
from charter.outbox import actions as outbox
from charter.votes import queries
from charter.votes.ballots.recording import BallotPaper
from charter.votes.casting import online
from charter.votes.lifecycle import closing
from charter.votes.lifecycle.preparing import Settings
from charter.votes.reporting import public_vote
from tests.verifier.assembly import ELECTORS, cast, held, member

CHOICES = ["for", "against", "abstain", "for", "against"]


def sealed(*chosen, ends=None):
    return held(Settings(ballots="sealed"), *chosen, ends=ends)


def rows(table, vote_id):
    db.session.rollback()
    of_vote = text(f"SELECT * FROM {table} WHERE vote_id = {vote_id}")
    return [dict(row) for row in db.session.execute(of_vote).mappings()]


def test_the_two_tables_share_no_value_but_the_number_of_the_vote(site):
    vote_id = sealed(*CHOICES)
    signings, box = rows("signing", vote_id), rows("sealed_ballot", vote_id)
    assert len(signings) == len(box) == len(CHOICES)
    assert set(signings[0]) == {"vote_id", "member_id", "source"}
    assert set(box[0]) == {"key", "vote_id", "choice"}
    values = [
        {str(value) for row in table for name, value in row.items() if name != "vote_id"} for table in (signings, box)
    ]
    assert not values[0] & values[1]
    assert all(len(row["key"]) == 64 for row in box)


@pytest.mark.parametrize("table", ["signing", "sealed_ballot"])
def test_no_column_has_a_time_or_an_order(site, table):
    columns = inspect(db.engine).get_columns(table)
    assert {str(column["type"]) for column in columns} <= {"INTEGER", "VARCHAR"}
    assert not any(column.get("autoincrement") is True or column["default"] for column in columns)


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
@pytest.mark.parametrize("table", ["signing", "sealed_ballot"])
def test_sqlite_numbers_no_row(site, table):
    with pytest.raises(Exception, match="no such column: rowid"):
        db.session.execute(text(f"SELECT rowid FROM {table}"))
    db.session.rollback()


@pytest.mark.parametrize("site", ["postgresql"], indirect=True)
@pytest.mark.parametrize("ends", [closing.close, lambda vote_id, by: closing.cancel(vote_id, "Fin", by)])
def test_once_it_has_ended_neither_place_nor_transaction_tells_the_order_of_voting(site, crowd, ends):
    vote_id = sealed()
    digest = queries.get(vote_id).digest
    db.session.rollback()
    told = []
    for email in crowd[:40]:
        online.cast(vote_id, BallotPaper(digest, {"for": 1}), accounts.get_by_email(email))
        told.append(accounts.get_by_email(email).id)
    assert _in_place("signing", "member_id", vote_id) == told
    keys = _in_place("sealed_ballot", "key", vote_id)
    ends(vote_id, by=member("moderation"))
    assert sorted(_in_place("signing", "member_id", vote_id)) == told
    assert _in_place("signing", "member_id", vote_id) != told
    assert _in_place("sealed_ballot", "key", vote_id) != keys
    for table in ("signing", "sealed_ballot"):
        made = text(f"SELECT DISTINCT xmin::text FROM {table} WHERE vote_id = {vote_id}")
        assert len(db.session.execute(made).all()) == 1


def _in_place(table, column, vote_id):
    db.session.rollback()
    placed = text(f"SELECT {column} FROM {table} WHERE vote_id = {vote_id} ORDER BY ctid")
    return list(db.session.scalars(placed))


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_journal_log_and_outbox_do_not_tell_what_was_chosen(site, caplog):
    """Two sealed votes at the same moment by the same electors, choosing otherwise, leave the same traces."""
    traces = []
    with writing():
        for mailbox in ELECTORS:
            member(mailbox).account.receipts = True
    with time_machine.travel(clock.now(), tick=False):
        for choices in (CHOICES, CHOICES[::-1]):
            vote_id = sealed()
            db.session.rollback()
            before = db.session.query(Entry).count()
            caplog.clear()
            with caplog.at_level(logging.DEBUG):
                for mailbox, choice in zip(ELECTORS, choices, strict=False):
                    cast(vote_id, mailbox, choice)
            letters = sorted((each["kind"], each["member_id"]) for each in _notices(vote_id))
            traces.append((caplog.text.replace(str(vote_id), "·"), letters, db.session.query(Entry).count() - before))
    assert traces[0] == traces[1]
    assert traces[0][2] == 0
    assert len(traces[0][1]) == len(CHOICES)


def _notices(vote_id):
    of_vote = text(f"SELECT * FROM notice WHERE subject_id = {vote_id} AND kind = 'ballot'")
    return [dict(row) for row in db.session.execute(of_vote).mappings()]


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_mails_do_not_tell_what_was_chosen_nor_when(site):
    vote_id = sealed(*CHOICES)
    readers = [member(mailbox) for mailbox in ELECTORS[: len(CHOICES)]]
    mails = {composing.write("ballot", vote_id, each).body.replace(each.name, "") for each in readers}
    assert len(mails) == 1
    assert not [row["key"] for row in rows("sealed_ballot", vote_id) if row["key"] in str(mails)]


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_what_is_published_links_nothing(site):
    """The two lists are sorted by what has nothing to do with the order of voting, and share no value."""
    vote_id = sealed(*CHOICES, ends=closing.close)
    told = public_vote.public_vote(queries.get(vote_id))
    members, keys = [each["member"] for each in told["signed"]], [each["key"] for each in told["sealed"]]
    assert members == sorted(members)
    assert keys == sorted(keys)
    assert {tuple(each) for each in told["signed"]} == {("member", "source")}
    assert {tuple(each) for each in told["sealed"]} == {("key", "choice")}
    facts = [entry.facts for entry in db.session.query(Entry).filter_by(subject=f"vote:{vote_id}")]
    assert not any(key in str(facts) for key in keys)
    assert "ballots" not in told
    assert "events" not in told


def test_a_sealed_ballot_is_not_changed(site):
    vote_id = sealed("for")
    before = rows("sealed_ballot", vote_id), rows("signing", vote_id)
    cast(vote_id, "namur", "against")
    assert (rows("sealed_ballot", vote_id), rows("signing", vote_id)) == before


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
def test_whoever_votes_twice_is_answered_alike_whatever_they_choose(site):
    first, second = sealed("for"), sealed("against")
    answers = []
    for vote_id in (first, second):
        vote = queries.get(vote_id)
        answers.append(online.cast(vote_id, BallotPaper(vote.digest, {"for": 1}), member("namur")))
    assert answers == [False, False]


def test_a_ballot_that_fails_leaves_neither_row(site, monkeypatch):
    vote_id = sealed()

    def fails(*_):
        db.session.flush()
        raise ConnectionError

    with monkeypatch.context() as broken:
        broken.setattr(outbox, "put", fails)
        with pytest.raises(ConnectionError):
            cast(vote_id, "namur", "for")
    assert (rows("signing", vote_id), rows("sealed_ballot", vote_id)) == ([], [])
    cast(vote_id, "namur", "for")
    assert (len(rows("signing", vote_id)), len(rows("sealed_ballot", vote_id))) == (1, 1)
