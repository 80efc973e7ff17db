"""Where a new clause goes: its place in lists, and what becomes of it when that place is gone."""

import pytest

from charter.amendments import actions, drafting, names, queries
from charter.amendments.texts import Proposed
from charter.amendments.views import listing
from charter.clauses import actions as clauses
from charter.clauses import arranging
from charter.clauses import queries as outlines
from charter.core.errors import Refused
from tests.amendments.conftest import OTHER
from tests.amendments.views.forms import filled_in, words


@pytest.fixture
def add(someone):
    """Call it to submit an amendment that adds a clause at a place."""

    def submit(round_, **place):
        draft = drafting.begin(round_.id, [Proposed("Un ajout", OTHER, **place)], "Parce que.", someone("namur"))
        return actions.submit(draft.id, draft.revision, someone("namur"))

    return submit


def test_a_new_clause_at_the_head_of_a_title_stands_before_the_first_of_it(round_, propose, add, clause, amending):
    outline, bases = outlines.outline(amending.id), queries.bases(round_.id)
    last = outline.sections[-1]
    head, first = add(round_, section_id=last.section.id), propose(round_, "quebec")
    after = add(round_, after_clause_id=outline.sections[-2].clauses[-1].clause.id)
    rows = listing.in_order([head, first, after], bases, outline)
    assert [row.amendment for row in rows] == [first, after, head]
    assert len({row.place for row in rows}) == 3


def test_a_head_comes_after_what_stands_before_in_one_amendment_too(round_, clause, amending, someone):
    section = outlines.outline(amending.id).sections[-1].section
    both = [Proposed("Un ajout", OTHER, section_id=section.id), Proposed(clause.heading, OTHER, clause.id)]
    draft = drafting.begin(round_.id, both, "Parce que.", someone("namur"))
    amendment = actions.submit(draft.id, draft.revision, someone("namur"))
    assert [each.clause_id for each in amendment.wording.changes] == [clause.id, None]


def test_a_new_clause_whose_title_is_gone_says_where_it_was_and_is_placed_by_hand(
    amending, open_round, add, someone, sign_in
):
    from charter.amendments.rounds import actions as rounds

    section = clauses.add_section(amending.id, "Des suites", someone("moderation"))
    round_ = open_round()
    amendment = add(round_, section_id=section.id)
    clauses.remove_section(amending.id, section.id, someone("moderation"))
    address = f"/charters/{amending.slug}/amendments"
    said = "New clause, in the former title “Des suites”"
    assert said in words(sign_in("quebec").get(f"{address}/{amendment.id}").text)

    rounds.close(round_.id, someone("moderation"))
    [carried] = queries.of_round(open_round().id)
    assert carried.stage == "unplaced"
    assert said in words(sign_in("quebec").get(f"{address}/{carried.id}").text)
    form = sign_in("namur").get(f"{address}/{carried.id}/rectification").text
    assert filled_in(form)["spot-0"] == ""
    assert "its place is gone" in form
    draft = drafting.begin(carried.round_id, [Proposed("Un ajout", OTHER)], "Non.", someone("namur"))
    with pytest.raises(Refused, match="Choose where “Un ajout” goes"):
        actions.submit(draft.id, draft.revision, someone("namur"))


def test_a_new_clause_after_one_that_is_gone_is_carried_over_to_be_placed(
    round_, next_round, add, clause, someone, amending, sign_in
):
    add(round_, after_clause_id=clause.id)
    number = queries.bases(round_.id)[clause.id].number
    clauses.drop_clause(clause.id, "Plus rien.", someone("moderation"))
    [carried] = queries.of_round(next_round().id)
    assert carried.stage == "unplaced"
    page = words(sign_in("quebec").get(f"/charters/{amending.slug}/amendments/{carried.id}").text)
    assert f"New clause after article {number}" in page
    assert names.full(carried) == "Amendment no. 1"


def test_pages_say_once_which_clause_has_another_number_today(round_, propose, clause, someone, amending, sign_in):
    amendment = propose(round_, "namur")
    then = queries.bases(round_.id)[clause.id].number
    arranging.move_clause(clause.id, 1, someone("moderation"))
    said = f"Numbers are those of the text of this round: article {then} is today article {then + 1}."
    for page in (f"/amendments/{amendment.id}", "/amendments", "/amendments/bundle", f"/clauses/{clause.id}"):
        assert words(sign_in("quebec").get(f"/charters/{amending.slug}{page}").text).count(said) == 1, page
