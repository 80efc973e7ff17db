"""Several votes opened together are one mail to each account, sent when that account wants it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from charter.core import clock
from charter.database import db, writing
from charter.outbox import actions as outbox
from charter.outbox import rules
from charter.outbox.models import OutboxMail
from charter.votes.lifecycle import actions as reminders
from charter.votes.lifecycle import closing, opening, preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.roll import proxies
from tests.support.mail_server import words_of
from tests.votes.cast_ballots import cast_ballot

MORNING = datetime(2031, 5, 5, 9, 0, tzinfo=UTC)


@pytest.fixture
def ask(app, charter, someone):
    """Open a vote on a question."""

    def ask(heading: str, **settings):
        subject = Subject("question", heading=heading, question="Faut-il ?")
        vote = preparing.prepare(charter.id, subject, Settings(**settings), someone("moderation"))
        opening.open_vote(vote.id, someone("moderation"))
        return vote

    outbox.clear()
    return ask


@pytest.fixture
def wants(someone):
    def wants(mailbox: str, mails: str) -> None:
        with writing():
            someone(mailbox).account.mails = mails

    return wants


def to_namur(letterbox):
    return [each for each in letterbox.letters if each["To"] == "namur@forum.example"]


def test_votes_opened_one_after_the_other_are_one_mail_that_lists_each_with_its_end(ask, post, letterbox):
    with time_machine.travel(MORNING):
        ask("Le soir", closes_at=datetime(2031, 5, 6, 16, 0, tzinfo=UTC))
        ask("Sans heure")
        ask("À midi", closes_at=datetime(2031, 5, 5, 11, 0, tzinfo=UTC))
        told = post()["namur"].replace("\u00a0", " ")
        [mail] = to_namur(letterbox)
    assert mail["Subject"].endswith("3 scrutins à voter, le premier avant 13\u00a0h")
    ends = ["« À midi » – jusqu’au lundi 5 mai 2031 à 13 h", "« Le soir » – jusqu’au mardi 6 mai 2031 à 18 h"]
    assert [told.index(end) for end in ends] == sorted(told.index(end) for end in ends)
    assert "« Sans heure » – jusqu’à sa clôture par la modération" in told
    assert told.count("#ballot") == 3
    assert post() == {}  # each is told once


def test_a_vote_that_opens_and_is_reminded_of_in_one_mail_is_one_vote(ask, someone, post, letterbox):
    vote = ask("Une seule", closes_at=clock.now() + timedelta(days=1))
    reminders.remind(vote.id, someone("moderation"))
    assert post()["namur"].count("#ballot") == 1
    assert "2" not in to_namur(letterbox)[0]["Subject"].partition(" avant ")[0]
    assert post() == {}  # both are told


def test_a_vote_waits_a_minute_for_others_and_one_that_may_close_soon_does_not(ask, someone):
    with time_machine.travel(MORNING, tick=False) as time:
        later = ask("Demain", closes_at=MORNING + timedelta(days=1))
        time.shift(rules.SHORT_GATHERING_TIME)
        assert not outbox.is_waiting()
        soon = ask("Bientôt", closes_at=MORNING + timedelta(minutes=20))
        assert not outbox.is_waiting()
        time.shift(rules.SHORT_GATHERING_TIME)
        of_namur = [each.subject_id for each in outbox.claim(100) if each.member_id == someone("namur").id]
    assert set(of_namur) == {later.id, soon.id}  # what waits leaves with what is urgent


def test_a_vote_that_ended_before_the_mail_is_not_in_it(ask, someone, post, letterbox):
    ask("Reste", closes_at=clock.now() + timedelta(days=1))
    gone = ask("Part", closes_at=clock.now() + timedelta(days=1))
    closing.cancel(gone.id, "Une erreur", someone("moderation"))
    post()
    asked, cancelled = sorted((words_of(each) for each in to_namur(letterbox)), key=lambda each: "annulé" in each)
    assert ("Reste" in asked, "Part" in asked, "Part" in cancelled) == (True, False, True)


def test_what_the_server_did_not_take_is_tried_again_with_what_came_since_and_told_once(ask, post, letterbox):
    letterbox.replies["namur"] = "451 later"
    ask("Une", closes_at=clock.now() + timedelta(days=1))
    assert "namur" not in post()
    letterbox.replies.clear()
    with time_machine.travel(clock.now() + timedelta(minutes=5)):
        ask("Deux", closes_at=clock.now() + timedelta(days=1))
        told = post()["namur"]
    assert ("Une" in told, "Deux" in told) == (True, True)
    with time_machine.travel(clock.now() + timedelta(hours=5)):
        assert post() == {}


def test_a_mail_that_cannot_be_written_keeps_no_other_of_its_account_waiting(ask, someone, post):
    ask("Une", closes_at=clock.now() + timedelta(days=1))
    with writing():
        outbox.gather("vote.unknown", 1, [someone("namur").id], rules.KEEPS)
    assert "Une" in post()["namur"]
    assert db.session.query(OutboxMail.kind).all() == [("vote.unknown",)]


def test_who_chose_one_mail_a_day_has_it_at_seven_by_their_own_clock(ask, wants, someone, post):
    wants("namur", rules.DAILY)
    with writing():
        someone("namur").account.zone = "America/Montreal"
    with time_machine.travel(MORNING):
        for heading in ("Une", "Deux"):
            ask(heading, closes_at=MORNING + timedelta(days=9))
        assert "quebec" in post()
        assert db.session.query(OutboxMail).count() == 2
    with time_machine.travel(datetime(2031, 5, 5, 10, 58, tzinfo=UTC)):
        assert post() == {}
    with time_machine.travel(datetime(2031, 5, 5, 11, 0, 1, tzinfo=UTC)):  # seven in Montreal
        told = post()
    assert list(told) == ["namur"]
    assert told["namur"].count("#ballot") == 2


@pytest.mark.parametrize("closes_at", [None, MORNING + timedelta(hours=22)])
def test_the_mail_of_the_day_keeps_back_no_vote_that_could_close_before_it(ask, wants, post, closes_at):
    wants("namur", rules.DAILY)
    with time_machine.travel(MORNING):
        ask("Une", closes_at=closes_at)
        assert "namur" in post()


def test_who_changes_their_choice_gets_at_once_what_was_held(ask, wants, sign_in, post):
    wants("namur", rules.DAILY)
    ask("Une", closes_at=clock.now() + timedelta(days=9))
    assert "namur" not in post()
    page = sign_in("namur").post("/account/mails", data={"mails": "at_once", "receipts": "y"}, follow_redirects=True)
    assert "Your choice of mails is kept" in page.text
    assert "namur" in post()
    assert sign_in("namur").post("/account/mails", data={"mails": "never"}).status_code == 422


def test_who_wants_only_what_binds_is_told_what_others_did_in_their_name(ask, wants, charter, someone, post):
    wants("namur", rules.BINDING)
    proxies.give(charter.id, someone("quebec").id, by=someone("namur"))
    assert "procuration" in post()["namur"]
    vote = ask("Une")
    assert "namur" not in post()
    cast_ballot(vote, "for", someone("quebec"), elector=someone("namur"))
    assert "par procuration" in post()["namur"]
    closing.close(vote.id, someone("moderation"))
    assert "namur" not in post()


def test_a_receipt_is_mailed_to_who_asks_for_it_once_or_for_good(ask, someone, sign_in, post):
    vote = ask("Une")
    post()
    cast_ballot(vote, "for", someone("namur"))
    assert post() == {}
    ballot = {"choice": "against", "digest": vote.digest, "elector": someone("namur").id}
    assert sign_in("namur").post(f"/votes/{vote.id}/ballot", data=ballot | {"receipt": "y"}).status_code == 303
    assert "Reçu" in post()["namur"]
    with writing():
        someone("namur").account.receipts = True
    cast_ballot(vote, "for", someone("namur"))
    assert "Reçu" in post()["namur"]
