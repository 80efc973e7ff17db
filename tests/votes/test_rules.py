"""The rule, by worked examples and by its laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.votes.obstacles import to_opening
from charter.votes.rules import ABSTAIN, AGAINST, CHOICES, FOR, Rule, tally

BALLOTS = st.lists(st.sampled_from(CHOICES), max_size=60)
COUNTS = st.integers(0, 700)
TWO_THIRDS = Rule("two_thirds_expressed", 2, 3, strict=False, base="expressed")


def ballots(for_, against, abstain=0):
    return [FOR] * for_ + [AGAINST] * against + [ABSTAIN] * abstain


@pytest.mark.parametrize(
    "for_, against, abstain, adopted",
    [
        (4, 0, 6, True),
        (10, 10, 5, False),
        (34, 2, 8, True),
        (0, 0, 9, False),
        (0, 0, 0, False),
        (1, 0, 0, True),
        (4, 3, 0, True),
    ],
)
def test_simple_majority_of_votes_expressed(for_, against, abstain, adopted):
    result = tally(ballots(for_, against, abstain), roll=60)
    assert result.adopted is adopted
    assert (result.votes_for, result.votes_against, result.abstentions) == (for_, against, abstain)


@pytest.mark.parametrize("for_, against, adopted", [(66, 33, True), (200, 101, False), (0, 0, False)])
def test_at_least_is_not_more_than(for_, against, adopted):
    assert tally(ballots(for_, against), 400, TWO_THIRDS).adopted is adopted


@given(COUNTS, COUNTS, COUNTS)
def test_abstentions_change_nothing(for_, against, abstain):
    assert tally(ballots(for_, against, abstain), 3000).adopted is (for_ > against)


@given(BALLOTS, st.randoms())
def test_the_order_of_ballots_changes_nothing(cast, random):
    shuffled = list(cast)
    random.shuffle(shuffled)
    assert tally(cast, 60) == tally(shuffled, 60)


@given(BALLOTS, st.data())
def test_one_more_vote_for_never_turns_adopted_into_rejected(cast, data):
    if not cast:
        return
    place = data.draw(st.integers(0, len(cast) - 1))
    changed = [*cast[:place], FOR, *cast[place + 1 :]]
    assert not tally(cast, 60).adopted or tally(changed, 60).adopted


@given(BALLOTS)
def test_ballots_and_counts_are_as_many(cast):
    result = tally(cast, 60)
    assert result.cast == len(cast) == result.expressed + result.abstentions


def test_a_choice_that_there_is_none_of_is_an_error():
    with pytest.raises(KeyError):
        tally(["maybe"], 1)


def test_every_obstacle_is_listed():
    assert to_opening("Un texte.", "drafting", True, 3) == []
    assert len(to_opening(" \n", "frozen", False, 0)) == 4
    assert len(to_opening("x", "adopted", True, 1)) == 1
