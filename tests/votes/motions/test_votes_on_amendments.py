"""A vote on an amendment: what is printed before it opens is what follows when it closes."""

import pytest

from charter.amendments import actions, rules
from charter.amendments.deciding import queries as decisions
from charter.amendments.deciding import reducing
from charter.amendments.texts import Proposed
from charter.core.errors import Invalid, Refused
from charter.database import db
from charter.votes.ballots.recording import BallotPaper
from charter.votes.casting import online
from charter.votes.lifecycle import closing, preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.motions import choosing


def test_what_was_printed_happens(round_, propose, reworded, closed_round, decide, clause):
    wide = propose(round_, "namur", content=reworded("réponse identique", "retour équivalent"))
    same, other = (propose(round_, who, content=reworded("identique", "comparable")) for who in ("quebec", "geneve"))
    closed_round()

    vote = decide(wide)

    printed = {each["number"]: each["fate"] for each in vote.motions[0].consequences}
    assert printed == {same.number: "falls", other.number: "falls"}
    assert (wide.stage, same.stage, other.stage) == (rules.ADOPTED, rules.FALLEN, rules.FALLEN)
    ended = decisions.outcomes([wide.id, same.id, other.id])
    assert {each.kind for each in ended.values()} == {"adopted", "fallen"}
    assert {each.vote_id for each in ended.values()} == {vote.id}
    assert ended[same.id].because_of_id == wide.id
    assert clause.stage == "drafting"


def test_identical_amendments_are_one_vote(round_, propose, reworded, closed_round, decide, put):
    one, two = (propose(round_, who, content=reworded("un accueil", "un bon accueil")) for who in ("namur", "quebec"))
    different = propose(round_, "geneve", content=reworded("un accueil", "un mauvais accueil"))
    closed_round()

    with pytest.raises(Refused, match="ask the very same"):
        put(one, different)
    decide(one, two)

    assert (one.stage, two.stage, different.stage) == (rules.ADOPTED, rules.ADOPTED, rules.FALLEN)


def test_a_rejected_amendment_moves_nothing_else(round_, propose, reworded, closed_round, decide):
    wide = propose(round_, "namur", content=reworded("réponse identique", "retour équivalent"))
    narrow = propose(round_, "quebec", content=reworded("identique", "comparable"))
    closed_round()

    decide(wide, choice="against")

    assert (wide.stage, narrow.stage) == (rules.REJECTED, rules.SUBMITTED)


def test_the_order_is_departed_from_with_a_reason(round_, propose, reworded, closed_round, put, charter, someone):
    propose(round_, "namur", content=reworded("réponse identique", "retour équivalent"))
    narrow = propose(round_, "quebec", content=reworded("identique", "comparable"))
    closed_round()

    with pytest.raises(Refused, match="departs further"):
        put(narrow)
    vote = put(narrow, order_reason="La présidence le propose.")

    assert vote.stage == "open"


def test_neither_text_nor_amendment_moves_during_the_vote(
    round_, propose, reworded, closed_round, put, clause, someone
):
    amendment = propose(round_, "namur", content=reworded("un accueil", "un bon accueil"))
    closed_round()

    vote = put(amendment)

    assert clause.stage == "frozen"
    assert amendment.stage == rules.VOTING
    with pytest.raises(Refused):
        actions.withdraw(amendment.charter_id, amendment.id, someone("namur"))
    closing.cancel(vote.id, "Erreur.", someone("moderation"))
    db.session.expire_all()
    assert clause.stage == "drafting"
    assert amendment.stage == rules.SUBMITTED
    assert decisions.outcomes([amendment.id]) == {}


def test_every_obstacle_is_named(round_, propose, reworded, put, clause):
    amendment = propose(round_, "namur", content=reworded("un accueil", "un bon accueil"))

    with pytest.raises(Refused, match="once their round is closed"):
        put(amendment)


def test_sub_amendments_are_voted_first_and_become_a_wording(round_, propose, reworded, closed_round, put, decide):
    parent = propose(round_, "namur", content=reworded("un accueil", "un bon accueil"))
    sub = propose(round_, "quebec", content=reworded("un accueil", "un bon et franc accueil"), parent_id=parent.id)
    closed_round()

    with pytest.raises(Refused, match="sub-amendments are voted first"):
        put(parent)
    decide(sub)
    decide(parent)

    assert parent.wording.cause == rules.SUB_ADOPTED
    assert parent.wording.changes[0].content == sub.wording.changes[0].content
    assert (sub.stage, parent.stage) == (rules.ADOPTED, rules.ADOPTED)


def test_a_block_is_of_what_is_agreed_and_fits_together(round_, propose, reworded, closed_round, advise, put, decide):
    one = propose(round_, "namur", content=reworded("un accueil", "un bon accueil"))
    two = propose(round_, "quebec", heading="Un droit", content=reworded("un accueil", "un accueil"))
    closed_round()

    with pytest.raises(Refused, match="not ready for a block"):
        put(one, two, kind="amendments", heading="Sans débat")
    for each in (one, two):
        advise(each, "adopt")
    decide(one, two, kind="amendments", heading="Sans débat")

    assert (one.stage, two.stage) == (rules.ADOPTED, rules.ADOPTED)


def test_of_what_is_adopted_in_part_the_author_keeps_the_rest(
    round_, propose, reworded, closed_round, decide, put, someone
):
    one = propose(round_, "namur", content=reworded("identique", "comparable"))
    content = reworded("identique", "comparable")
    content["content"][0]["content"][0]["text"] = "Nul n’est tenu de passer par un écran."
    both = propose(round_, "quebec", content=content)
    closed_round()
    decide(one, order_reason="D’accord entre les deux.")
    assert both.stage == rules.REDUCED

    with pytest.raises(Refused, match="partly adopted"):
        put(both)
    with pytest.raises(Refused, match="of another association"):
        reducing.keep_rest(both.charter_id, both.id, someone("namur"))
    reducing.keep_rest(both.charter_id, both.id, someone("quebec"))
    db.session.expire_all()

    assert (both.stage, both.wording.cause) == (rules.SUBMITTED, rules.REST)
    words = str(both.wording.changes[0].content)
    assert "identique" in words
    assert "par un écran.'" in words


def test_an_author_may_drop_the_rest(round_, propose, reworded, closed_round, decide, someone):
    one = propose(round_, "namur", content=reworded("identique", "comparable"))
    content = reworded("identique", "comparable")
    content["content"][0]["content"][0]["text"] = "Nul n’est tenu de passer par un écran."
    both = propose(round_, "quebec", content=content)
    closed_round()
    decide(one, order_reason="D’accord entre les deux.")

    reducing.drop_rest(both.charter_id, both.id, someone("quebec"))
    db.session.expire_all()

    assert both.stage == rules.WITHDRAWN


def test_a_prepared_vote_on_what_fell_is_cancelled(round_, propose, reworded, closed_round, decide, charter, someone):
    wide = propose(round_, "namur", content=reworded("réponse identique", "retour équivalent"))
    narrow = propose(round_, "quebec", content=reworded("identique", "comparable"))
    apart = propose(round_, "geneve", content=reworded("gratuite", "offerte"))
    closed_round()
    prepared = [
        preparing.prepare(charter.id, Subject("amendment", amendment_ids=[each.id]), Settings(), someone("moderation"))
        for each in (narrow, apart)
    ]

    decide(wide)

    assert [each.stage for each in prepared] == ["cancelled", "prepared"]


def test_no_wording_changes_beside_an_open_vote_or_against_what_is_adopted(
    round_, propose, write, reworded, clause, advise, answer, put, closed_round, charter, someone
):
    voted = propose(round_, "namur", content=reworded("identique", "comparable"))
    other = propose(round_, "quebec", content=reworded("gratuite", "offerte"))
    closed_round()
    against = (Proposed(clause.heading, reworded("identique", "égal"), clause_id=clause.id),)
    advice = advise(other, "adopt_modified", proposed=against)
    vote = put(voted)

    with pytest.raises(Refused, match="of the same clause is open"):
        answer(advice, "agrees", "quebec")
    for who in ("namur", "quebec", "geneve"):
        online.cast(vote.id, BallotPaper(vote.digest, {"for": 1}), by=someone(who))
    closing.close(vote.id, someone("moderation"), reason="Tous ont voté.")
    db.session.expire_all()
    with pytest.raises(Refused, match="cannot stand beside amendment 1, which is adopted"):
        answer(advice, "agrees", "quebec")
    assert other.stage == rules.SUBMITTED


def test_a_sub_amendment_of_an_earlier_wording_is_written_anew_first(
    round_, propose, write, reworded, closed_round, put, someone
):
    parent = propose(round_, "namur", content=reworded("identique", "comparable"))
    sub = propose(round_, "quebec", content=reworded("identique", "égal"), parent_id=parent.id)
    draft = write(round_, "namur", content=reworded("gratuite", "offerte"), amendment_id=parent.id)
    actions.rectify(draft.id, draft.revision, someone("namur"))
    closed_round()

    with pytest.raises(Refused, match="written for an earlier wording"):
        put(sub)
    draft = write(round_, "quebec", content=reworded("identique", "égal"), amendment_id=sub.id)
    actions.rectify(draft.id, draft.revision, someone("quebec"))
    db.session.expire_all()
    assert put(sub).stage == "open"


def test_what_is_amended_stays_while_its_sub_amendment_is_in_a_vote(
    round_, propose, reworded, closed_round, put, advise, someone
):
    parent = propose(round_, "namur", content=reworded("identique", "comparable"))
    sub = propose(round_, "quebec", content=reworded("identique", "égal"), parent_id=parent.id)
    closed_round()
    put(sub)

    with pytest.raises(Refused, match="sub-amendment to it is open"):
        actions.withdraw(parent.charter_id, parent.id, someone("namur"))
    with pytest.raises(Refused, match="settled, or in a vote"):
        advise(parent, "inadmissible", reason="off_topic", words="Hors sujet.")


def test_amendments_of_an_earlier_round_are_not_voted(round_, propose, reworded, closed_round, put, open_round):
    amendment = propose(round_, "namur", content=reworded("identique", "comparable"))
    closed_round()
    db.session.execute(db.text("UPDATE amendment SET stage = 'inadmissible'"))
    db.session.commit()
    open_round()
    db.session.execute(db.text("UPDATE amendment SET stage = 'submitted'"))
    db.session.commit()

    with pytest.raises(Refused, match="of an earlier round"):
        put(amendment)


def test_sub_amendments_go_with_what_they_would_amend(round_, propose, reworded, someone):
    parent = propose(round_, "namur", content=reworded("identique", "comparable"))
    sub = propose(round_, "quebec", content=reworded("identique", "égal"), parent_id=parent.id)

    actions.withdraw(parent.charter_id, parent.id, someone("namur"))

    db.session.expire_all()
    assert (parent.stage, sub.stage) == (rules.WITHDRAWN, rules.WITHDRAWN)


def test_a_vote_is_on_every_amendment_that_was_named(round_, propose, charter):
    amendment = propose(round_, "namur")

    with pytest.raises(Invalid, match="no such amendment"):
        choosing.chosen_amendments(charter.id, Subject("amendment", amendment_ids=[amendment.id, 10**6]))
