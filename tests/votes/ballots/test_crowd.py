"""A hundred electors at once, on SQLite and on PostgreSQL: what is accepted is what is counted, whoever comes first."""

import signal
import subprocess
import sys

import pytest

from charter.accounts import queries as accounts
from charter.accounts.models import Member
from charter.database import db
from charter.journal import queries as journal
from charter.votes import queries
from charter.votes.ballots import queries as ballot_queries
from charter.votes.ballots.recording import BallotPaper
from charter.votes.casting import online
from charter.votes.lifecycle import closing, opening, preparing
from charter.votes.lifecycle.dual_control import StepResult
from charter.votes.lifecycle.preparing import Settings as Terms
from charter.votes.lifecycle.preparing import Subject
from charter.votes.models import Ballot, BallotEvent, SealedBallot, Vote, VoterMark
from charter.votes.reporting import results
from charter.votes.roll import proxies
from tests.test_services import at_once
from tests.verifier.assembly import member
from tests.votes.conftest import CROWD

QUESTION = Subject("question", heading="Une question", question="Faut-il ?")


def put(**how):
    vote = preparing.prepare(1, QUESTION, Terms(**how), member("moderation"))
    opening.open_vote(vote.id, member("moderation"))
    db.session.rollback()
    return vote.id, db.session.get(Vote, vote.id).digest


def casting_of(vote_id, digest, email, choice="for"):
    def cast():
        return online.cast(vote_id, BallotPaper(digest, {choice: 1}), accounts.get_by_email(email))

    return cast


def closing_of(vote_id):
    def close():
        closing.close(vote_id, member("moderation"))
        return "closed"

    return close


@pytest.mark.parametrize("ballots", ["named", "sealed"])
def test_a_hundred_electors_have_a_hundred_ballots(site, crowd, ballots):
    app, _ = site
    vote_id, digest = put(ballots=ballots)
    done = at_once(app, [casting_of(vote_id, digest, email) for email in crowd])
    assert done == [True] * CROWD
    db.session.rollback()
    box, list_ = (SealedBallot, VoterMark) if ballots == "sealed" else (Ballot, BallotEvent)
    assert db.session.query(box).filter_by(vote_id=vote_id).count() == CROWD
    assert db.session.query(list_).filter_by(vote_id=vote_id).count() == CROWD


@pytest.mark.parametrize("ballots", ["named", "sealed"])
def test_one_elector_from_many_places_has_one_ballot(site, crowd, ballots):
    app, _ = site
    vote_id, digest = put(ballots=ballots)
    done = at_once(app, [casting_of(vote_id, digest, crowd[0])] * 30)
    assert done.count(True) == 1
    db.session.rollback()
    box = SealedBallot if ballots == "sealed" else BallotEvent
    assert db.session.query(box).filter_by(vote_id=vote_id).count() == 1


@pytest.mark.parametrize("ballots", ["named", "sealed"])
def test_fifty_ballots_race_fifty_closings(site, crowd, ballots):
    app, _ = site
    vote_id, digest = put(ballots=ballots)
    works = []
    for email in crowd[:50]:
        works += [casting_of(vote_id, digest, email), closing_of(vote_id)]
    done = at_once(app, works)
    assert done.count("closed") == 1
    accepted = done.count(True)
    assert accepted + done.count(None) + 1 == len(works)
    db.session.rollback()
    vote = queries.get(vote_id)
    assert results.get(vote).votes.votes_for == accepted == sum(results.get(vote).sources.values())
    assert results.recount(vote) == results.get(vote)


def test_of_many_who_open_one_vote_one_does(site):
    app, _ = site
    vote = preparing.prepare(1, QUESTION, Terms(), member("moderation"))
    vote_id = vote.id
    db.session.rollback()
    done = at_once(app, [lambda: opening.open_vote(vote_id, member("moderation"))] * 12)
    assert (done.count(StepResult.DONE), done.count(None)) == (1, 11)
    assert journal.broken() == []


def test_two_votes_on_one_clause_are_not_both_opened(site):
    app, _ = site
    subject = Subject("clause", [12])
    numbers = [preparing.prepare(1, subject, Terms(), member("moderation")).id for _ in range(4)]
    db.session.rollback()
    works = [lambda number=number: opening.open_vote(number, member("moderation")) for number in numbers]
    assert at_once(app, works).count(StepResult.DONE) == 1
    db.session.rollback()
    [still_open] = db.session.query(Vote).filter_by(clause_id=12, stage="open")
    closing.cancel(still_open.id, "Fin de l’essai", member("moderation"))


def test_a_proxy_is_revoked_or_used_but_not_both(site, crowd):
    app, _ = site
    for giver, holder in zip(crowd[10:20], crowd[30:40], strict=True):
        by, to = accounts.get_by_email(giver), accounts.get_by_email(holder)
        proxy_id = proxies.give(1, to.id, by).id
        giver_id, holder_id = by.id, to.id
        vote_id, digest = put()

        def use(vote_id=vote_id, digest=digest, holder_id=holder_id, giver_id=giver_id):
            paper = BallotPaper(digest, {"for": 1})
            return online.cast(vote_id, paper, db.session.get(Member, holder_id), giver_id) and "used"

        def revoke(proxy_id=proxy_id, giver_id=giver_id):
            proxies.revoke(proxy_id, db.session.get(Member, giver_id))
            return "revoked"

        db.session.rollback()
        assert sorted(at_once(app, [use, revoke]), key=str) in (["None", "revoked"], [None, "revoked"], [None, "used"])
        db.session.rollback()
        closing.cancel(vote_id, "Fin de l’essai", member("moderation"))


def test_ones_own_ballot_stands_against_that_of_ones_proxy(site, crowd):
    app, _ = site
    by, to = accounts.get_by_email(crowd[50]), accounts.get_by_email(crowd[51])
    proxies.give(1, to.id, by)
    giver_id, holder_id = by.id, to.id
    vote_id, digest = put()

    def vote(voter_id, choice):
        def cast():
            paper = BallotPaper(digest, {choice: 1})
            return online.cast(vote_id, paper, db.session.get(Member, voter_id), giver_id)

        return cast

    at_once(app, [vote(holder_id, "against"), vote(giver_id, "for"), vote(holder_id, "abstain")])
    db.session.rollback()
    ballot = db.session.get_one(Ballot, (vote_id, giver_id))
    assert (ballot.chosen, ballot.source) == ("for", "online")


def test_a_process_killed_in_the_middle_leaves_no_part_of_a_ballot(site, crowd):
    _app, settings = site
    vote_id, digest = put()
    db.session.rollback()
    child = [
        sys.executable,
        "-m",
        "tests.votes.ballots.crash",
        settings.instance,
        settings.database_url,
        str(vote_id),
        crowd[0],
    ]
    assert subprocess.run(child, capture_output=True).returncode == -signal.SIGKILL
    for table in (Ballot, BallotEvent):
        assert db.session.query(table).filter_by(vote_id=vote_id).count() == 0
    db.session.rollback()
    assert casting_of(vote_id, digest, crowd[0])()


def test_an_elector_is_told_what_waits_for_them(site, crowd):
    vote_id, digest = put()
    by = accounts.get_by_email(crowd[60])
    assert vote_id in [vote.id for vote in ballot_queries.votes_to_cast(by)]
    casting_of(vote_id, digest, crowd[60])()
    assert vote_id not in [vote.id for vote in ballot_queries.votes_to_cast(by)]
