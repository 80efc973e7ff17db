"""A proxy that is taken back while a vote is open, and given again, leaves an archive that holds."""

import pytest

from charter.export import actions as export
from charter.verifier import main
from charter.votes.lifecycle import closing, opening, preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.roll import proxies
from tests.verifier.forging.archives import inside
from tests.votes.cast_ballots import cast_ballot


@pytest.mark.parametrize("ballots", ["named", "sealed"])
def test_a_proxy_taken_back_by_mistake_and_given_again_to_the_same_person_is_used(charter, someone, ballots):
    chair, giver, holder = someone("moderation"), someone("namur"), someone("quebec")
    first = proxies.give(charter.id, holder.id, by=giver)
    vote = preparing.prepare(
        charter.id, Subject("question", heading="Q", question="?"), Settings(ballots=ballots), chair
    )
    opening.open_vote(vote.id, chair)
    proxies.revoke(first.id, giver)
    proxies.give(charter.id, holder.id, by=giver)
    cast_ballot(vote, "for", holder, elector=giver)
    closing.close(vote.id, chair)
    found = main.problems(inside(export.export(charter, "zip")))[0]
    assert [reason for reason, _, _ in found if reason != "signature"] == []
