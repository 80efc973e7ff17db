from datetime import timedelta

import pytest

from charter.amendments import queries, support
from charter.amendments.rounds import actions
from charter.clauses import queries as clauses
from charter.core import clock
from charter.core.errors import Refused
from charter.export import actions as exports
from charter.verifier import main
from tests.verifier.forging.archives import inside


def test_a_round_freezes_a_version_of_every_clause(round_, amending, clause):
    bases = queries.bases(round_.id)
    assert bases[clause.id].version.digest == bases[clause.id].digest
    assert len(bases) == len(clauses.outline(amending.id).clauses)
    assert (round_.number, round_.is_open) == (1, True)


def test_a_second_round_waits_for_the_end_of_the_first(round_, open_round, someone):
    with pytest.raises(Refused, match="open already"):
        open_round()
    actions.close(round_.id, someone("moderation"))
    with pytest.raises(Refused, match="closed already"):
        actions.close(round_.id, someone("moderation"))
    assert open_round().number == 2


def test_a_round_needs_a_stage_in_which_somebody_may_amend_and_times_to_come(charter, someone):
    past = clock.now() - timedelta(hours=1)
    found = actions.obstacles(charter, actions.RoundSettings(closes_at=past))
    assert [str(each) for each in found] == [
        "At the present stage nobody may propose amendments: move the charter to “Amending” first.",
        "This time is past.",
    ]
    late = actions.obstacles(charter, actions.RoundSettings(closes_at=clock.now() + timedelta(days=800)))
    assert str(late[-1]) == "This time is more than two years away."


def test_an_archive_with_a_round_holds(round_, propose, amending, someone):
    amendment = propose(round_, "namur")
    support.cosign(amending.id, amendment.id, amendment.wording.digest, someone("quebec"))
    actions.close(round_.id, someone("moderation"))
    assert main.problems(inside(exports.export(amending, "zip")))[0] == []
