"""Two people act on one amendment at the same moment, on both databases: one is first, and the other is refused."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask_babel import force_locale

from charter.accounts.models import Member
from charter.amendments import actions, rules
from charter.amendments.deciding import answers, dispositions
from charter.amendments.deciding import queries as decisions
from charter.amendments.deciding.dispositions import Advice
from charter.amendments.models import Wording
from charter.amendments.texts import Proposed
from charter.core.errors import Refused
from charter.database import db
from charter.votes.casting import blocks
from charter.votes.lifecycle import closing, opening, preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from tests.votes.motions.conftest import EASY


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request, demo_on, tmp_path):
    """The demo on either database."""
    app = demo_on(request.param, tmp_path / "instance")
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def at_once(app):
    """Call it with two things to do, each as a member: what became of them, a refusal as None."""

    def both(*work):
        barrier = Barrier(len(work))

        def run(act, member_id):
            with app.app_context(), force_locale("en"):
                member = db.session.get_one(Member, member_id)
                barrier.wait()
                try:
                    act(member)
                except Refused:
                    return None
                return True

        db.session.remove()
        with ThreadPoolExecutor(len(work)) as pool:
            answers_ = list(pool.map(lambda each: run(*each), work))
        db.session.remove()
        return answers_

    return both


def test_who_agrees_has_agreed_to_a_wording_that_the_amendment_has(
    round_, propose, write, reworded, clause, at_once, someone
):
    amendment = propose(round_, "namur", content=reworded("identique", "comparable"))
    charter_id, amendment_id, author, chair = (
        amendment.charter_id,
        amendment.id,
        someone("namur"),
        someone("moderation"),
    )
    proposed = (Proposed(clause.heading, reworded("identique", "égal"), clause_id=clause.id),)
    dispositions.advise(charter_id, amendment_id, Advice("adopt_modified", proposed=proposed), 0, chair)
    dispositions.publish(charter_id, {amendment_id: 1}, chair)
    advice = decisions.newest([amendment_id])[amendment_id]
    advice_id, asked = advice.id, answers.asked_about(advice)
    draft = write(round_, "namur", content=reworded("gratuite", "offerte"), amendment_id=amendment_id)
    draft_id, revision, author_id = draft.id, draft.revision, author.id

    agreed, _rectified = at_once(
        (lambda member: answers.answer(charter_id, advice_id, "agrees", asked, "", member), author_id),
        (lambda member: actions.rectify(draft_id, revision, member), author_id),
    )

    digests = {each.digest for each in db.session.query(Wording).filter_by(amendment_id=amendment_id)}
    assert (asked in digests) == bool(agreed)


def test_an_amendment_is_in_the_vote_or_withdrawn(round_, propose, reworded, closed_round, charter, at_once, someone):
    amendment = propose(round_, "namur", content=reworded("identique", "comparable"))
    closed_round()
    chair, author = someone("moderation"), someone("namur")
    vote = preparing.prepare(charter.id, Subject("amendment", amendment_ids=[amendment.id]), Settings(rule=EASY), chair)
    charter_id, amendment_id, vote_id, ids = charter.id, amendment.id, vote.id, (chair.id, author.id)

    opened, withdrawn = at_once(
        (lambda member: opening.open_vote(vote_id, member), ids[0]),
        (lambda member: actions.withdraw(charter_id, amendment_id, member), ids[1]),
    )

    stage = db.session.get_one(type(amendment), amendment_id).stage
    assert [opened, withdrawn].count(True) == 1
    assert stage == (rules.VOTING if opened else rules.WITHDRAWN)


def test_an_objection_is_in_time_or_the_block_is_closed(
    round_, propose, reworded, closed_round, advise, put, at_once, someone
):
    one = propose(round_, "namur", content=reworded("identique", "comparable"))
    two = propose(round_, "quebec", heading="Un droit", content=reworded("identique", "identique"))
    closed_round()
    for each in (one, two):
        advise(each, "adopt")
    vote_id, second = put(one, two, kind="amendments", heading="Sans débat").id, two.id
    ids = someone("moderation").id, someone("geneve").id

    closed, taken_out = at_once(
        (lambda member: closing.close(vote_id, member, reason="Tous ont voté."), ids[0]),
        (lambda member: blocks.take_out_motion(vote_id, 1, "À débattre.", member), ids[1]),
    )

    assert closed
    stage = db.session.get_one(type(two), second).stage
    assert stage == rules.SUBMITTED  # nobody has voted: nothing is decided
    out = db.session.execute(db.text("SELECT taken_out_by FROM motion WHERE position = 1")).scalar()
    assert (out is not None) == bool(taken_out)
