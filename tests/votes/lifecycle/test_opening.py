"""Opening a vote: everything is shown before, asked for once, and what opens is what was shown."""

import re

import pytest

from charter.accounts import actions as accounts
from charter.accounts import models as accounts_models
from charter.clauses import actions as clause_actions
from charter.comments import actions as comments
from charter.database import db
from charter.demo import added_words
from charter.outbox.models import OutboxMail
from charter.votes import queries
from charter.votes.lifecycle import preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.models import Vote
from charter.votes.roll import proxies
from tests.verifier.assembly import first_charter, member
from tests.votes.opening_pages import press, shown

FIRST = "Savoir se servir"


@pytest.fixture
def moderator(sign_in):
    return sign_in("moderation")


@pytest.fixture
def prepared(app):
    subject = Subject("block", [5, 6], heading="Deux articles")
    return preparing.prepare(first_charter().id, subject, Settings(holders="association"), member("moderation"))


def address(clause_id=5):
    return f"/charters/{first_charter().slug}/clauses/{clause_id}/votes"


def test_the_recap_shows_what_opening_would_freeze_and_whom_it_would_tell(prepared, moderator, app):
    comments.start_thread(5, "Et les communes ?", member("namur"))
    added_words.add_words(5, FIRST, "Des mots nouveaux. 中 ", member("namur"))
    page = moderator.get(f"/votes/{prepared.id}/opening").text
    assert "Des mots nouveaux." in page
    assert "1 open thread" in page
    assert "words that the public has not read" in page
    assert "No font of the PDF can draw 中 (U+4E2D)." in page
    assert "15 people are told by mail." in page
    assert "15 electors, 15 votes" in page
    db.session.expire_all()
    digest = shown(moderator, f"/votes/{prepared.id}/opening")["seen-text"]
    assert press(moderator, prepared.id).status_code == 303
    opened = queries.get(prepared.id)
    assert (opened.stage, opened.digest, len(opened.electors)) == ("open", digest, 15)
    assert db.session.query(OutboxMail).filter_by(kind="vote.opened", subject_id=prepared.id).count() == 15


def test_the_recap_counts_whoever_is_told_of_a_vote_before_they_were_invited(moderator, prepared, sign_in):
    assert "15 of them were never invited" in moderator.get(f"/votes/{prepared.id}/opening").text
    accounts.invite_again(member("namur").id)
    sign_in("quebec")
    assert "13 of them were never invited" in moderator.get(f"/votes/{prepared.id}/opening").text


def test_the_recap_says_what_the_rule_means_for_this_roll_and_which_mails_go_out(moderator, app):
    namur = member("namur")
    db.session.add(accounts_models.Association(name="Ville sans personne", college_id=namur.association.college_id))
    same = {"account_id": namur.account_id, "association_id": namur.association_id, "role": "delegate"}
    db.session.add(accounts_models.Member(name="Adjoint de Namur", **same))
    db.session.commit()
    accounts.name_head(namur.id, member("secretariat"))
    subject = Subject("block", [5, 6], heading="Deux articles")
    vote = preparing.prepare(first_charter().id, subject, Settings(holders="association"), member("moderation"))
    page = moderator.get(f"/votes/{vote.id}/opening").text
    assert "Of 15 votes, 8 for are needed." in page
    assert re.search(r'class="lacks">Ville sans personne: no delegate who may vote', page)
    assert "16 people are told by mail." in page
    assert "1 of them does not vote, and learns who holds the voice" in page
    assert "One mailbox, one mail for all its mandates: Délégation de Namur, Adjoint de Namur." in page
    press(moderator, vote.id)
    mails = db.session.query(OutboxMail).filter_by(subject_id=vote.id)
    assert mails.filter(OutboxMail.kind.in_(["vote.opened", "vote.voice"])).count() == 16


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda: added_words.add_words(5, FIRST, "Encore. ", member("namur")), "The text has changed"),
        (lambda: clause_actions.rename_clause(5, "Autre titre", by=member("moderation")), "The text has changed"),
        (lambda: proxies.give(1, member("namur").id, member("bruxelles")), "Who would vote has changed"),
        (lambda: comments.start_thread(6, "Attendez !", member("namur")), "There is something new to look at"),
        (
            lambda: preparing.change(queries.prepared(1)[-1].id, Settings(holders="association"), member("moderation")),
            "",
        ),
        (
            lambda: preparing.change(queries.prepared(1)[-1].id, Settings(ballots="sealed"), member("moderation")),
            "The rule, or how the vote is held, has changed",
        ),
    ],
)
def test_what_changed_after_it_was_shown_is_shown_again_and_not_opened(prepared, moderator, change, said):
    place = f"/votes/{prepared.id}/opening"
    seen = shown(moderator, place)
    change()
    answer = moderator.post(place, data=seen)
    if said:
        assert answer.status_code == 409
        assert said in answer.text
        assert "Open the vote</button>" in answer.text
        assert queries.get(prepared.id).stage == "prepared"
        answer = press(moderator, prepared.id)
    assert answer.status_code == 303
    assert queries.get(prepared.id).stage == "open"


def test_nothing_opens_unseen(prepared, moderator):
    for data in ({}, {"seen-text": "f" * 64}):
        assert moderator.post(f"/votes/{prepared.id}/opening", data=data).status_code == 409
        assert moderator.post(address(), data=data).status_code == 409
    assert db.session.query(Vote).filter(Vote.stage == "open").count() == 1


def test_pressing_twice_opens_once(moderator, app):
    sent = shown(moderator, f"{address()}/opening")
    places = {moderator.post(address(), data=sent).headers["Location"] for _ in range(2)}
    assert len(places) == 1
    assert db.session.query(Vote).filter(Vote.stage == "open", Vote.clause_id == 5).count() == 1


def test_pressing_twice_opens_a_prepared_vote_once(prepared, moderator):
    place = f"/votes/{prepared.id}/opening"
    sent = shown(moderator, place)
    assert [moderator.post(place, data=sent).status_code for _ in range(2)] == [303, 303]
    assert moderator.get(place).status_code == 303


def test_looking_changes_nothing(moderator, app):
    before = db.session.query(Vote).count()
    page = moderator.get(f"{address()}/opening").text
    assert "Open the vote</button>" in page
    assert db.session.query(Vote).count() == before


def test_what_stands_in_the_way_is_listed_and_there_is_no_button(app, moderator, visitor, sign_in):
    page = moderator.get(f"{address(10)}/opening").text  # a vote on it is open
    assert "This stands in the way:" in page
    assert "Open the vote</button>" not in page
    assert visitor.get(f"{address()}/opening").status_code == 303
    assert sign_in("namur").get(f"{address()}/opening").status_code == 403


def test_before_the_opening_the_page_of_a_vote_has_its_text_as_it_stands(prepared, sign_in):
    added_words.add_words(5, FIRST, "Des mots tout frais. ", member("namur"))
    for part in ("", "/text"):
        page = sign_in("namur").get(f"/votes/{prepared.id}{part}").text
        assert "Des mots tout frais." in page
        assert "As it stands now; it is frozen when the vote opens." in page
