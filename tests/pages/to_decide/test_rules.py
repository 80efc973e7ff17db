"""Every amendment of a round is counted once, and what it lacks is told by plain values."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charter.amendments import rules as amendments
from charter.amendments.deciding import rules as deciding
from charter.pages.to_decide import messages, rules
from charter.pages.to_decide.rules import Standing

STANDING = Standing(1, 1, amendments.SUBMITTED, 5)
ADVISED = replace(STANDING, advice=deciding.ADOPT, seen=1, is_current=True, is_published=True)
MODIFIED = replace(ADVISED, advice=deciding.ADOPT_MODIFIED)

standings = st.lists(
    st.builds(
        Standing,
        id=st.integers(1, 99),
        number=st.integers(1, 99),
        stage=st.sampled_from(amendments.STAGES),
        clause_id=st.sampled_from([None, 1, 2]),
        text_key=st.sampled_from(["", "a", "b"]),
        lacks_support=st.booleans(),
        has_open_subs=st.booleans(),
        advice=st.sampled_from(["", *deciding.ADVICE]),
        is_current=st.booleans(),
        is_published=st.booleans(),
        answer=st.sampled_from(["", *deciding.ANSWERS]),
        voted_in=st.sampled_from(["", "amendment", "amendments"]),
    ),
    unique_by=lambda each: each.number,
)


@given(standings)
def test_the_count_always_adds_up_and_every_clause_has_its_row(every):
    found = rules.with_identical(every)

    assert sum(rules.counted(found).values()) == len(every)
    assert sum(len(row.every) for row in rules.by_clause(found, [1, 2])) == len(every)
    for each in found:  # whoever is decided with another is decided with one that is not itself so
        if each.same_as is not None:
            first = next(one for one in found if one.number == each.same_as)
            assert first.same_as is None
            assert first.is_undecided


@pytest.mark.parametrize(
    ("standing", "lacks", "counted_as"),
    [
        (STANDING, ["no_advice"], "no_advice"),
        (replace(ADVISED, is_current=False), ["no_advice"], "no_advice"),
        (replace(ADVISED, is_published=False), ["unpublished"], "unpublished"),
        (replace(STANDING, lacks_support=True), ["support", "no_advice"], "support"),
        (replace(ADVISED, stage=amendments.UNPLACED), ["place"], "place"),
        (replace(ADVISED, stage=amendments.REDUCED), ["rest"], "rest"),
        (replace(ADVISED, has_open_subs=True), ["subs"], "subs"),
        (ADVISED, ["block"], "block"),
        (MODIFIED, ["unanswered"], "unanswered"),
        (replace(MODIFIED, answer="agrees"), ["block"], "block"),
        (replace(MODIFIED, answer="refuses"), ["refused", "vote"], "vote"),
        (replace(ADVISED, advice=deciding.PUT_TO_VOTE), ["vote"], "vote"),
        (replace(ADVISED, advice=deciding.REJECT), ["unanswered"], "unanswered"),
        (replace(ADVISED, voted_in="amendments"), [], "in_block"),
        (replace(ADVISED, stage=amendments.VOTING, voted_in="amendment"), [], "in_vote"),
        (replace(ADVISED, stage=amendments.INADMISSIBLE, answer="refuses"), ["appeal"], "inadmissible"),
        (replace(ADVISED, stage=amendments.ADOPTED), [], "adopted"),
    ],
)
def test_what_an_amendment_lacks_and_where_it_is_counted(standing, lacks, counted_as):
    assert (rules.missing(standing), rules.bucket(standing)) == (lacks, counted_as)


@pytest.mark.parametrize(
    ("standing", "may"),
    [
        (ADVISED, True),
        (replace(ADVISED, advice=deciding.REJECT), True),
        (MODIFIED, False),
        (replace(MODIFIED, answer="refuses"), True),
        (replace(ADVISED, voted_in="amendment"), False),
        (replace(ADVISED, stage=amendments.FALLEN), False),
    ],
)
def test_an_author_who_does_not_answer_holds_up_no_vote_but_that_on_another_wording(standing, may):
    assert rules.may_be_voted(standing) is may


def test_of_those_that_ask_the_very_same_the_first_is_counted_by_what_it_lacks():
    first, second, third = (replace(ADVISED, id=n, number=n, text_key="same") for n in (3, 1, 2))
    alone = replace(ADVISED, id=4, number=4, text_key="other")

    counted = rules.counted(rules.with_identical([first, second, third, alone]))

    assert (counted["identical"], counted["block"]) == (2, 2)


def test_everything_has_a_name():
    assert messages.MISSING_NAMES.keys() == set(rules.MISSING)
    assert messages.BUCKET_NAMES.keys() == set(rules.BUCKETS)
    assert messages.ADVICE_NAMES.keys() == set(deciding.ADVICE)
    assert messages.ANSWER_NAMES.keys() == set(deciding.ANSWERS)
