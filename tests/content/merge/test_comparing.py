"""Two texts as rows for readers."""

import pytest
from hypothesis import given

from charter.content import blocks, diff
from charter.content.merge.atoms import unflatten
from charter.content.merge.comparing import compare
from tests.content.merge.edits import RANDOM, texts
from tests.content.merge.notation import text

OLD = "Le texte est public. Il est librement accessible. ⏎ Un autre alinéa reste ici."


@given(RANDOM)
def test_the_rows_hold_both_texts_whole(random):
    base, (proposed,) = texts(random, 1)
    old, new = unflatten(base.atoms).content, unflatten(proposed.atoms).content
    compared = compare(old, new)

    assert compared.after == [line.words for line in blocks.lines(new)]
    assert sorted(compared.before) == sorted(line.words for line in blocks.lines(old))
    assert compared.is_same == (base == proposed)


@pytest.mark.parametrize(
    ("old", "new", "rows"),
    [
        (
            OLD,
            "Le texte est public. ⏎ Il est toujours accessible. ⏎ Un autre alinéa reste ici.",
            [("changed", 1, 1), ("split", 1, 2), ("same", 2, 3)],
        ),
        (
            "Le texte est public. ⏎ Il est librement accessible. ⏎ Un autre alinéa reste ici.",
            OLD,
            [("changed", 1, 1), ("joined", 2, 1), ("same", 3, 2)],
        ),
        (OLD, "Un autre alinéa reste ici.", [("removed", 1, None), ("same", 2, 1)]),
        ("∅", "Un autre alinéa reste ici.", [("added", None, 1)]),
    ],
)
def test_a_split_a_join_and_a_removal_are_told_as_such(old, new, rows):
    compared = compare(text(old).content, text(new).content)
    assert [(row.state, row.old, row.new) for row in compared.rows] == rows


def test_words_that_go_with_a_split_are_neither_added_nor_removed():
    new = "Le texte est public. ⏎ Il est librement accessible. ⏎ Un autre alinéa reste ici."
    counts = diff.counts(compare(text(OLD).content, text(new).content))
    assert (counts.words_added, counts.words_removed, counts.lines_split) == (0, 0, 1)
