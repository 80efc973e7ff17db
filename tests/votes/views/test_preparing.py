"""Preparing a vote: what, how, when. How comes from the models of the charter unless it is changed for this vote."""

import re

import pytest

from charter.clauses import queries as clauses
from charter.votes import queries
from charter.votes.decisions import changing, stored_settings
from charter.votes.lifecycle import preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.rules import named_rules
from charter.votes.rules.decision_settings import DEFAULT, VoteModel
from charter.votes.views import settings_forms
from tests.verifier.assembly import member

PREAMBLE = "1"


@pytest.fixture
def moderator(sign_in):
    return sign_in("moderation")


@pytest.fixture
def address(charter):
    return f"/charters/{charter.slug}/votes/new"


@pytest.fixture
def filled(charter):
    """The form as a browser sends it when nothing but these fields was touched."""

    def fill(shown="ordinary", **typed):
        decisions = stored_settings.of_charter(charter.id)
        values = settings_forms.UNFILLED | settings_forms.values_of_model(decisions.model("ordinary"))
        return values | {"seen": decisions.digest, "shown": shown, "model": "", "kind": "each"} | typed

    return fill


@pytest.fixture
def prepare(moderator, address, charter):
    def send(form):
        answer = moderator.post(address, data=form)
        assert answer.status_code == 303, answer.text
        return queries.prepared(charter.id)

    return send


def names(votes):
    return [(vote.kind, vote.decision_rule.name) for vote in votes]


def test_one_click_on_a_clause_leads_to_the_recap(moderator, address, filled, charter):
    answer = moderator.post(address, data=filled(clauses=["5"], then="review"))
    [vote] = queries.prepared(charter.id)
    assert answer.headers["Location"].endswith(f"/votes/{vote.id}/opening")
    assert vote.decision_rule == DEFAULT.model("ordinary").rule


def test_several_clauses_become_several_votes_each_with_its_usual_rule(prepare, filled):
    votes = prepare(filled(clauses=["6", PREAMBLE, "5"]))
    assert names(votes) == [
        ("clause", "two_thirds_expressed"),
        ("clause", "simple_majority_expressed"),
        ("clause", "simple_majority_expressed"),
    ]
    assert [vote.clause_id for vote in votes] == [1, 5, 6]


def test_or_one_block_whose_title_names_them(prepare, filled):
    [vote] = prepare(filled(kind="block", clauses=["6", "5", "7"]))
    assert [item.clause_id for item in vote.items] == [5, 6, 7]
    assert vote.heading == f"{vote.items[0].heading} et 2 autres articles"
    [_, pair] = prepare(filled(kind="block", clauses=["8", "9"]))
    assert pair.heading == f"{pair.items[0].heading} · {pair.items[1].heading}"


@pytest.mark.parametrize(
    ("kind", "rule"), [("charter", "two_thirds_expressed"), ("question", "simple_majority_expressed")]
)
def test_each_kind_has_its_usual_model(prepare, filled, kind, rule):
    [vote] = prepare(filled(kind=kind, heading="T", question="Q ?"))
    assert vote.decision_rule.name == rule


def test_what_is_adopted_or_under_vote_is_neither_offered_nor_taken(moderator, address, filled, charter):
    outline = {each.clause.id: each.clause for each in clauses.outline(charter.id).clauses}
    held = {each.id for each in outline.values() if each.stage in ("adopted", "frozen")}
    assert {outline[each].stage for each in held} == {"adopted", "frozen"}
    offered = {int(each) for each in re.findall(r'name="clauses" value="(\d+)"', moderator.get(address).text)}
    assert offered == set(outline) - held
    answer = moderator.post(address, data=filled(clauses=[str(each) for each in sorted(held)] + ["5"]))
    assert answer.status_code == 422
    assert answer.text.count("is no longer in drafting") >= len(held)
    assert 'value="5"  checked' in answer.text
    assert queries.prepared(charter.id) == []


def test_clauses_are_found_by_words_and_what_was_ticked_and_typed_stays(moderator, address, filled):
    form = filled(clauses="6", heading="Titre gardé", look="competences comprendre", then="find")
    answer = moderator.post(address, data=form)
    assert answer.status_code == 200
    shown = set(re.findall(r'name="clauses" value="(\d+)"', answer.text))
    assert shown == {"5", "6"}
    assert re.search(r'value="6"\s+checked', answer.text)
    assert "Titre gardé" in answer.text


def test_another_model_is_chosen_and_one_thing_is_changed_for_this_vote(prepare, filled):
    [vote] = prepare(filled(clauses=["5"], model="final", ballots="sealed"))
    assert (vote.decision_rule.name, vote.ballots) == ("two_thirds_expressed", "sealed")


def test_a_tick_that_is_taken_away_counts_as_a_change(prepare, filled):
    form = filled(clauses=["5"])
    del form["proxies"]
    assert prepare(form)[0].proxies is False


def test_parts_of_a_rule_that_would_not_count_are_said(moderator, address, filled, charter):
    answer = moderator.post(address, data=filled(clauses=["5"], **{"first-denominator": "3"}))
    assert answer.status_code == 422
    assert "choose “A rule of its own”" in answer.text
    assert queries.prepared(charter.id) == []


def test_all_faults_are_said_at_once_and_the_fold_is_open(moderator, address, filled):
    answer = moderator.post(address, data=filled(most_votes="x", heading="Gardé"))
    assert answer.status_code == 422
    assert "Tick one clause at least." in answer.text
    assert "not a whole number" in answer.text
    assert "Gardé" in answer.text
    assert re.search(r'<details class="panel"[^>]* open>\s*<summary>Other than usual', answer.text)


def test_the_fold_is_closed_as_long_as_nothing_is_other_than_usual(moderator, address):
    page = moderator.get(f"{address}?clauses=5").text
    assert re.search(r'<details class="panel" >\s*<summary>Other than usual', page)
    assert 'value="5"  checked' in page
    assert "Of 15 votes, 8 for are needed." in page


def test_who_was_shown_older_settings_is_told_and_keeps_what_was_ticked(moderator, address, filled, charter):
    form = filled(clauses=["5"], closes_at="2099-01-01T10:00")
    changing.change_model(
        charter.id,
        VoteModel("ordinary", rule=named_rules.CONSENT),
        DEFAULT.model("ordinary").digest,
        member("moderation"),
    )
    answer = moderator.post(address, data=form)
    assert answer.status_code == 409
    assert 'value="5"  checked' in answer.text
    assert "2099-01-01T10:00" in answer.text


def test_the_fold_can_be_filled_as_another_model_without_a_script(moderator, address, filled, charter):
    page = moderator.post(address, data=filled(clauses=["5"], model="final", then="fill")).text
    assert 'value="two_thirds_expressed" selected' in page
    assert 'name="shown" value="final"' in page
    assert queries.prepared(charter.id) == []


@pytest.mark.parametrize("wrong", [{"model": "gone"}, {"shown": "gone"}, {"kind": "whim"}])
def test_nothing_else_is_taken(moderator, address, filled, wrong):
    assert moderator.post(address, data=filled(clauses=["5"], **wrong)).status_code == 422


def test_the_usual_rule_of_the_charter_is_that_of_a_vote_started_from_its_clause(moderator, charter):
    changing.change_model(
        charter.id,
        VoteModel("ordinary", rule=named_rules.THREE_QUARTERS, holders="association"),
        DEFAULT.model("ordinary").digest,
        member("moderation"),
    )
    page = moderator.get(f"/charters/{charter.slug}/clauses/5").text
    assert "at least three quarters" in page
    recap = moderator.get(f"/charters/{charter.slug}/clauses/5/votes/opening").text
    assert "at least three quarters" in recap
    assert "Each association has one vote" in recap


def test_a_prepared_vote_is_set_to_a_model_or_changed_by_one_moderator_at_a_time(moderator, prepare, filled):
    [vote] = prepare(filled(clauses=["5"]))
    settings = f"/votes/{vote.id}/settings"
    seen = re.search(r'name="seen" value="(\w+)"', moderator.get(settings).text)[1]
    form = settings_forms.UNFILLED | settings_forms.values_of_vote(vote) | {"seen": seen, "shown": "now"}
    assert moderator.post(settings, data=form | {"model": "final"}).status_code == 303
    assert queries.get(vote.id).decision_rule.name == "two_thirds_expressed"
    answer = moderator.post(settings, data=form | {"model": "now", "tie": "second_round"})
    assert answer.status_code == 409
    assert 'value="second_round" selected' in answer.text


def test_who_prepared_a_vote_twice_by_going_back_reads_so_before_opening_it(moderator, clause, someone):
    first, second = (
        preparing.prepare(clause.charter_id, Subject("clause", [clause.id]), Settings(), someone("moderation"))
        for _ in range(2)
    )
    page = moderator.get(f"/votes/{first.id}/opening").text
    assert f'Another vote is prepared on the same clause: <a href="/votes/{second.id}">' in page
    moderator.post(f"/votes/{second.id}/cancellation", data={"reason": "Twice"})
    assert "Another vote is prepared" not in moderator.get(f"/votes/{first.id}/opening").text
