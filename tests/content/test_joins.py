"""Lines that were joined to another: each is one step."""

from hypothesis import example, given
from hypothesis import strategies as st

from charter.content.joins import steps

WORDS = st.lists(st.sampled_from(["la", "charte", "est", "libre", "et", " ", "ouverte."]), max_size=8).map(" ".join)


def test_a_joined_line_is_one_step_whatever_words_it_shares_with_the_other():
    found = steps("La deuxième.", "La première. La deuxième. Fin.", ["La première.", "Fin."])
    assert [(step.kept, step.new) for step in found if step.new] == [
        (False, 12),
        (False, 1),
        *[(True, n) for n in (2, 1, 8, 1)],
        (False, 1),
        (False, 4),
    ]


@given(WORDS, WORDS, st.lists(WORDS, max_size=3))
@example("la charte", "la charte est", ["la charte est", "est"])
@example("la est", "la charte et est", ["charte"])
@example("x", "aa b cc", ["b"])
@example("x", "abc", ["b"])
@example("a  b", "a X b", ["X"])
def test_the_steps_lead_from_one_line_to_the_other(before, after, removed):
    i = j = 0
    for step in steps(before, after, removed):
        assert not step.kept or before[i : i + step.old] == after[j : j + step.new]
        i, j = i + step.old, j + step.new
    assert (i, j) == (len(before), len(after))
