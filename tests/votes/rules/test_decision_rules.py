"""Every rule by its worked examples: those of statutes, and the edge on both sides."""

from dataclasses import replace

import pytest

from charter.votes.rules import decision_rule, named_rules
from charter.votes.rules.decision_rule import AGAINST, FOR, Quorum, Rule, Threshold
from charter.votes.rules.tally import (
    ADOPTED,
    DISSENT,
    REJECTED,
    TIED,
    TO_REPEAT,
    TO_VOTE,
    WITHOUT_EFFECT,
    Result,
    TallyRow,
    count,
)
from tests.votes.rules.assemblies import lines

EXAMPLES = [
    (named_rules.SIMPLE_MAJORITY, lines(4, 0, 6, absent=1), ADOPTED),
    (named_rules.SIMPLE_MAJORITY, lines(10, 10, 5), TIED),
    (named_rules.SIMPLE_MAJORITY, lines(absent=9), WITHOUT_EFFECT),
    (named_rules.SIMPLE_MAJORITY, lines(0, 0, 0, 9), WITHOUT_EFFECT),
    (named_rules.MAJORITY_OF_VOTING, lines(40, 35, 5), REJECTED),
    (named_rules.MAJORITY_OF_VOTING, lines(40, 40), TIED),
    (named_rules.SIMPLE_MAJORITY, lines(34, 2, 8, absent=16), ADOPTED),
    (named_rules.SIMPLE_MAJORITY, lines(4, 3), ADOPTED),
    (named_rules.SIMPLE_MAJORITY, lines(0, 0, 9), REJECTED),
    (named_rules.SIMPLE_MAJORITY, lines(40, 35, 10), ADOPTED),
    (named_rules.MAJORITY_OF_VOTING, lines(40, 35, 10), REJECTED),
    (named_rules.MAJORITY_OF_VOTING, lines(43, 42, 0), ADOPTED),
    (named_rules.MAJORITY_OF_PRESENT, lines(4, 3, 2, present=True), REJECTED),
    (named_rules.MAJORITY_OF_PRESENT, lines(4, 3, present=True) + lines(absent=2, present=True), REJECTED),
    (named_rules.MAJORITY_OF_PRESENT, lines(5, 3, 1, present=True) + lines(absent=30), ADOPTED),
    (named_rules.MAJORITY_OF_ENTITLED, lines(300, absent=300), REJECTED),
    (named_rules.MAJORITY_OF_ENTITLED, lines(301, absent=299), ADOPTED),
    (named_rules.TWO_THIRDS, lines(66, 33), ADOPTED),
    (named_rules.TWO_THIRDS, lines(200, 101), REJECTED),
    (named_rules.THREE_QUARTERS, lines(75, 25), ADOPTED),
    (named_rules.THREE_QUARTERS, lines(74, 26), REJECTED),
    (named_rules.TWO_THIRDS_OF_ENTITLED, lines(400, 100, absent=100), ADOPTED),
    (named_rules.TWO_THIRDS_OF_ENTITLED, lines(399, absent=201), REJECTED),
    (named_rules.MAJORITY_WITH_MINIMUM, lines(3, 1), REJECTED),
    (named_rules.MAJORITY_WITH_MINIMUM, lines(5, 1), ADOPTED),
    (replace(named_rules.MAJORITY_WITH_MINIMUM, minimum_not_against=8), lines(5, 1, 2), REJECTED),
    (replace(named_rules.MAJORITY_WITH_MINIMUM, minimum_not_against=8), lines(5, 1, 3), ADOPTED),
    (named_rules.UNANIMITY_OF_EXPRESSED, lines(4, 0, 6), ADOPTED),
    (named_rules.UNANIMITY_OF_EXPRESSED, lines(4, 1), REJECTED),
    (named_rules.UNANIMITY_OF_VOTING, lines(4, 0, 6), REJECTED),
    (named_rules.UNANIMITY_OF_VOTING, lines(4, 0, 0, 2, absent=3), ADOPTED),
    (named_rules.UNANIMITY_OF_ENTITLED, lines(4, absent=1), REJECTED),
    (named_rules.UNANIMITY_OF_ENTITLED, lines(4), ADOPTED),
    (named_rules.CONSENSUS, lines(30, absent=30, present=True), ADOPTED),
    (named_rules.CONSENSUS, lines(59, 1, present=True), REJECTED),
    (named_rules.CONSENSUS, lines(29, absent=31, present=True), REJECTED),
    (named_rules.CONSENT, lines(40), ADOPTED),
    (named_rules.CONSENT, lines(40, 1), REJECTED),
    (named_rules.CONSENT, lines(absent=40), WITHOUT_EFFECT),
    (named_rules.SILENCE, lines(absent=5), ADOPTED),
    (named_rules.SILENCE, lines(0, 1, absent=5), REJECTED),
    (named_rules.SILENCE, [], REJECTED),
    (named_rules.MINIMUM_WITHOUT_VETO, lines(5, 1), REJECTED),
    (named_rules.MINIMUM_WITHOUT_VETO, lines(3), ADOPTED),
    (named_rules.MINIMUM_WITHOUT_VETO, lines(2), REJECTED),
    (named_rules.DOUBLE_MAJORITY, lines(11, votes=59) + lines(0, 8, votes=39) + lines(0, 1, votes=39), REJECTED),
    (named_rules.DOUBLE_MAJORITY, lines(16, votes=4) + lines(0, 3, votes=12), ADOPTED),
    (named_rules.DOUBLE_MAJORITY, lines(16, votes=4) + lines(0, 4, votes=9), REJECTED),
    (named_rules.DOUBLE_MAJORITY, lines(16, votes=4) + lines(0, 3, 1, votes=9), REJECTED),
    (named_rules.DOUBLE_MAJORITY, lines(10, votes=100) + lines(0, 9, votes=1), REJECTED),
    (named_rules.WEIGHTED_TWO_THIRDS, lines(4, votes=20) + lines(0, 4, votes=5), REJECTED),
    (named_rules.WEIGHTED_TWO_THIRDS, lines(5, votes=16) + lines(0, 4, votes=5), ADOPTED),
    (named_rules.BY_COLLEGES, lines(30, 10, college="elected") + lines(4, 5, college="associations"), REJECTED),
    (named_rules.BY_COLLEGES, lines(30, 10, college="elected") + lines(5, 4, college="associations"), ADOPTED),
    (named_rules.BY_COLLEGES, lines(30, 10, college="elected") + lines(5, 5, college="associations"), REJECTED),
]


@pytest.mark.parametrize("rule, roll, outcome", EXAMPLES)
def test_worked_example(rule, roll, outcome):
    result = count(roll, rule)
    assert (result.outcome, result.adopted) == (outcome, outcome == ADOPTED)
    assert Result.from_json(result.as_json()) == result


@pytest.mark.parametrize("rule", named_rules.ALL)
def test_every_named_rule_has_examples_on_both_sides_and_survives_storing(rule):
    outcomes = [outcome == ADOPTED for each, _, outcome in EXAMPLES if each.name == rule.name]
    assert {True, False} <= set(outcomes)
    assert Rule.from_json(rule.as_json()) == rule
    assert len(rule.digest) == 64


def test_a_changed_part_changes_the_digest():
    changed = replace(named_rules.TWO_THIRDS, quorum=named_rules.DEFAULT_QUORUM)
    assert len({named_rules.TWO_THIRDS.digest, changed.digest, named_rules.THREE_QUARTERS.digest}) == 3


PRESENT = Quorum("present")
SEATS = Quorum("seats", seats=60)
THIRD = Quorum("taking_part", 1, 3, strict=False)


@pytest.mark.parametrize(
    "quorum, roll, needed, met",
    [
        (PRESENT, lines(6, present=True) + lines(absent=5), 6, True),
        (PRESENT, lines(5, present=True) + lines(1, absent=5), 6, False),  # one voted by proxy: not there
        (PRESENT, lines(5, present=True) + lines(absent=3), 5, True),
        (PRESENT, lines(4, present=True) + lines(absent=4), 5, False),
        (SEATS, lines(28, present=True) + lines(absent=27), 31, False),
        (SEATS, lines(31, present=True) + lines(absent=24), 31, True),
        (THIRD, lines(2, 0, 18, absent=40), 20, True),
        (THIRD, lines(2, 0, 17, 5, absent=36), 20, False),
        (Quorum("present", waived=True), lines(1, absent=20), 11, True),
    ],
)
def test_quorum(quorum, roll, needed, met):
    result = count(roll, replace(named_rules.SIMPLE_MAJORITY, quorum=quorum))
    (check,) = [check for check in result.checks if check.kind == "quorum"]
    assert (check.needed, check.met, result.adopted) == (needed, met, met)


def test_a_quorum_in_each_college():
    roll = lines(5, absent=3, college="cities") + lines(1, absent=3, college="associations")
    whole = replace(named_rules.SIMPLE_MAJORITY, quorum=THIRD)
    assert count(roll, whole).adopted
    assert not count(roll, replace(whole, quorum_by_college=True)).adopted


CHAIR_FOR, CHAIR_AGAINST = TallyRow(cast={FOR: 1}, is_chair=True), TallyRow(cast={AGAINST: 1}, is_chair=True)


@pytest.mark.parametrize(
    "tie, roll, outcome",
    [
        ("reject", [*lines(9, 10), CHAIR_FOR], TIED),
        ("chair", [*lines(9, 10), CHAIR_FOR], ADOPTED),
        ("chair", [*lines(10, 9), CHAIR_AGAINST], REJECTED),
        ("chair", [*lines(10, 10), TallyRow(cast={"abstain": 1}, is_chair=True)], REJECTED),
        ("chair", [*lines(8, 10), CHAIR_FOR], REJECTED),
        ("chair", lines(10, 10), REJECTED),
        ("second_round", lines(10, 10), TIED),
        ("second_round", lines(9, 10), REJECTED),
        ("second_round", lines(0, 0, 5), REJECTED),
    ],
)
def test_ties(tie, roll, outcome):
    assert count(roll, replace(named_rules.SIMPLE_MAJORITY, tie=tie)).outcome == outcome


@pytest.mark.parametrize("roll", [lines(1, 1, absent=20), lines(3, absent=20), lines(0, 3, absent=20), lines(absent=9)])
@pytest.mark.parametrize("tie", decision_rule.TIES)
def test_without_the_quorum_nothing_is_decided_whoever_leads(tie, roll):
    assert count(roll, replace(named_rules.SIMPLE_MAJORITY, tie=tie, quorum=THIRD)).outcome == WITHOUT_EFFECT


@pytest.mark.parametrize(
    "rule, roll, outcome",
    [
        (replace(named_rules.SIMPLE_MAJORITY, quorum=THIRD), lines(16, 10, absent=80), REJECTED),
        (replace(named_rules.SIMPLE_MAJORITY, tie="second_round"), lines(10, 10), TO_REPEAT),
        (replace(named_rules.MAJORITY_OF_VOTING, tie="chair"), [*lines(39, 35, 5), CHAIR_FOR], ADOPTED),
        (named_rules.SIMPLE_MAJORITY, lines(10, 10), REJECTED),
        (named_rules.CONSENT, lines(40, 1), DISSENT),
        (named_rules.SILENCE, lines(0, 1, absent=5), TO_VOTE),
    ],
)
def test_a_vote_opened_before_there_were_four_verdicts_is_counted_as_it_was(rule, roll, outcome):
    told = replace(rule, version=decision_rule.THREE_VERDICTS).as_json()
    assert "version" not in told
    assert Rule.from_json(told).as_json() == told
    assert count(roll, Rule.from_json(told)).outcome == outcome


def test_a_named_association_may_veto():
    rule = replace(named_rules.WEIGHTED_TWO_THIRDS, minimum_for=0, vetoes=("Seven",))
    assert count(lines(9, association="One") + lines(0, 1, association="Two"), rule).adopted
    assert not count(lines(9, association="One") + lines(0, 1, association="Seven"), rule).adopted


def test_a_split_ballot_counts_its_votes_and_no_head():
    result = count([TallyRow(5, {FOR: 3, AGAINST: 2}), TallyRow(1, {AGAINST: 1})], named_rules.SIMPLE_MAJORITY)
    assert (result.votes.votes_for, result.votes.votes_against) == (3, 3)
    assert (result.total.electors.votes_for, result.total.electors.votes_against) == (0, 1)


def test_a_sealed_vote_is_counted_from_its_box():
    roll = [TallyRow(source="online")] * 3 + [TallyRow()] * 2
    result = count(roll, named_rules.MAJORITY_OF_ENTITLED, sealed={"for": 3})
    assert result.adopted
    assert (result.votes.entitled, result.total.electors.attending) == (5, 3)
    assert result.sources == {"online": 3, "proxy": 0, "hands": 0, "paper": 0}
    assert result.colleges == {}


@pytest.mark.parametrize(
    "roll, rule, box",
    [
        ([TallyRow(cast={"maybe": 1})], named_rules.CONSENT, None),
        ([TallyRow(cast={FOR: 2})], named_rules.CONSENT, None),
        ([TallyRow(2, {FOR: 1})], named_rules.CONSENT, None),
        ([TallyRow(1, {FOR: 1, AGAINST: 0})], named_rules.CONSENT, None),
        ([TallyRow(0)], named_rules.CONSENT, None),
        ([TallyRow(source="online")], named_rules.CONSENT, {"maybe": 1}),
        ([TallyRow(source="online")], named_rules.CONSENT, {FOR: 2}),
        ([TallyRow(source="online")], named_rules.CONSENT, {}),
        ([TallyRow(cast={FOR: 1})], named_rules.CONSENT, {}),
        ([TallyRow(source="online")], named_rules.BY_COLLEGES, {FOR: 1}),
        ([TallyRow(source="online")], replace(named_rules.TWO_THIRDS, tie="chair"), {FOR: 1}),
    ],
)
def test_what_is_no_ballot_is_an_error(roll, rule, box):
    with pytest.raises(ValueError, match="vote|choice|ballot"):
        count(roll, rule, box)


def test_what_a_rule_offers_and_counts():
    assert replace(named_rules.SIMPLE_MAJORITY, may_abstain=False).choices == ("for", "against", "no_part")
    assert [rule.name for rule in named_rules.ALL if rule.counts_electors] == [
        "majority_with_minimum",
        "minimum_without_veto",
        "double_majority",
        "weighted_two_thirds_minimum",
    ]


@pytest.mark.parametrize("kind, is_preamble, name", [("clause", False, 0), ("clause", True, 1), ("charter", False, 1)])
def test_what_is_proposed(kind, is_preamble, name):
    rule = named_rules.default(kind, is_preamble)
    assert rule.name == (named_rules.SIMPLE_MAJORITY, named_rules.TWO_THIRDS)[name].name
    assert (rule.quorum, rule.tie) == (THIRD, decision_rule.REJECT)


def test_an_exact_boundary_of_every_size():
    for entitled in range(1, 701):
        for threshold in (Threshold(1, 2, strict=True), Threshold(2, 3, strict=False), Threshold(1, 1, strict=False)):
            edge = threshold.needed(entitled)
            reached = [threshold.is_reached(number, entitled) for number in (edge - 1, edge, edge + 1)]
            assert reached == [False, True, True]
