"""Mails about votes: kept with what they tell, sent once, and silent about what anybody chose."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from charter.accounts.models import Account
from charter.core import clock
from charter.database import db
from charter.notifications import composing, mail, sending
from charter.notifications.letters import letter
from charter.outbox import actions as outbox
from charter.outbox.models import OutboxMail
from charter.votes.ballots.recording import BallotPaper
from charter.votes.casting import in_person
from charter.votes.lifecycle import actions, closing, opening, preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.models import Ballot
from charter.votes.roll import proxies
from tests.votes.cast_ballots import cast_ballot


@pytest.fixture
def vote(app, clause, someone):
    vote = actions.put_to_vote(clause.id, someone("moderation"))
    outbox.clear()
    return vote


@pytest.fixture
def sealed(app, charter, someone):
    subject = Subject("question", heading="Une question", question="Faut-il ?")
    vote = preparing.prepare(charter.id, subject, Settings(ballots="sealed"), someone("moderation"))
    opening.open_vote(vote.id, someone("moderation"))
    outbox.clear()
    return vote


@pytest.fixture
def receipts(app):
    """Everybody asks for a mail about each ballot of their own."""
    db.session.execute(db.update(Account).values(receipts=True))
    db.session.commit()


def test_a_ballot_has_a_receipt_that_says_nothing_of_the_choice(vote, someone, post, receipts):
    cast_ballot(vote, "for", someone("namur"))
    assert list(post()) == ["namur"]
    bodies = []
    for choice in ("against", "abstain"):
        cast_ballot(vote, choice, someone("namur"))
        bodies.append(post()["namur"])
    receipt = db.session.query(Ballot).filter_by(vote_id=vote.id).one().receipt
    assert receipt in bodies[-1]
    assert not any(word in body for body in bodies for word in ("Contre", "Abstention", "against", "abstain"))
    assert post() == {}


def test_several_changes_are_told_once(vote, someone, post, receipts):
    for choice in ("for", "against", "abstain", "abstain"):
        cast_ballot(vote, choice, someone("namur"))
    assert db.session.query(OutboxMail).count() == 1
    assert len(post()) == 1


def test_who_was_voted_for_is_told_by_whom(vote, charter, clause, someone, post):
    closing.cancel(vote.id, "Encore", someone("moderation"))
    proxies.give(charter.id, someone("quebec").id, by=someone("namur"))
    told = post()
    assert set(told) >= {"namur", "quebec"}
    again = actions.put_to_vote(clause.id, someone("moderation"))
    post()
    cast_ballot(again, "for", someone("quebec"), elector=someone("namur"))
    told = post()
    assert list(told) == ["namur"]
    assert "par procuration" in told["namur"]
    paper = BallotPaper(again.digest, {"against": 1})
    in_person.enter(again.id, "paper", {someone("namur").id: paper}, someone("moderation"))
    told = post()["namur"]
    assert "sur papier, dans la salle" in told
    assert "modifier" not in told  # only who entered it may


def test_a_receipt_that_leaves_after_the_closing_does_not_say_that_the_ballot_may_be_changed(vote, someone):
    cast_ballot(vote, "for", someone("namur"))
    closing.close(vote.id, someone("moderation"))
    assert "modifier" not in composing.write("ballot", vote.id, someone("namur"))[1]


def test_everyone_on_the_roll_is_told_that_a_vote_stays_open_longer(vote, someone, post):
    closing.extend(vote.id, datetime(2031, 5, 1, 5, 8, tzinfo=UTC), "Le réseau est lent", someone("moderation"))
    told = post()
    assert len(told) == 15
    assert "jeudi 1er mai 2031 à 7 h 08" in told["geneve"].replace("\u00a0", " ")


def test_everyone_on_the_roll_is_told_that_a_vote_was_cancelled(vote, someone, post):
    cast_ballot(vote, "for", someone("namur"))
    closing.cancel(vote.id, "Une faute dans le texte", someone("moderation"))
    told = post()
    assert len(told) == 15
    assert "« Une faute dans le texte »" in told["namur"].replace("\u00a0", " ")
    assert "Reçu" not in told["namur"]


def test_a_sealed_ballot_is_told_without_time_or_receipt(sealed, someone, post, receipts):
    cast_ballot(sealed, "for", someone("namur"))
    [notice] = db.session.query(OutboxMail)
    assert (notice.not_before, notice.claimed_until) == (None, None)
    told = post()["namur"]
    assert "scrutin secret" in told
    assert str(clock.now().year) not in told


def test_everyone_on_the_roll_is_told_of_opening_reminder_and_result(app, clause, someone, post, letterbox, receipts):
    vote = actions.put_to_vote(clause.id, someone("moderation"))
    assert len(post()) == 15
    cast_ballot(vote, "for", someone("namur"))
    post()
    actions.remind(vote.id, someone("moderation"))
    cast_ballot(vote, "for", someone("quebec"))
    told = post()
    assert set(told) & {"namur"} == set()
    assert "pas encore voté" in told["geneve"]
    assert "pas encore voté" not in told["quebec"]  # voted meanwhile: the receipt
    closing.close(vote.id, someone("moderation"))
    told = post()
    assert len(told) == 15
    assert "2 pour, 0 contre" in told["geneve"].replace("\u00a0", " ")
    [proof] = letterbox.letters[0].iter_attachments()
    assert "— localhost/journal" in proof.get_content()
    assert vote.digest not in told["geneve"]


def test_what_is_not_sent_is_tried_later_and_given_up_at_last(vote, someone, app, monkeypatch, caplog, receipts):
    monkeypatch.setitem(app.config, "CHARTER", replace(app.config["CHARTER"], mail_url="smtp://127.0.0.1:1"))
    cast_ballot(vote, "for", someone("namur"))
    assert sending.send_some() == 0
    assert not outbox.is_waiting()
    for hours in range(1, outbox.MAX_TRIES + 1):
        with time_machine.travel(clock.now() + timedelta(hours=2 * hours)):
            sending.send_some()
    assert db.session.query(OutboxMail).one().state == "failed"
    assert "gave up a mail of kind ballot" in caplog.text
    assert "forum.example" not in caplog.text


def test_a_clock_that_was_far_ahead_keeps_no_mail_back(vote, someone, receipts):
    moderator = someone("moderation")
    with time_machine.travel(clock.now() + timedelta(days=3650)):
        for mailbox in ("namur", "quebec"):
            cast_ballot(vote, "for", someone(mailbox))
        actions.remind(vote.id, moderator)
        died, later = outbox.claim(2)
        outbox.record_deliveries([(later, outbox.Delivery("later"))])
    assert {died.member_id, later.member_id} <= {letter.member_id for letter in outbox.claim(50)}
    assert actions.remind(vote.id, moderator)


def test_two_that_send_do_not_send_the_same(vote, someone, receipts):
    for mailbox in ("namur", "quebec", "geneve"):
        cast_ballot(vote, "for", someone(mailbox))
    first, second = outbox.claim(2), outbox.claim(5)
    assert (len(first), len(second)) == (2, 1)
    assert {letter.member_id for letter in first}.isdisjoint(letter.member_id for letter in second)
    outbox.record_deliveries((letter, mail.SENT) for letter in first)
    assert db.session.query(OutboxMail).count() == 1
    with time_machine.travel(clock.now() + outbox.CLAIM_DURATION + timedelta(seconds=1)):
        assert len(outbox.claim(5)) == 1  # who had claimed it died


def test_what_is_asked_for_again_while_it_is_sent_is_sent_again(vote, someone, receipts):
    cast_ballot(vote, "for", someone("namur"))
    claimed = outbox.claim(5)
    cast_ballot(vote, "against", someone("namur"))
    outbox.record_deliveries((letter, mail.SENT) for letter in claimed)
    assert outbox.is_waiting()


def test_a_kind_of_mail_is_declared_once():
    with pytest.raises(ValueError, match="vote.reminder"):
        letter("vote.reminder")(lambda _vote, _member: None)


def test_a_mail_names_the_charter_that_its_vote_or_proxy_is_of(vote, charter, someone, post):
    actions.remind(vote.id, someone("moderation"))
    assert charter.title in post()["namur"]
    proxies.give(charter.id, someone("quebec").id, by=someone("namur"))
    assert charter.title in post()["quebec"]
