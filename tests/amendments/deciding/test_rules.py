"""The order of votes, and what becomes of others: the worked example of seven amendments to two sentences."""

from itertools import combinations

import pytest

from charter.amendments.deciding import rules
from charter.amendments.deciding.rules import FALLS, REDUCED, SATISFIED, STAYS, Rank
from charter.amendments.relating.relation_cache import ClauseRelations
from charter.content.merge.atoms import flatten
from charter.content.merge.text import Text

FIRST = "Les services publics rendent compte chaque année de leurs usages."
SECOND = "Ils écoutent les habitants."


def text(*paragraphs: str) -> Text:
    lines = [{"type": "paragraph", "content": [{"type": "text", "text": each}]} for each in paragraphs]
    return Text("Article", {"type": "doc", "content": lines})


BASE = f"{FIRST} {SECOND}"
PROPOSED = {
    1: None,
    2: text("Tout service public publie son bilan en ligne. Les habitants en débattent."),
    3: text(BASE.replace("rendent compte chaque année", "publient chaque mois un bilan")),
    4: text(BASE, "Nul n’est exclu."),
    5: text(BASE.replace("année", "mois")),
    6: text(BASE.replace("année", "mois")),
    7: text(BASE.replace("année", "semestre")),
    8: text(BASE.replace("année", "mois").replace("écoutent", "entendent")),
}
"""1 removes the clause, 2 rewrites it, 3 is wide, 4 adds a line, 5 and 6 change a word to the same, 7 the same word to
another one; 8 is 5 and more elsewhere."""


@pytest.fixture(scope="module")
def known() -> ClauseRelations:
    found = ClauseRelations(flatten(text(BASE)))
    found.put({str(number): proposed for number, proposed in PROPOSED.items()})
    return found


def fates(known: ClauseRelations, adopted: int) -> dict[int, str]:
    others = [each for each in PROPOSED if each != adopted]
    met = known.compare(str(adopted), list(map(str, others)))
    return {each: rules.fate(met.get(str(each))) for each in others}


def test_what_departs_furthest_from_the_text_is_voted_first(known):
    distances = {number: patch.distance if patch else 13 for number, patch in known.patches.items()}
    ranked = {
        int(number): Rank(PROPOSED[int(number)] is None, False, distance, 0, int(number))
        for number, distance in distances.items()
    }

    assert rules.in_order(ranked) == [1, 2, 3, 8, 4, 5, 6, 7]


def test_a_compromise_comes_after_the_removal_and_before_the_rest():
    ranked = {
        1: Rank(False, False, 20, 0, 1),
        2: Rank(False, True, 3, 0, 2),
        3: Rank(True, False, 9, 0, 3),
        4: Rank(False, False, 20, 0, 4),
        5: Rank(False, False, 20, 7, 0),
    }

    assert rules.in_order(ranked) == [3, 2, 1, 4, 5]


@pytest.mark.parametrize(
    ("adopted", "expected"),
    [
        (1, {2: FALLS, 3: FALLS, 4: FALLS, 5: FALLS, 6: FALLS, 7: FALLS, 8: FALLS}),
        (5, {1: FALLS, 2: FALLS, 3: FALLS, 4: STAYS, 6: SATISFIED, 7: FALLS, 8: REDUCED}),
        (8, {1: FALLS, 2: FALLS, 3: FALLS, 4: STAYS, 5: SATISFIED, 6: SATISFIED, 7: FALLS}),
        (4, {1: FALLS, 3: STAYS, 5: STAYS, 6: STAYS, 7: STAYS, 8: STAYS}),
    ],
)
def test_what_becomes_of_the_others(known, adopted, expected):
    found = fates(known, adopted)

    assert {each: found[each] for each in expected} == expected


def test_an_amendment_of_several_clauses_is_one_proposal():
    assert rules.fate_in_all([SATISFIED, FALLS]) == FALLS
    assert rules.fate_in_all([SATISFIED, SATISFIED]) == SATISFIED
    assert rules.fate_in_all([SATISFIED, STAYS]) == REDUCED
    assert rules.fate_in_all([REDUCED, STAYS]) == REDUCED
    assert rules.fate_in_all([STAYS]) == STAYS
    assert rules.fate_in_all([]) == STAYS


def test_the_removal_of_the_clause_joins_no_places(known):
    met = known.compare_all(list(known.patches))
    blocking = [(int(a), int(b)) for (a, b), each in met.items() if each.is_blocking]
    assert any(1 in pair for pair in blocking)

    places = rules.places(PROPOSED, blocking, removals=[1])

    assert [1] in places
    assert sorted(each for place in places for each in place) == sorted(PROPOSED)
    for one, other in combinations(places, 2):
        assert not any({a, b} & {*one} and {a, b} & {*other} for a, b in blocking if 1 not in (a, b))
