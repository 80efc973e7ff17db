"""What an association writes before it submits it: its own, kept whole, and never taken for another draft."""

import pytest

from charter.accounts import actions as accounts
from charter.amendments import actions, drafting, queries
from charter.amendments.models import Amendment
from charter.amendments.texts import Proposed
from charter.core.errors import NotFound, Refused
from charter.database import db
from tests.amendments.conftest import OTHER


def test_the_number_of_a_draft_that_is_gone_is_not_given_to_another_one(round_, write, someone):
    namur = someone("namur")
    first = write(round_, "namur").id
    drafting.discard(first, namur)
    second = write(round_, "namur").id
    actions.submit(second, 1, namur)
    third = write(round_, "namur").id
    assert len({first, second, third}) == 3
    with pytest.raises(NotFound):
        drafting.save(first, 1, [], "D’un onglet oublié.", namur)


def test_who_throws_away_what_a_colleague_has_thrown_away_is_told_so(round_, write, someone):
    draft = write(round_, "namur").id
    drafting.discard(draft, someone("namur"))
    with pytest.raises(NotFound):
        drafting.discard(draft, someone("namur"))


def test_what_was_rewritten_stays_in_the_draft_while_the_clause_is_to_go_and_is_not_submitted(
    round_, someone, clause, amending
):
    namur = someone("namur")
    proposed = Proposed(clause.heading, OTHER, clause.id, drops=True)
    draft = drafting.begin(round_.id, [proposed], "Parce que.", namur)
    assert draft.changes[0]["content"] == OTHER
    assert actions.submit(draft.id, 1, namur).wording.changes[0].content is None


@pytest.mark.parametrize("role", ["observer", "moderator"])
def test_who_is_no_delegate_any_more_reads_no_draft_of_the_association(round_, write, someone, amending, role):
    draft, namur = write(round_, "namur"), someone("namur")
    accounts.change_role(namur.id, role, someone("secretariat"))
    assert namur.association_id
    assert queries.drafts(amending.id, namur) == []
    with pytest.raises(NotFound):
        queries.draft(amending.id, draft.id, namur)


def test_nobody_amends_an_amendment_of_their_own_association(round_, propose, write, someone, amending):
    own = propose(round_, "namur")
    with pytest.raises(Refused, match="rectify it instead"):
        write(round_, "namur", heading="Un autre titre", parent_id=own.id)

    draft = write(round_, "montreal", heading="Un autre titre", parent_id=own.id)
    actions.withdraw(amending.id, own.id, someone("namur"))
    actions.take_over(amending.id, own.id, someone("montreal"))
    with pytest.raises(Refused, match="rectify it instead"):
        actions.submit(draft.id, 1, someone("montreal"))
    assert db.session.query(Amendment).count() == 1
