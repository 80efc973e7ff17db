"""A clock that is set back, as clocks are, makes no honest vote look forged, and opens none that had ended."""

from datetime import timedelta

import pytest
import time_machine
from flask import current_app

from charter.core import clock
from charter.core.errors import Refused
from charter.database import db
from charter.export import actions as export
from charter.journal.models import Entry
from charter.verifier import main as verifier
from charter.votes import queries
from charter.votes.ballots.recording import BallotPaper
from charter.votes.casting import blocks, in_person
from charter.votes.lifecycle import closing, opening, preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.models import BallotEvent, Vote
from tests.verifier.assembly import cast, first_charter, member

QUESTION = Subject("question", heading="Une question", question="Faut-il ?")
MINUTES = timedelta(minutes=5)


def opened(subject=QUESTION, **how):
    vote_id = preparing.prepare(first_charter().id, subject, Settings(**how), member("moderation")).id
    opening.open_vote(vote_id, member("moderation"))
    return vote_id


def test_each_step_at_an_earlier_time_than_the_one_before_makes_an_archive_that_holds(app, tmp_path):
    now = clock.now()
    steps = [
        lambda: opened(Subject("block", [5, 6, 7], heading="Trois articles"), closes_at=now + timedelta(hours=2)),
        lambda: cast(vote_id, "namur", "for"),
        lambda: blocks.take_out(vote_id, 6, "À discuter", member("geneve")),
        lambda: cast(vote_id, "quebec", "against"),
        lambda: in_person.enter(vote_id, "hands", {member("quebec").id: paper(vote_id, "for")}, member("moderation")),
        lambda: cast(vote_id, "namur", "against"),
        lambda: closing.extend(vote_id, now + timedelta(hours=3), "Des trains en retard", member("moderation")),
        lambda: closing.close(vote_id, member("moderation"), "Tout le monde a voté"),
    ]
    vote_id = None
    for number, step in enumerate(steps):
        with time_machine.travel(now - number * MINUTES):
            done = step()
        vote_id = vote_id or done
    db.session.rollback()
    moments = [entry.at for entry in db.session.query(Entry).order_by(Entry.seq)]
    assert moments == sorted(moments)
    vote = queries.get(vote_id)
    events = [event.at for event in db.session.query(BallotEvent).filter_by(vote_id=vote_id).order_by(BallotEvent.id)]
    assert [vote.opened_at, *events, vote.closed_at] == sorted([vote.opened_at, *events, vote.closed_at])
    path = tmp_path / "charter.zip"
    path.write_bytes(export.export(first_charter(), "zip"))
    assert verifier.main([str(path)]) == 0


def paper(vote_id, choice):
    return BallotPaper(queries.text_digest(queries.get(vote_id)), {choice: 1})


@pytest.mark.parametrize("ballots", ["named", "sealed"])
def test_a_ballot_refused_as_too_late_is_not_taken_when_the_clock_goes_back(app, ballots):
    now = clock.now()
    vote_id = opened(ballots=ballots, closes_at=now + timedelta(hours=1))
    cast(vote_id, "namur", "for")
    with time_machine.travel(now + timedelta(hours=1, seconds=1)), pytest.raises(Refused):
        cast(vote_id, "quebec", "against")
    with pytest.raises(Refused):
        cast(vote_id, "quebec", "against")
    db.session.rollback()
    vote = db.session.get(Vote, vote_id)
    assert (vote.stage, vote.closed_by) == ("closed", "")
    assert vote.closed_at >= vote.closes_at
    assert queries.result(vote).votes.voting == 1


def test_a_ballot_of_the_room_that_comes_too_late_ends_the_vote_too(app):
    now = clock.now()
    vote_id = opened(closes_at=now + timedelta(hours=1))
    papers = {member("quebec").id: paper(vote_id, "for")}
    with time_machine.travel(now + timedelta(hours=1)), pytest.raises(Refused):
        in_person.enter(vote_id, "hands", papers, member("moderation"))
    with pytest.raises(Refused):
        in_person.enter(vote_id, "hands", papers, member("moderation"))
    assert queries.get(vote_id).stage == "closed"


def test_a_vote_that_was_extended_takes_ballots_until_its_new_time(app):
    now = clock.now()
    vote_id = opened(closes_at=now + timedelta(hours=1))
    closing.extend(vote_id, now + timedelta(hours=2), "Des trains en retard", member("moderation"))
    with time_machine.travel(now + timedelta(hours=1, seconds=1)):
        cast(vote_id, "quebec", "against")
    assert queries.get(vote_id).stage == "open"
    assert current_app.extensions["votes"].ballot_commits._waiting == []
