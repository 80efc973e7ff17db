"""The examples of a rule say what the tally would say (the numbers are those of research on decision rules)."""

import itertools
import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from charter.votes.reporting.worked_examples import of_model, worked_example
from charter.votes.rules import electorate, named_rules, tally
from charter.votes.rules.decision_rule import AGAINST, FOR, QUORUM_SEATS, Quorum, Rule
from charter.votes.rules.decision_settings import VoteModel
from charter.votes.rules.electorate import Delegate
from charter.votes.rules.tally import TallyRow

NR = named_rules


def assembly(number, weight=1, colleges=("Elected",)):
    return [
        Delegate(n, f"D{n}", n, f"A{n}", colleges[n % len(colleges)], weight=weight, is_head=True)
        for n in range(1, number + 1)
    ]


def example(rule, delegates, holders=electorate.DELEGATE):
    return worked_example(rule, electorate.roll(delegates, holders).entries)


@pytest.mark.parametrize(
    ("rule", "number", "said"),
    [
        (NR.SIMPLE_MAJORITY, 75, "Of 75 votes, 38 for are needed. If 15 of them abstain, 31 are enough."),
        (NR.MAJORITY_OF_ENTITLED, 600, "Of 600 votes, 301 for are needed. If 120 of them abstain, 301 are needed all"),
        (
            NR.MAJORITY_OF_VOTING,
            85,
            "Of 85 votes, 43 for are needed. If 17 of them abstain, 43 are needed all the same",
        ),
        (NR.TWO_THIRDS, 99, "Of 99 votes, 66 for are needed. If 19 of them abstain, 54 are enough."),
        (NR.TWO_THIRDS_OF_ENTITLED, 600, "Of 600 votes, 400 for are needed."),
        (NR.THREE_QUARTERS, 100, "Of 100 votes, 75 for are needed."),
        (NR.UNANIMITY_OF_VOTING, 10, "Of 10 votes, 10 for are needed. If 2 of them abstain, it is not adopted."),
        (NR.UNANIMITY_OF_EXPRESSED, 10, "Of 10 votes, 10 for are needed. If 2 of them abstain, 8 are enough."),
        (NR.CONSENSUS, 60, "Of 60 votes, 30 for are needed."),
        (NR.SILENCE, 20, "If none of the 20 electors objects, it is adopted."),
        (NR.CONSENT, 40, "Of 40 electors, one who consents is enough if nobody objects."),
        (NR.WEIGHTED_TWO_THIRDS, 4, "Even if everybody votes for, it is not adopted by this roll."),
    ],
)
def test_an_example_for_each_rule(app, rule, number, said):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert said in example(rule, assembly(number))


def test_the_quorum_is_said_in_electors(app):
    quorum = replace(NR.SIMPLE_MAJORITY, quorum=NR.DEFAULT_QUORUM)
    seats = replace(NR.SIMPLE_MAJORITY, quorum=Quorum(QUORUM_SEATS, 1, 2, strict=True, seats=60))
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert "Quorum: 25 of 75 electors take part at least." in example(quorum, assembly(75))
        assert "Quorum: 31 present at least, of 60 legal seats." in example(seats, assembly(55))


def test_colleges_and_weights_have_their_own_numbers(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        said = example(NR.BY_COLLEGES, assembly(31, colleges=("Cities", "Elected")))
        assert "Cities: of 15 votes, 8 for are needed. Elected: of 16 votes, 9 for are needed." in said
        assert "Of 30 votes, 16 for are needed" in example(NR.SIMPLE_MAJORITY, assembly(10, 3), electorate.WEIGHT)
        both = example(NR.DOUBLE_MAJORITY, assembly(20))
        assert "Of 20 electors, 11 for are needed. Of 20 votes, 13 for are needed." in both


def test_a_model_speaks_of_those_who_would_vote_under_it(app):
    two_each = [replace(each, member_id=each.member_id + 100, is_head=False) for each in assembly(10)] + assembly(10)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert "Of 20 votes, 11 for" in of_model(VoteModel("m"), two_each)
        assert "Of 10 votes, 6 for" in of_model(VoteModel("m", holders="association"), two_each)
        assert of_model(VoteModel("m"), []) == "Nobody would be on the roll now, so there is no example."


@pytest.mark.parametrize(
    ("rule", "weights", "said"),
    [
        (NR.WEIGHTED_TWO_THIRDS, [1] * 7, "4 are enough. Besides, 5 electors at least must be for."),
        (NR.MAJORITY_WITH_MINIMUM, [1] * 5, "If 1 of them abstain, it is not adopted."),
        (NR.TWO_THIRDS_OF_ENTITLED, [3, 1, 1, 1, 2], "If 3 of them abstain, it is not adopted."),
        (NR.DOUBLE_MAJORITY, [1] * 5, "Fewer votes for are enough if fewer than 4 electors are not for."),
    ],
)
def test_what_else_decides_is_said_beside_the_number(app, rule, weights, said):
    delegates = [replace(each, weight=weight) for each, weight in zip(assembly(len(weights)), weights, strict=True)]
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert said in example(rule, delegates, electorate.WEIGHT)


def test_nothing_is_enough_where_not_even_everybody_is(app):
    seats = replace(NR.SIMPLE_MAJORITY, quorum=Quorum(QUORUM_SEATS, 1, 2, strict=True, seats=60))
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert "abstain" not in example(seats, assembly(10))


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(1, 4), min_size=1, max_size=8), st.sampled_from([r for r in NR.ALL if not r.silence]))
def test_every_way_to_vote_agrees_with_the_example(app, weights, rule):
    delegates = [replace(each, weight=weight) for each, weight in zip(assembly(len(weights)), weights, strict=True)]
    with app.test_request_context(headers={"Accept-Language": "en"}):
        said = example(rule, delegates, electorate.WEIGHT)
    found = re.search(r"Of \d+ votes, (\d+) for", said)
    assume(found and not rule.by_college and "Fewer votes" not in said)
    least = re.search(r"(\d+) electors at least must be for", said)
    for chosen in itertools.product([True, False], repeat=len(weights)):
        rows = [row(weight, is_for, rule) for weight, is_for in zip(weights, chosen, strict=True)]
        votes_for = sum(weight for weight, is_for in zip(weights, chosen, strict=True) if is_for)
        is_enough = votes_for >= int(found[1]) and sum(chosen) >= int(least[1] if least else 0)
        assert tally.count(rows, rule).adopted == is_enough


def row(weight, is_for, rule):
    other = {} if rule.objections else {AGAINST: weight}
    return TallyRow(weight, {FOR: weight} if is_for else other, "c", present=True)


@given(st.integers(1, 300), st.sampled_from([r for r in NR.ALL if len(r.thresholds) == 1 and not r.minimum_for]))
def test_the_number_said_is_the_least_that_adopts(number, rule: Rule):
    rows = [TallyRow(college="c", present=True) for _ in range(number)]

    def result(votes_for):
        other = {} if rule.objections else {AGAINST: 1}
        cast = [{FOR: 1}] * votes_for + [other] * (number - votes_for)
        return tally.count([replace(line, cast=each) for line, each in zip(rows, cast, strict=True)], rule)

    said = next(each.needed for each in result(0).checks if each.kind == "threshold")
    if not rule.objections:
        assert result(said).adopted
        assert not result(said - 1).adopted
