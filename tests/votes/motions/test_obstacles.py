"""Each reason for which amendments are not put to the vote, by itself."""

import pytest

from charter.amendments import rules
from charter.amendments.deciding import outcomes
from charter.amendments.deciding.models import Incorporation
from charter.amendments.texts import Proposed
from charter.collab.storage import live_text
from charter.collab.ydoc.document import Unreadable
from charter.core import clock
from charter.database import db, writing
from charter.votes.models import Vote
from charter.votes.motion_models import Motion
from charter.votes.motions import obstacles


def said(*amendments, kind="amendment") -> str:
    """All obstacles to a vote on these amendments."""
    return " ".join(map(str, obstacles.of(Vote(kind=kind, motions=[Motion(amendment=each) for each in amendments]))))


def with_stage(row, stage):
    row.stage = stage
    db.session.commit()
    return row


@pytest.fixture
def narrow(round_, propose, reworded):
    return propose(round_, "quebec", content=reworded("identique", "comparable"))


@pytest.fixture
def wide(round_, propose, reworded):
    return propose(round_, "namur", content=reworded("réponse identique", "retour équivalent"))


def test_a_vote_is_on_something():
    assert "no amendment to vote on" in said()


def test_support(open_round, propose, reworded):
    amendment = propose(open_round(least_cosigners=1), "namur", content=reworded("identique", "comparable"))
    assert "lacks co-signatures" in said(amendment)


def test_an_author_who_is_asked_answers_first(narrow, advise, answer, clause, reworded):
    assert "has not answered" not in said(narrow)
    proposed = (Proposed(clause.heading, reworded("identique", "égal"), clause_id=clause.id),)
    advice = advise(narrow, "adopt_modified", proposed=proposed)
    assert "has not answered about the modified wording" in said(narrow)
    answer(advice, "refuses", "quebec")
    assert "has not answered" not in said(narrow)


def test_stages(narrow, round_, propose, reworded):
    sub = propose(round_, "geneve", content=reworded("identique", "égal"), parent_id=narrow.id)
    assert "has to be placed again" in said(with_stage(narrow, rules.UNPLACED))
    assert "is settled, or in a vote" in said(with_stage(narrow, rules.WITHDRAWN))
    assert "what it would amend is settled" in said(sub)


def test_what_is_adopted(narrow, wide):
    with writing():
        outcomes.end(wide, "adopted", None)
    assert "cannot stand beside no. 2, which is adopted" in said(narrow)


@pytest.mark.parametrize(
    ("stage", "expected"), [("frozen", "hold one after the other"), ("adopted", "no longer in drafting")]
)
def test_the_stage_of_the_clause(narrow, clause, stage, expected):
    with_stage(clause, stage)
    assert expected in said(narrow)


def test_a_text_that_changed_since(narrow, clause, monkeypatch):
    assert "has changed since the round opened" not in said(narrow)
    clause.heading = "Un autre titre"
    db.session.commit()
    assert "has changed since the round opened" in said(narrow)

    def unreadable(_clause_id):
        raise Unreadable

    monkeypatch.setattr(live_text, "committed_text", unreadable)
    assert "has changed since the round opened" in said(narrow)


def test_what_is_in_the_text_already(narrow, clause, round_):
    row = {"base_digest": "x", "wordings": [], "read": [], "at": clock.now()}
    db.session.add(Incorporation(round_id=round_.id, clause_id=clause.id, **row))
    db.session.commit()
    assert "is in its text already" in said(narrow)


def test_a_block_of_what_excludes_one_another(narrow, wide, advise):
    for each in (narrow, wide):
        advise(each, "adopt")
    assert "no. 1 and no. 2 cannot be adopted together" in said(narrow, wide, kind="amendments")


def test_what_is_put_together_is_not_voted_before_itself(narrow, wide):
    assert "departs further" in said(narrow)
    both = said(narrow, wide)
    assert "departs further" not in both
    assert "ask the very same" in both
