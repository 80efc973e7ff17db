"""Ballots that arrive together are answered one by one for what became of each, whatever one of them does."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import current_app
from sqlalchemy import text

from charter.accounts import queries as accounts
from charter.accounts.models import Member
from charter.core.errors import NotAllowed, Refused
from charter.database import db
from charter.votes.ballots import recording
from charter.votes.ballots.recording import BallotPaper
from charter.votes.casting import online
from charter.votes.lifecycle import closing
from charter.votes.models import Ballot, BallotEvent
from tests.verifier.assembly import member
from tests.votes.ballots.test_crowd import put

BEYOND = [0, -1, 2**31 - 1, 2**31, 2**63 - 1, 2**63, -(2**63) - 1, 10**400]
"""Numbers of electors that are nobody's, or that no database holds."""


def together(app, asked):
    """What each got, a refusal or failure as an exception, of papers that all waited for the same moment."""

    def ask(each):
        vote_id, paper, voter_id, elector_id = each
        with app.app_context():
            try:
                return online.cast(vote_id, paper, db.session.get(Member, voter_id), elector_id)
            except Exception as no:
                return no

    with ThreadPoolExecutor(len(asked)) as threads:
        with current_app.extensions["votes"].ballot_commits._turn:
            waiting = [threads.submit(ask, each) for each in asked]
            while len(current_app.extensions["votes"].ballot_commits._waiting) < len(asked):
                pass
        return [each.result() for each in waiting]


def ids(mailboxes):
    found = [accounts.get_by_email(each).id for each in mailboxes]
    db.session.rollback()
    return found


def test_who_votes_for_a_number_that_is_nobodys_stops_nobody(site, crowd):
    app, _ = site
    vote_id, digest = put()
    voters, [stranger] = ids(crowd[: len(BEYOND)]), ids(["moderation@forum.example"])
    papers = [(each, None) for each in voters] + [(stranger, number) for number in BEYOND]
    got = together(app, [(vote_id, BallotPaper(digest, {"for": 1}), *each) for each in papers])
    assert got[: len(BEYOND)] == [True] * len(BEYOND)
    assert {type(each) for each in got[len(BEYOND) :]} == {NotAllowed}
    db.session.rollback()
    assert {ballot.member_id for ballot in db.session.query(Ballot).filter_by(vote_id=vote_id)} == set(voters)


POISON = {
    "half a letter": BallotPaper("", {"against": 1}, "\ud83d"),
    "nothing at all": BallotPaper("", {}),
    "votes of no measure": BallotPaper("", {"for": 10**400}),
    "half a letter in the digest": BallotPaper("\ud83d", {"for": 1}),
    "no number": BallotPaper("", {"for": None}),
    "an objection of no kind": BallotPaper("", {"against": 1}, None),
}


@pytest.mark.parametrize("which", POISON)
def test_a_poisonous_paper_is_its_senders_alone(site, crowd, which):
    app, _ = site
    vote_id, digest = put()
    voters = ids(crowd[:6])
    paper = POISON[which]
    poison = BallotPaper(paper.digest or digest, paper.cast, paper.objection)
    honest = BallotPaper(digest, {"for": 1})
    got = together(app, [(vote_id, poison, voters[0], None)] + [(vote_id, honest, each, None) for each in voters[1:]])
    assert got[1:] == [True] * 5
    db.session.rollback()
    assert db.session.query(BallotEvent).filter_by(vote_id=vote_id).count() == 5 + (got[0] is True)


def test_what_fails_in_the_database_for_one_is_tried_again_for_each(site, crowd, monkeypatch):
    """An error in the middle of a transaction loses it to all on PostgreSQL; those who had nothing to do with it are
    tried again, and nobody's ballot is written twice."""
    app, _ = site
    vote_id, digest = put()
    voters = ids(crowd[:8])
    honest = recording.BallotBatch.put

    def put_(self, elector, *rest):
        if elector.member_id == voters[3]:
            db.session.execute(text("SELECT 1 / (SELECT count(*) FROM vote WHERE id = -1), no_such_column FROM vote"))
        return honest(self, elector, *rest)

    monkeypatch.setattr(recording.BallotBatch, "put", put_)
    got = together(app, [(vote_id, BallotPaper(digest, {"for": 1}), each, None) for each in voters])
    assert not isinstance(got[3], Refused | bool)
    assert [*got[:3], *got[4:]] == [True] * 7
    db.session.rollback()
    assert db.session.query(BallotEvent).filter_by(vote_id=vote_id).count() == 7


def test_papers_for_another_vote_closed_or_there_is_none_change_nothing_for_this_one(site, crowd):
    app, _ = site
    closed, of_closed = put()
    closing.close(closed, member("moderation"))
    vote_id, digest = put()
    voters = ids(crowd[:6])
    bad = [
        (closed, BallotPaper(of_closed, {"for": 1}), voters[0], None),
        (2**63, BallotPaper(digest, {"for": 1}), voters[0], None),
        (0, BallotPaper(digest, {"for": 1}), voters[0], None),
    ]
    got = together(app, bad + [(vote_id, BallotPaper(digest, {"for": 1}), each, None) for each in voters])
    assert got[3:] == [True] * 6
    assert all(isinstance(each, Exception) for each in got[:3])
    assert got[0].status == 409
