"""Who holds how many votes, what stands in the way of opening, and what is written on a ballot."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.core.digest import digest
from charter.votes.rules import ballot_paper, named_rules
from charter.votes.rules.decision_rule import CHOICES, Quorum
from charter.votes.rules.electorate import NO_SEAT, NOT_HEAD, OVER_CAP, Delegate, roll
from charter.votes.rules.obstacles import Terms, Text, obstacles_in_terms, obstacles_in_texts

CITY = [Delegate(number, f"d{number}", 1, "City", "cities", seats=5, weight=40) for number in (1, 2, 3)]
TOWN = [
    Delegate(4, "d4", 2, "Town", "cities", seats=2, weight=9, gave_to=5),
    Delegate(5, "d5", 2, "Town", "cities", seats=2, weight=9, is_head=True, present=True),
]
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def votes(*delegates, **how):
    return {entry.delegate.member_id: entry.votes for entry in roll(delegates, **how).entries}


@pytest.mark.parametrize(
    "how, expected",
    [
        ({"holders": "delegate"}, {1: 1, 2: 1, 3: 1, 4: 1, 5: 1}),
        ({"holders": "delegate", "most_votes": 1}, {1: 1, 5: 1}),
        ({"holders": "association"}, {1: 1, 5: 1}),
        ({"holders": "weight"}, {1: 40, 5: 9}),
        ({"holders": "weight", "most_votes": 10}, {1: 10, 5: 9}),
        ({"holders": "seats"}, {1: 2, 2: 2, 3: 1, 4: 1, 5: 1}),
        ({"holders": "seats", "most_votes": 1}, {1: 1, 5: 1}),
    ],
)
def test_who_holds_how_many(how, expected):
    assert votes(*CITY, *TOWN, **how) == expected


def test_who_is_left_out_and_why():
    assert [(each.member_id, why) for each, why in roll([*CITY, *TOWN], "association").left_out] == [
        (2, NOT_HEAD),
        (3, NOT_HEAD),
        (4, NOT_HEAD),
    ]
    assert roll(TOWN, "seats", most_votes=1).left_out == ((TOWN[0], NO_SEAT),)


def test_a_proxy_counts_if_its_holder_votes_too_and_proxies_are_accepted():
    def holders(**how):
        return [entry.holder_id for entry in roll(TOWN, "delegate", **how).entries]

    assert holders() == [5, None]
    assert holders(proxies=False) == [None, None]
    assert [entry.holder_id for entry in roll(TOWN[:1], "delegate").entries] == [None]


def test_the_chair_is_marked():
    assert [entry.is_chair for entry in roll(TOWN, "delegate", chair_id=4).entries] == [True, False]


def test_there_are_no_other_holders():
    with pytest.raises(KeyError):
        roll(TOWN, "everybody")


@given(st.integers(1, 40), st.integers(1, 12), st.integers(0, 15))
def test_seats_are_shared_out_to_the_last_and_as_equally_as_can_be(seats, size, most):
    delegation = [Delegate(number, "d", 1, "City", "cities", seats=seats) for number in range(size)]
    shared = votes(*delegation, holders="seats", most_votes=most)
    assert sum(shared.values()) == (min(seats, most) if most else seats)
    assert max(shared.values()) - min([*shared.values(), *([0] if len(shared) < size else [])]) <= 1


def test_a_delegate_beyond_the_limit_is_told_so():
    assert [reason for _, reason in roll(TOWN, "delegate", most_votes=1).left_out] == [OVER_CAP]


TEXT = Text("Article", "Un texte.", "drafting")
ENTRIES = roll(TOWN, "delegate", chair_id=4).entries
ABSENT = roll([replace(each, present=False) for each in TOWN], "delegate").entries


@pytest.mark.parametrize(
    "kind, texts, allows, entries, number",
    [
        ("clause", [TEXT], True, ENTRIES, 0),
        ("question", [], True, ENTRIES, 0),
        ("clause", [], True, ENTRIES, 1),
        ("clause", [replace(TEXT, words=" \n", stage="frozen")], False, (), 4),
        ("clause", [replace(TEXT, stage="adopted")], True, ENTRIES, 1),
        ("charter", [replace(TEXT, stage="adopted"), TEXT], True, ENTRIES, 0),
        ("charter", [replace(TEXT, stage="dropped")], True, ENTRIES, 1),
        ("block", [TEXT, replace(TEXT, stage="frozen")], True, ENTRIES, 1),
        ("clause", [replace(TEXT, words=None)], True, ENTRIES, 1),
    ],
)
def test_every_obstacle_is_listed(kind, texts, allows, entries, number):
    assert len(obstacles_in_texts(kind, texts, allows, entries)) == number


TERMS = Terms(named_rules.SIMPLE_MAJORITY, is_sealed=False, holders="delegate", needs_presence=False, closes_at=None)
SEALED = replace(TERMS, is_sealed=True)


def ruled(terms=TERMS, **parts):
    return replace(terms, rule=replace(terms.rule, **parts))


@pytest.mark.parametrize(
    "terms, entries, number",
    [
        (TERMS, ENTRIES, 0),
        (SEALED, ENTRIES, 0),
        (ruled(SEALED, by_college=True), ENTRIES, 1),
        (ruled(SEALED, quorum_by_college=True), ENTRIES, 1),
        (ruled(SEALED, vetoes=("Town",)), ENTRIES, 1),
        (ruled(SEALED, tie="chair"), ENTRIES, 1),
        (ruled(SEALED, objections=True), ENTRIES, 1),
        (replace(SEALED, holders="seats"), ENTRIES, 1),
        (replace(SEALED, holders="weight"), ENTRIES, 1),
        (ruled(vetoes=("Town",)), ENTRIES, 0),
        (ruled(vetoes=("Town", "Nowhere")), ENTRIES, 1),
        (ruled(tie="chair"), ENTRIES, 0),
        (ruled(tie="chair"), ABSENT, 1),
        (ruled(quorum=Quorum("seats")), ENTRIES, 1),
        (ruled(quorum=Quorum("seats", seats=9)), ABSENT, 1),
        (ruled(quorum=Quorum("present")), ABSENT, 1),
        (ruled(quorum=Quorum("present")), ENTRIES, 0),
        (replace(TERMS, rule=named_rules.MAJORITY_OF_PRESENT), ABSENT, 1),
        (replace(TERMS, needs_presence=True), ABSENT, 1),
        (replace(TERMS, rule=named_rules.DOUBLE_MAJORITY, holders="seats"), ENTRIES, 1),
        (replace(TERMS, closes_at=NOW), ENTRIES, 1),
        (replace(TERMS, closes_at=NOW + timedelta(hours=1)), ENTRIES, 0),
        (replace(TERMS, rule=named_rules.SILENCE), ENTRIES, 1),
        (replace(TERMS, rule=named_rules.SILENCE, closes_at=NOW + timedelta(hours=71)), ENTRIES, 1),
        (replace(TERMS, rule=named_rules.SILENCE, closes_at=NOW + timedelta(hours=72)), ENTRIES, 0),
    ],
)
def test_terms_that_contradict_each_other(terms, entries, number):
    assert len(obstacles_in_terms(terms, entries, NOW)) == number


@given(st.dictionaries(st.sampled_from(CHOICES), st.integers(1, 99), min_size=1))
def test_a_ballot_reads_as_it_was_written(cast):
    assert ballot_paper.read(ballot_paper.write(cast), sum(cast.values())) == cast


@pytest.mark.parametrize("cast", [{}, {"maybe": 1}, {"for": 0}, {"for": -1, "against": 2}])
def test_what_is_no_ballot_is_not_written(cast):
    with pytest.raises(ValueError, match="no ballot"):
        ballot_paper.write(cast)


@pytest.mark.parametrize("chosen", ["", "maybe", "for=3", "against=2,for=1", "for=1,against=1", "for=1,against=x"])
def test_what_is_no_ballot_is_not_read(chosen):
    with pytest.raises(ValueError):  # noqa: PT011
        ballot_paper.read(chosen, 3)


def test_each_part_of_a_ballot_changes_its_receipt():
    paper = (1, "a" * 64, 2, "for", "", "online", "00")
    others = [(2, *paper[1:]), (*paper[:3], "against", *paper[4:]), (*paper[:5], "paper", "00"), (*paper[:6], "01")]
    assert len({ballot_paper.receipt(*each) for each in [paper, *others]}) == 5
    sealed = {"vote": 1, "text": "a", "choice": "for", "key": "k"}
    assert ballot_paper.sealed_leaf(1, "a", "for", "k") == digest(sealed)
    assert ballot_paper.sealed_leaf(1, "a", "for", "k") != ballot_paper.sealed_leaf(1, "a", "against", "k")
