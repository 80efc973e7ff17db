"""As in the tests of amendments, in a round that asks for no co-signatures."""

import pytest

from charter.database import db
from charter.votes.rules.decision_rule import EXPRESSED, Rule, Threshold
from tests.amendments.conftest import amending, english, open_round, propose, write  # noqa: F401
from tests.amendments.deciding.conftest import advise, answer, reworded  # noqa: F401


@pytest.fixture
def round_(open_round):  # noqa: F811
    return open_round(least_cosigners=0)


DELEGATES = ("namur", "quebec", "geneve")
EASY = Rule("custom", (Threshold(1, 2, strict=True, base=EXPRESSED),))
"""More for than against, however few vote."""


@pytest.fixture
def closed_round(round_, someone):
    """Call it to close the round."""
    from charter.amendments.rounds import actions as rounds

    def close():
        rounds.close(round_.id, someone("moderation"))
        db.session.expire_all()

    return close


@pytest.fixture
def put(charter, someone):
    """Call it to prepare and open a vote on amendments."""

    from charter.votes.lifecycle import opening, preparing
    from charter.votes.lifecycle.preparing import Settings, Subject

    def begin(*amendments, kind="amendment", **more):
        subject = Subject(kind, amendment_ids=[each.id for each in amendments], **more)
        vote = preparing.prepare(charter.id, subject, Settings(rule=EASY), someone("moderation"))
        opening.open_vote(vote.id, someone("moderation"))
        db.session.expire_all()
        return vote

    return begin


@pytest.fixture
def decide(put, someone):
    """Call it to hold a whole vote in which all choose the same."""

    from charter.votes.ballots.recording import BallotPaper
    from charter.votes.casting import online
    from charter.votes.lifecycle import closing

    def hold(*amendments, choice="for", **more):
        vote = put(*amendments, **more)
        for who in DELEGATES:
            online.cast(vote.id, BallotPaper(vote.digest, {choice: 1}), by=someone(who))
        closing.close(vote.id, someone("moderation"), reason="Tous ont voté.")
        db.session.expire_all()
        return vote

    return hold
