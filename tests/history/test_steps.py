"""A log cut into steps: in order, nothing left out, never more than a person can go through."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.history import rules
from charter.history.rules import STEP_GAP, Step

NAMUR, QUEBEC = 1, 2
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def burst(first, last, member, minutes, lasting=0):
    start = NOON + timedelta(minutes=minutes)
    return Step(first, last, (member,), start, start + timedelta(minutes=lasting))


def told(steps):
    return [(step.first, step.last, step.members) for step in steps]


def test_what_one_person_types_without_a_pause_is_one_step():
    bursts = [burst(1, 3, NAMUR, 0, 1), burst(4, 9, NAMUR, 5), burst(10, 12, NAMUR, 11)]
    assert told(rules.steps(bursts)) == [(1, 9, (NAMUR,)), (10, 12, (NAMUR,))]


def test_another_person_begins_another_step():
    bursts = [burst(1, 3, NAMUR, 0), burst(4, 9, QUEBEC, 1), burst(10, 12, NAMUR, 2)]
    assert told(rules.steps(bursts)) == [(1, 3, (NAMUR,)), (4, 9, (QUEBEC,)), (10, 12, (NAMUR,))]


def test_who_types_at_once_shares_a_step():
    bursts = [burst(1, 8, NAMUR, 0), burst(2, 9, QUEBEC, 0), burst(10, 19, QUEBEC, 1), burst(11, 18, NAMUR, 1)]
    assert told(rules.steps(bursts)) == [(1, 19, (NAMUR, QUEBEC))]


def test_too_many_steps_are_joined_over_the_shortest_pauses():
    bursts = [burst(n, n, n, minutes) for n, minutes in enumerate((0, 60, 61, 200, 202), start=1)]
    assert told(rules.steps(bursts, most=3)) == [(1, 1, (1,)), (2, 3, (2, 3)), (4, 5, (4, 5))]
    assert told(rules.steps(bursts, most=1)) == [(1, 5, (1, 2, 3, 4, 5))]


def test_no_edit_makes_no_step():
    assert rules.steps([]) == []


BURSTS = st.lists(
    st.tuples(st.integers(1, 9), st.sampled_from([None, NAMUR, QUEBEC]), st.integers(0, 600), st.booleans()),
    min_size=1,
    max_size=60,
)


@given(BURSTS, st.integers(1, 20))
def test_steps_follow_one_another_and_hold_every_edit(told, most):
    bursts, seq, at = [], 1, 0
    for length, member, pause, overlaps in told:
        first = seq - 1 if overlaps and bursts else seq
        seq, at = seq + length, at + pause
        bursts.append(burst(first, seq - 1 + overlaps, member, at))
        seq += 2 * overlaps
    steps = rules.steps(bursts[::-1], most)
    assert 1 <= len(steps) <= most
    assert (steps[0].first, steps[-1].last) == (1, max(each.last for each in bursts))
    assert all(before.last <= after.first and before.start <= after.start for before, after in pairs(steps))
    for each in bursts:
        [home] = [step for step in steps if step.first <= each.first and each.last <= step.last]
        assert set(each.members) <= set(home.members)


def pairs(steps):
    return zip(steps, steps[1:], strict=False)


@pytest.mark.parametrize("minutes, course", [(-1, 0), (0, 0), (30, 0), (60, 1), (99, 1)])
def test_a_moment_belongs_to_the_last_step_that_had_begun(minutes, course):
    steps = [burst(1, 3, NAMUR, 0, 10), burst(4, 9, QUEBEC, 60)]
    assert rules.step_at(steps, NOON + timedelta(minutes=minutes)) == course


def test_a_pause_is_long_enough_to_think():
    assert timedelta(minutes=2) <= STEP_GAP <= timedelta(minutes=15)


@pytest.mark.parametrize(
    "typed, place",
    [("", 7), ("1", 1), ("7", 7), ("8", 7), ("999999999", 7), ("0", None), ("-1", None), ("x", None), ("²", None)]
    + [("9" * 10, None), ("1.5", None), ("٣", None)],
)
def test_which_step_is_meant(typed, place):
    assert rules.step_number(typed, 7) == place
