"""What waits in My work of the advice on amendments and of their outcomes."""

from datetime import timedelta

import time_machine

from charter.amendments.deciding import outcomes
from charter.core import clock
from charter.database import db, writing
from charter.votes.lifecycle import preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from tests.pages.work.test_work import lines, number


def test_advice_waits_for_the_author_until_it_is_answered(modify, answer, sign_in):
    namur, quebec = sign_in("namur"), sign_in("quebec")
    before = number(namur)
    advice = modify()
    [asked] = lines(namur, "to-answer")
    assert "No. 1 · The moderators advise to adopt it with another wording." in asked
    assert number(namur) == before + 1
    assert lines(quebec, "to-answer") == []

    answer(advice, "refuses", "namur")
    assert lines(namur, "to-answer") == []
    assert number(namur) == before


def test_advice_that_asks_nothing_does_not_wait(amendment, advise, sign_in):
    advise(amendment, "vote")
    assert lines(sign_in("namur"), "to-answer") == []


def test_the_head_alone_is_asked_where_the_head_binds(open_round, propose, advise, sign_in, someone):
    round_ = open_round(binders="head")
    someone("namur").rank = "head"
    db.session.commit()
    advise(propose(round_, "namur"), "reject")
    assert len(lines(sign_in("namur"), "to-answer")) == 1
    someone("namur").rank = "delegate"
    db.session.commit()
    assert lines(sign_in("namur"), "to-answer") == []


def test_the_author_is_asked_about_the_rest_and_told_what_was_decided(amendment, propose, sign_in, someone):
    namur = sign_in("namur")
    with time_machine.travel(clock.now() - timedelta(days=1)):
        namur.get("/work")
    other, mine = propose(amendment.round, "quebec"), propose(amendment.round, "namur")
    with writing():
        outcomes.end(other, "adopted", someone("moderation"))
        outcomes.apply(other, {amendment.id: "reduced", mine.id: "satisfied"}, None, someone("moderation"))

    [rest] = lines(namur, "to-answer")
    assert "A part of what it asks was adopted with no. 2." in rest
    [ended] = lines(namur, "decided")
    assert "No. 3 · Satisfied: no. 2 is adopted" in ended


def test_what_will_be_voted_stands_in_order_with_its_amendments(open_round, propose, sign_in, someone, amending):
    round_ = open_round(least_cosigners=0)
    own, other = propose(round_, "namur"), propose(round_, "quebec", heading="Un autre titre")
    for each in (other, own):
        subject = Subject("amendment", amendment_ids=[each.id], order_reason="Pour l’essai.")
        preparing.prepare(amending.id, subject, Settings(), someone("moderation"))
    found = [each for each in lines(sign_in("namur"), "to-be-voted") if "Amendment no." in each]
    assert ["Amendment no. 2" in found[0], "Amendment no. 1" in found[1]] == [True, True]


def test_the_secretary_is_asked_about_an_inadmissible_one_until_they_say(amendment, advise, answer, sign_in, someone):
    from charter.amendments.deciding import answers

    secretary = sign_in("secretariat")
    advice = advise(amendment, "inadmissible", reason="off_topic", words="Hors sujet.")
    before = number(secretary)
    answer(advice, "refuses", "namur")
    asked = [each for each in lines(secretary, "to-settle") if "does not agree that it is inadmissible" in each]
    assert len(asked) == 1
    assert number(secretary) == before + 1
    answers.review(amendment.charter_id, advice.id, False, "Hors sujet.", someone("secretariat"))
    assert number(secretary) == before
