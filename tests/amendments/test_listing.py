"""The order of the list of amendments."""

import re

from charter.amendments import actions, drafting
from charter.amendments.texts import Proposed
from tests.amendments.conftest import OTHER

TWICE = {"type": "doc", "content": OTHER["content"] * 2}


def test_the_list_has_a_removal_first_a_sub_amendment_under_its_own_and_a_new_clause_after_its_clause(
    round_, sign_in, amending, propose, someone, clause
):
    def submit(who, proposed, **more):
        draft = drafting.begin(round_.id, [proposed], "Parce que.", someone(who), **more)
        return actions.submit(draft.id, draft.revision, someone(who)).id

    added = submit("namur", Proposed("Une clause de plus", OTHER, after_clause_id=clause.id))
    first = propose(round_, "namur").id
    second = propose(round_, "montreal", heading="Autre titre").id
    sub = submit("quebec", Proposed(clause.heading, TWICE, clause.id), parent_id=first)
    removal = submit("geneve", Proposed(clause.heading, None, clause.id, drops=True))
    shown = re.findall(r'id="amendment-(\d+)"', sign_in("lausanne").get(f"/charters/{amending.slug}/amendments").text)
    assert [int(each) for each in shown] == [removal, first, sub, second, added]
