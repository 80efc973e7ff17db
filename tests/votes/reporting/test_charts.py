"""The pictures of a result show what it holds, whatever its numbers."""

import re
from math import atan2, hypot, isclose, pi

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from charter.votes.reporting import charts
from charter.votes.rules import named_rules
from charter.votes.rules.tally import TallyRow, count
from tests.votes.rules.assemblies import lines
from tests.votes.rules.test_laws import ROLLS, RULES

COUNTS = st.fixed_dictionaries({kind: st.integers(0, charts.MAX_DOTS // 5) for kind in charts.KINDS})


@given(ROLLS, RULES)
def test_the_bar_is_full_or_empty_and_its_parts_are_in_proportion(roll, rule):
    drawn = charts.bar(count(roll, rule), rule)
    assert drawn.mark is None or 0 <= drawn.mark <= charts.WIDTH
    if not drawn.segments:
        return
    assert isclose(sum(part.width for part in drawn.segments), charts.WIDTH)
    whole = sum(part.number for part in drawn.segments)
    for part in drawn.segments:
        assert isclose(part.width * whole, charts.WIDTH * part.number)
    for before, after in zip(drawn.segments, drawn.segments[1:], strict=False):
        assert isclose(before.x + before.width, after.x)


@pytest.mark.parametrize(
    ("rule", "roll", "mark"),
    [
        (named_rules.SIMPLE_MAJORITY, lines(6, 4), 500),
        (named_rules.SIMPLE_MAJORITY, lines(6, 2, 8), 250),
        (named_rules.TWO_THIRDS, lines(6, 3), 2000 / 3),
        (named_rules.MAJORITY_OF_ENTITLED, lines(6, absent=4), 500),
        (named_rules.BY_COLLEGES, lines(6, 4), None),
        (named_rules.DOUBLE_MAJORITY, lines(6, 4), None),
        (named_rules.MAJORITY_OF_PRESENT, lines(6, 4), None),
        (named_rules.CONSENT, lines(6, 4), None),
        (named_rules.SIMPLE_MAJORITY, lines(absent=3), None),
    ],
)
def test_the_mark_stands_where_the_votes_for_must_reach(rule, roll, mark):
    drawn = charts.bar(count(roll, rule), rule).mark
    assert drawn == mark if mark is None else isclose(drawn, mark)


@given(COUNTS)
def test_every_elector_has_a_dot(counts):
    drawn = charts.half_circle(counts)
    assert {part.kind: part.number for part in drawn} == {kind: number for kind, number in counts.items() if number}
    assert sum(part.path.count("M") for part in drawn) == sum(counts.values())
    assert "nan" not in "".join(part.path for part in drawn)


@given(st.fixed_dictionaries({kind: st.integers(0, 3000) for kind in charts.KINDS}))
def test_a_crowd_is_drawn_in_slices_that_join_and_are_in_proportion(counts):
    assume(sum(counts.values()) > charts.MAX_DOTS)
    drawn = charts.half_circle(counts)
    assert {part.kind: part.number for part in drawn} == {kind: number for kind, number in counts.items() if number}
    at = 0.0
    for part in drawn:
        x1, y1, x2, y2 = (float(number) for number in re.match(SLICE, part.path).groups())
        assert isclose(share_at(x1, y1), at, abs_tol=0.001)
        at += part.number / sum(counts.values())
        assert isclose(share_at(x2, y2), at, abs_tol=0.001)


SLICE = r"M([\d.]+) ([\d.]+)A480 480 0 0 1 ([\d.]+) ([\d.]+)L"


def share_at(x: float, y: float) -> float:
    """How far a point of the half-circle is from its left end."""
    return atan2(charts.RADIUS - y, charts.RADIUS - x) / pi


@given(st.integers(1, charts.MAX_DOTS))
def test_no_two_dots_touch_and_all_are_inside(total):
    places, size = charts.seating(total)
    assert len(places) == total
    for place, (x, y) in enumerate(places):
        assert x - size >= -1
        assert x + size <= 2 * charts.RADIUS + 1
        assert y - size >= -1
        for other_x, other_y in places[place + 1 : place + 40]:
            assert hypot(x - other_x, y - other_y) > 1.9 * size * 0.9


def test_a_split_ballot_has_votes_and_no_dot():
    result = count([TallyRow(5, {"for": 3, "against": 2}, source="online")], named_rules.SIMPLE_MAJORITY)
    assert charts.numbers(result.total, "votes") == {"for": 3, "against": 2, "abstain": 0, "no_part": 0, "absent": 0}
    assert charts.half_circle_of_result(result) == ()
    whole = count([TallyRow(5, {"for": 5}, source="online"), TallyRow(1)], named_rules.SIMPLE_MAJORITY)
    assert [(part.kind, part.number) for part in charts.half_circle_of_result(whole)] == [("for", 1), ("absent", 1)]
