"""The verifier's tally and the engine's come to the same, in thousands of assemblies; so do their canonical forms."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from charter.core.digest import canonical
from charter.journal import merkle
from charter.verifier import canonical_json
from charter.verifier.votes import tally
from charter.votes.rules import named_rules
from charter.votes.rules.decision_rule import CHOICES, VERSIONS
from charter.votes.rules.tally import TallyRow, count
from tests.votes.rules.test_laws import custom, electors, is_chosen

RULES = st.builds(
    lambda rule, version: replace(rule, version=version),
    st.one_of(st.sampled_from(named_rules.ALL), custom()),
    st.sampled_from(VERSIONS),
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("aé€\U0001f642z", max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


def told(line: TallyRow) -> dict:
    """A line as the archive tells it."""
    parts = {"votes": line.votes, "cast": dict(line.cast), "college": line.college, "association": line.association}
    return parts | {"present": line.present, "chair": line.is_chair, "source": line.source}


@settings(max_examples=1500)
@given(st.lists(electors(), max_size=30), RULES, st.integers(-1, 30))
def test_named_votes_come_to_the_same(roll, rule, chair):
    roll = [TallyRow(**vars(line) | {"is_chair": place == chair}) for place, line in enumerate(roll)]
    assert tally.result(rule.as_json(), [told(line) for line in roll]) == count(roll, rule).as_json()


@settings(max_examples=500)
@given(st.lists(electors(), max_size=30), st.sampled_from([rule for rule in named_rules.ALL if not rule.by_college]))
def test_sealed_votes_come_to_the_same(roll, rule):
    box = {choice: number for choice in CHOICES if (number := sum(is_chosen(line, choice) for line in roll))}
    sealed = [TallyRow(**vars(line) | {"votes": 1, "cast": {}}) for line in roll]
    assert tally.result(rule.as_json(), [told(line) for line in sealed], box) == count(sealed, rule, box).as_json()


@given(JSON)
def test_canonical_json_is_the_same(value):
    assert canonical_json.canonical(value) == canonical(value)


@given(st.lists(st.binary(max_size=3), max_size=70))
def test_merkle_roots_are_the_same(entries):
    assert canonical_json.merkle_root(entries) == merkle.root(entries).hex()
