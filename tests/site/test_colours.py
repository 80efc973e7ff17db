import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.site import rules

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@pytest.mark.parametrize("one, other, ratio", [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48)])
def test_the_contrast_is_that_of_the_guidelines(one, other, ratio):
    assert rules.contrast(one, other) == pytest.approx(ratio, abs=0.01)
    assert rules.contrast(other, one) == rules.contrast(one, other)


@given(COLOURS)
def test_of_any_colour_a_readable_accent_is_made_for_each_theme(colour):
    dark_enough, light_enough = rules.darkened(colour), rules.lightened(colour)
    for ground in (rules.LIGHT_PAPER, rules.LIGHT_GROUND, rules.soft(dark_enough)):
        assert rules.contrast(dark_enough, ground) >= rules.MIN_CONTRAST
    for ground in (rules.DARK_PAPER, rules.DARK_GROUND, rules.soft(light_enough, rules.DARK_PAPER)):
        assert rules.contrast(light_enough, ground) >= rules.MIN_CONTRAST


@given(COLOURS)
def test_a_colour_that_is_readable_stays_as_it_is(colour):
    if rules.is_readable(colour):
        assert rules.darkened(colour) == colour


@pytest.mark.parametrize("text", ["", "0f5a52", "#0f5a5", "#0f5a52;", "#0f5a5g", "red", "#0f5a52\n"])
def test_what_is_no_colour_is_told_apart(text):
    assert not rules.is_colour(text)
