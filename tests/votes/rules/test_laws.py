"""What holds for every rule and every assembly."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from charter.votes.rules import named_rules
from charter.votes.rules.decision_rule import (
    ABSTAIN,
    AGAINST,
    BASES,
    CHOICES,
    ENTITLED,
    EXPRESSED,
    FOR,
    TIES,
    UNITS,
    VOTING,
    Quorum,
    Rule,
    Threshold,
)
from charter.votes.rules.tally import ADOPTED, WITHOUT_EFFECT, TallyRow, count
from tests.votes.rules.assemblies import lines

FRACTIONS = st.sampled_from([(1, 2), (2, 3), (3, 4), (1, 1), (55, 100), (1, 3)])


@st.composite
def thresholds(draw, bases=BASES):
    numerator, denominator = draw(FRACTIONS)
    strict = draw(st.booleans()) and numerator < denominator
    blockers = draw(st.integers(0, 4))
    return Threshold(
        numerator, denominator, strict, draw(st.sampled_from(bases)), draw(st.sampled_from(UNITS)), blockers
    )


@st.composite
def quorums(draw):
    numerator, denominator = draw(FRACTIONS)
    kind = draw(st.sampled_from(["none", "present", "taking_part", "seats"]))
    return Quorum(kind, numerator, denominator, strict=False, seats=draw(st.integers(1, 60)))


@st.composite
def custom(draw, bases=BASES, quorum=None):
    return Rule(
        named_rules.CUSTOM,
        tuple(draw(st.lists(thresholds(bases), max_size=3))),
        minimum_for=draw(st.integers(0, 3)),
        minimum_not_against=draw(st.integers(0, 3)),
        objections=draw(st.booleans()),
        vetoes=tuple(draw(st.lists(st.sampled_from("abcd"), max_size=2, unique=True))),
        quorum=draw(quorums()) if quorum is None else quorum,
        quorum_by_college=draw(st.booleans()),
        by_college=draw(st.booleans()),
        tie=draw(st.sampled_from(TIES)),
    )


RULES = st.one_of(st.sampled_from([rule for rule in named_rules.ALL if not rule.silence]), custom())


@st.composite
def electors(draw):
    votes = draw(st.integers(1, 5))
    choice = draw(st.sampled_from([*CHOICES, None, None]))
    return TallyRow(
        votes,
        {choice: votes} if choice else {},
        draw(st.sampled_from(["associations", "cities"])),
        draw(st.sampled_from("abcdef")),
        draw(st.booleans()),
        source=draw(st.sampled_from(["online", "proxy", "hands", "paper"])) if choice else "",
    )


ROLLS = st.lists(electors(), max_size=40)


def is_chosen(line, *choices):
    return any(choice in line.cast for choice in choices)


@given(ROLLS, RULES)
def test_every_elector_is_counted_once(roll, rule):
    result = count(roll, rule)
    for unit in UNITS:
        counts = result.total.of(unit)
        absent = sum((line.votes if unit == "votes" else 1) for line in roll if not line.cast)
        assert counts.voting + counts.no_part + absent == counts.entitled
        parts = [tally.of(unit) for tally in result.colleges.values()]
        assert sum(each.votes_for for each in parts) == counts.votes_for
    assert sum(result.sources.values()) == sum(bool(line.cast) for line in roll)


@given(st.lists(electors(), min_size=1, max_size=40), RULES, st.data())
def test_a_vote_changed_to_for_never_turns_adopted_into_rejected(roll, rule, data):
    place = data.draw(st.integers(0, len(roll) - 1))
    line = roll[place]
    assume(is_chosen(line, AGAINST, ABSTAIN))
    changed = [*roll[:place], replace(line, cast={FOR: line.votes}), *roll[place + 1 :]]
    assert not count(roll, rule).adopted or count(changed, rule).adopted


@given(ROLLS, custom((EXPRESSED,), Quorum()), electors())
def test_of_votes_expressed_abstentions_change_nothing(roll, rule, other):
    rule = replace(rule, minimum_not_against=0, thresholds=tuple(replace(each, blockers=0) for each in rule.thresholds))
    more = replace(other, cast={ABSTAIN: other.votes}, college="cities")
    with_cities = [*roll, replace(other, cast={}, college="cities")]
    before = count(with_cities, rule).outcome
    assume(before != WITHOUT_EFFECT)  # where nobody takes part, the first who abstains does
    assert before == count([*with_cities[:-1], more], rule).outcome


@given(ROLLS, custom((VOTING, ENTITLED), Quorum()), electors())
def test_of_all_who_vote_or_may_an_abstention_more_never_helps(roll, rule, other):
    rule = replace(rule, minimum_not_against=0)
    more = [*roll, replace(other, cast={ABSTAIN: other.votes})]
    assert count([*roll, replace(other, cast={})], rule).adopted or not count(more, rule).adopted


@given(ROLLS)
def test_unanimity_is_more_than_three_quarters_than_two_thirds_than_half(roll):
    order = (
        named_rules.UNANIMITY_OF_EXPRESSED,
        named_rules.THREE_QUARTERS,
        named_rules.TWO_THIRDS,
        named_rules.SIMPLE_MAJORITY,
    )
    adopted = [count(roll, rule).adopted for rule in order]
    assert adopted == sorted(adopted)


@given(ROLLS, RULES, st.integers(2, 1000))
def test_votes_worth_more_all_alike_change_nothing(roll, rule, times):
    scaled = [
        replace(line, votes=line.votes * times, cast={choice: n * times for choice, n in line.cast.items()})
        for line in roll
    ]
    assert count(scaled, rule).outcome == count(roll, rule).outcome


@given(ROLLS, RULES, st.randoms())
def test_the_order_changes_nothing(roll, rule, random):
    shuffled = list(roll)
    random.shuffle(shuffled)
    assert count(shuffled, rule) == count(roll, rule)


@given(ROLLS, RULES)
def test_nothing_cast_nothing_adopted(roll, rule):
    silent = [replace(line, cast={}, source="") for line in roll]
    assert not count(silent, rule).adopted


@given(st.integers(0, 350), RULES)
def test_a_tie_is_adopted_with_a_casting_vote_alone(each, rule):
    whole = named_rules.SIMPLE_MAJORITY
    roll = lines(each, each)
    assert not count(roll, whole).adopted
    assert not count(roll, replace(whole, tie=rule.tie)).adopted
    chair = TallyRow(cast={FOR: 1}, is_chair=True)
    assert count([*lines(each, each + 1), chair], replace(whole, tie="chair")).outcome == ADOPTED


@given(ROLLS, st.sampled_from([rule for rule in named_rules.ALL if not rule.silence and not rule.by_college]))
def test_a_sealed_vote_of_one_vote_each_comes_to_the_same(roll, rule):
    single = [replace(line, votes=1, cast=dict.fromkeys(line.cast, 1)) for line in roll]
    box = {choice: sum(is_chosen(line, choice) for line in single) for choice in CHOICES}
    sealed = count([replace(line, cast={}) for line in single], rule, box)
    assert (sealed.outcome, sealed.total) == ((named_ := count(single, rule)).outcome, named_.total)


@given(st.integers(0, 10**6), FRACTIONS, st.booleans())
def test_what_is_needed_is_the_least_that_reaches(base, fraction, strict):
    threshold = Threshold(*fraction, strict=strict)
    edge = threshold.needed(base)
    assert threshold.is_reached(edge, base)
    assert not threshold.is_reached(edge - 1, base)
