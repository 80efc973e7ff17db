"""The laws of the merge, over random texts and edits."""

from collections import Counter
from itertools import combinations, permutations

from hypothesis import given
from hypothesis import strategies as st

from charter.content import schema
from charter.content.merge.atoms import Stream, Word, flatten, unflatten
from charter.content.merge.carrying import carried
from charter.content.merge.differing import diff
from charter.content.merge.patch import Patch
from charter.content.merge.relations import ORDER, relate
from charter.content.merge.rendering import render
from charter.content.merge.text import Text, normal
from charter.content.merge.union import applied
from tests.collab.ydoc.test_to_prosemirror import joined
from tests.content.merge.edits import RANDOM, texts
from tests.content.test_diff import TEXTS

MIRRORED = {"over": "under", "under": "over"}
HEADINGS = st.sampled_from(["Titre", "Autre titre", ""])
# A text of nothing is the same with an empty list of blocks and without one.
ANY = st.builds(Text, HEADINGS, TEXTS.map(joined).filter(lambda content: content["content"])).map(normal)


@given(ANY, ANY)
def test_a_wording_becomes_any_other_by_its_patch(old, new):
    base = flatten(old)
    assert unflatten(base.atoms) == old
    assert applied(base, [diff(base, flatten(new))]) == new


def letters(atoms):
    return Counter(letter for atom in atoms if isinstance(atom, Word) for letter in atom.text if not letter.isspace())


@given(RANDOM)
def test_two_that_do_not_block_one_another_give_one_valid_text_without_a_word_lost_or_invented(random):
    base, (x, y) = texts(random, 2)
    a, b = diff(base, x), diff(base, y)
    relation = relate(a, b)
    assert {MIRRORED.get(kind, kind) for kind in relate(b, a).kinds} == relation.kinds
    if relation.is_blocking:
        return

    both = applied(base, [a, b])
    schema.checked(both.content)
    assert ORDER in relation.kinds or applied(base, [b, a]) == both
    taken = letters(base.atoms[place] for place in a.removed | b.removed)
    put = letters(each for hunk in {*a.hunks, *b.hunks} for each in hunk.put)
    assert letters(flatten(both).atoms) + taken == letters(base.atoms) + put


@given(RANDOM)
def test_what_is_pending_is_carried_over_what_was_adopted(random):
    base, (x, y) = texts(random, 2)
    adopted, pending = diff(base, x), diff(base, y)
    assert carried(base, adopted, adopted).is_empty

    rest = carried(base, adopted, pending)
    if isinstance(rest, Patch):
        after = Stream(tuple(keyed.atom for keyed in render(base, [adopted])))
        assert applied(after, [rest]) == applied(base, [adopted, pending])


@given(RANDOM)
def test_the_order_in_which_amendments_are_read_changes_nothing(random):
    base, others = texts(random, 4)
    patches = [diff(base, each) for each in others]
    if any(relate(a, b).kinds - {"near", "same"} for a, b in combinations(patches, 2)):
        return
    assert len({str(applied(base, order)) for order in permutations(patches)}) == 1
