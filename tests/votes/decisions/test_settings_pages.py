"""The decision settings of a charter, by their pages: who may change them, and that nobody's change is lost."""

import re

import pytest

from charter.core.errors import Invalid, Refused
from charter.database import db
from charter.journal.models import Entry
from charter.votes import queries
from charter.votes.decisions import changing, stored_settings
from charter.votes.rules import named_rules
from charter.votes.rules.decision_settings import DEFAULT, VoteModel
from tests.verifier.assembly import member

SECRET = {"name": "Vote secret", "purpose": "Pour désigner", "rule": "simple_majority_expressed", "quorum": "none"}
SECRET |= {"holders": "delegate", "ballots": "sealed", "tie": "reject", "proxies": "on"}


@pytest.fixture
def page(charter):
    return f"/charters/{charter.slug}/decisions"


@pytest.fixture
def settings(charter):
    return lambda: stored_settings.of_charter(charter.id)


def digest_on(browser, address):
    return re.search(r'name="seen" value="(\w+)"', browser.get(address).text)[1]


def test_each_model_is_shown_with_its_sentence_and_an_example_for_this_roll(page, sign_in):
    shown = sign_in("moderation").get(page).text
    assert "Ordinary vote" in shown
    assert "Adopted if there are more votes for than against." in shown
    assert "Of 15 votes, 8 for are needed." in shown
    assert "Of 15 votes, 10 for are needed." in shown


def test_a_charter_in_preparation_is_shown_the_numbers_of_its_last_stage(page, sign_in, charter):
    charter.stage = "preparing"
    db.session.commit()
    assert "Of 15 votes, 8 for are needed." in sign_in("moderation").get(page).text


def test_a_model_is_added_changed_made_usual_and_removed(page, sign_in, settings, charter):
    moderator = sign_in("moderation")
    assert moderator.post(f"{page}/new", data=SECRET).status_code == 303
    model = settings().model("vote-secret")
    assert (model.name, model.ballots, model.shows_turnout) == ("Vote secret", "sealed", False)
    address = f"{page}/models/vote-secret"
    form = SECRET | {"name": "À bulletin secret", "seen": digest_on(moderator, address)}
    assert moderator.post(address, data=form).status_code == 303
    assert settings().model("vote-secret").name == "À bulletin secret"
    usual = {"usual-question": "vote-secret", "seen-question": "ordinary"}
    assert moderator.post(f"{page}/usual", data=usual).status_code == 303
    assert settings().usual_for("question").key == "vote-secret"
    seen = {"seen": digest_on(moderator, address)}
    assert moderator.post(f"{address}/removal", data=seen).status_code == 409
    moderator.post(f"{page}/usual", data={"usual-question": "ordinary", "seen-question": "vote-secret"})
    assert moderator.post(f"{address}/removal", data=seen).status_code == 303
    assert settings().as_json() == DEFAULT.as_json()
    entries = db.session.query(Entry).filter_by(verb="charter.decisions_set").order_by(Entry.seq).all()
    assert [entry.actor for entry in entries] == [member("moderation").label] * 5
    assert "decision settings changed" in moderator.get("/journal").text


def test_two_moderators_at_once_lose_nothing(charter, settings):
    one, other = member("moderation"), member("secretariat")
    seen = DEFAULT.model("ordinary").digest
    first = VoteModel("ordinary", "Vote courant", rule=named_rules.MAJORITY_OF_VOTING)
    changing.change_model(charter.id, first, seen, one)
    with pytest.raises(changing.ChangedMeanwhile):
        changing.change_model(charter.id, VoteModel("ordinary", "Vote simple"), seen, other)
    changing.change_model(charter.id, VoteModel("final", "Adoption"), DEFAULT.model("final").digest, other)
    assert [each.name for each in settings().models] == ["Vote courant", "Adoption"]
    shown = dict(DEFAULT.usual)
    changing.set_usual(charter.id, shown | {"block": "final"}, shown, one)
    changing.set_usual(charter.id, shown | {"question": "final"}, shown, other)
    assert (settings().usual["block"], settings().usual["question"]) == ("final", "final")
    with pytest.raises(changing.ChangedMeanwhile):
        changing.set_usual(charter.id, shown | {"charter": "ordinary"}, shown | {"charter": "gone"}, other)


def test_what_is_typed_is_kept_when_somebody_was_faster(page, sign_in):
    moderator, secretary = sign_in("moderation"), sign_in("secretariat")
    address = f"{page}/models/ordinary"
    seen = digest_on(moderator, address)
    assert secretary.post(address, data=SECRET | {"seen": seen}).status_code == 303
    answer = moderator.post(address, data=SECRET | {"seen": seen, "name": "Mon idée"})
    assert answer.status_code == 409
    assert "Mon idée" in answer.text
    assert "Somebody else has changed this" in answer.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Give the model a name"),
        ({"name": "x" * 200}, "80 characters at most"),
        ({"rule": "whim"}, "Choose a decision rule"),
        ({"rule": "custom"}, "one condition"),
    ],
)
def test_a_model_that_cannot_be_is_refused_and_nothing_typed_is_lost(page, sign_in, settings, typed, said):
    answer = sign_in("moderation").post(f"{page}/new", data=SECRET | typed)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Pour désigner" in answer.text
    assert settings() == DEFAULT


def test_no_two_models_have_one_name(charter, settings):
    changing.add_model(charter.id, VoteModel("", "Vote secret"), member("moderation"))
    with pytest.raises(Invalid):
        changing.add_model(charter.id, VoteModel("", "VOTE SECRET"), member("moderation"))
    again = changing.add_model(charter.id, VoteModel("", "Ordinary"), member("moderation"))
    assert again.key == "ordinary-2"


@pytest.mark.parametrize(("who", "status"), [("moderation", 200), ("secretariat", 200), ("namur", 403)])
def test_moderators_and_the_secretary_set_them(page, sign_in, who, status):
    browser = sign_in(who)
    for address in (page, f"{page}/new", f"{page}/models/final"):
        assert browser.get(address).status_code == status
    for address in (f"{page}/new", f"{page}/usual", f"{page}/models/final", f"{page}/models/final/removal"):
        assert browser.post(address, data={}).status_code in ((403,) if status == 403 else (303, 409, 422))


def test_the_public_is_asked_to_sign_in(page, visitor):
    assert visitor.get(page).status_code in (302, 303, 401, 403)


def test_an_adopted_charter_keeps_its_settings(charter):
    charter.stage = "adopted"
    db.session.commit()
    with pytest.raises(Refused):
        changing.add_model(charter.id, VoteModel("", "Vote secret"), member("moderation"))


def test_votes_that_are_prepared_keep_what_they_have(charter, sign_in):
    moderator = sign_in("moderation")
    moderator.post(f"/charters/{charter.slug}/votes/new", data={"kind": "clause", "clauses": "5", "rule": "consent"})
    [vote] = queries.prepared(charter.id)
    changing.change_model(
        charter.id, VoteModel("ordinary", "Autre"), DEFAULT.model("ordinary").digest, member("moderation")
    )
    db.session.expire_all()
    assert queries.get(vote.id).decision_rule.name == "consent"
