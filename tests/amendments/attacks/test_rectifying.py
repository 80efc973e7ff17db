"""What one may not submit any more, one does not slip into another wording of what was submitted in time."""

from datetime import timedelta

import pytest
import time_machine

from charter.amendments import actions, drafting
from charter.amendments.texts import Proposed
from charter.clauses import queries as clauses
from charter.core import clock
from charter.core.errors import Refused
from tests.amendments.conftest import OTHER


@pytest.fixture
def elsewhere(amending, clause):
    """Another clause of the charter."""
    return next(each.clause for each in clauses.outline(amending.id).clauses if each.clause.id != clause.id)


@pytest.fixture
def own(clause):
    """What the amendment proposes for its clause, worded anew."""
    return Proposed("Un autre titre", OTHER, clause_id=clause.id)


@pytest.fixture
def rectify(someone):
    def rectify(round_, amendment, *proposed, who="namur"):
        draft = drafting.begin(round_.id, proposed, "Mieux dit.", someone(who), amendment_id=amendment.id)
        return actions.rectify(draft.id, draft.revision, someone(who))

    return rectify


def test_after_the_deadline_a_rectification_touches_no_other_clause_or_place(
    open_round, propose, rectify, own, elsewhere
):
    now = clock.now()
    round_ = open_round(closes_at=now + timedelta(hours=1), cosign_until=now + timedelta(days=9))
    amendment = propose(round_, "namur")
    with time_machine.travel(now + timedelta(hours=2)):
        for added in (
            Proposed(elsewhere.heading, OTHER, clause_id=elsewhere.id),
            Proposed("Un article de plus", OTHER, after_clause_id=elsewhere.id),
        ):
            with pytest.raises(Refused, match=f"time for amendments is over.*{added.heading}"):
                rectify(round_, amendment, own, added)
            drafting.discard(drafting_of(amendment), amendment.author)
        assert rectify(round_, amendment, own).wording.label == "rect."


def drafting_of(amendment) -> int:
    from charter.amendments import queries

    return queries.draft_of(amendment.id, amendment.author).id


def test_in_time_it_may_touch_another_clause_within_the_limits(open_round, propose, rectify, own, elsewhere, someone):
    round_ = open_round(most_each=2, most_each_clause=1)
    there = Proposed(elsewhere.heading, OTHER, clause_id=elsewhere.id)
    draft = drafting.begin(round_.id, [there], "Parce que.", someone("namur"))
    first = actions.submit(draft.id, draft.revision, someone("namur"))
    amendment = propose(round_, "namur")
    with pytest.raises(Refused, match="as many amendments"):
        rectify(round_, amendment, own, there)

    actions.withdraw(round_.charter_id, first.id, someone("namur"))
    drafting.discard(drafting_of(amendment), someone("namur"))
    assert len(rectify(round_, amendment, own, there).wording.changes) == 2


def test_what_a_sub_amendment_would_change_stays_in_its_amendment(round_, rectify, own, elsewhere, someone):
    there = Proposed("Ailleurs", OTHER, clause_id=elsewhere.id)
    draft = drafting.begin(round_.id, [own, there], "Parce que.", someone("namur"))
    amendment = actions.submit(draft.id, draft.revision, someone("namur"))
    draft = drafting.begin(
        round_.id,
        [Proposed("Ailleurs encore", OTHER, clause_id=elsewhere.id)],
        "Plus court.",
        someone("quebec"),
        parent_id=amendment.id,
    )
    sub = actions.submit(draft.id, draft.revision, someone("quebec"))
    with pytest.raises(Refused, match=f"sub-amendment {sub.number} .*Ailleurs"):
        rectify(round_, amendment, own)

    actions.withdraw(round_.charter_id, sub.id, someone("quebec"))
    drafting.discard(drafting_of(amendment), someone("namur"))
    assert len(rectify(round_, amendment, own).wording.changes) == 1
