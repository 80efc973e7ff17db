"""What the public journal tells of a round for members alone proves its texts, and lets nobody guess them."""

import pytest

from charter.amendments import actions, drafting, rules, texts, wordings
from charter.amendments.texts import Proposed
from charter.clauses.versions.published import START
from charter.core.digest import digest
from charter.database import db
from charter.journal.models import Entry


@pytest.fixture
def remove(clause, someone):
    """Call it to propose that the clause goes: the text that is guessed most easily."""

    def remove(round_):
        removal = Proposed(clause.heading, None, clause_id=clause.id, drops=True)
        draft = drafting.begin(round_.id, [removal], "Superflu.", someone("namur"))
        return actions.submit(draft.id, draft.revision, someone("namur"))

    return remove


def facts(amendment):
    return (
        db.session.query(Entry).filter_by(verb="amendment.submitted", subject=f"amendment:{amendment.id}").one().facts
    )


def test_a_removal_in_a_round_of_members_cannot_be_guessed_from_public_facts(open_round, remove, clause, amending):
    amendment = remove(open_round(is_public=False))
    told = facts(amendment)
    guessed = rules.hashed(
        amendment.id,
        told["revision"],
        told["number"],
        amending.language,
        None,
        START,
        [texts.hashed(each) for each in amendment.wording.changes],
    )
    assert digest(guessed) != told["digest"] == amendment.wording.digest
    assert digest(wordings.hashed(amendment.wording, amendment.number)) == told["digest"]
    assert "bases" not in told
    assert digest("Superflu.") not in str(told)
    assert amendment.wording.salt not in str(told)


def test_a_public_round_tells_what_its_reasons_and_bases_are(round_, remove, clause):
    amendment = remove(round_)
    told = facts(amendment)
    assert told["reason_digest"] == digest("Superflu.")
    assert [clause_id for clause_id, _digest in told["bases"]] == [clause.id]


def test_a_wording_of_before_is_hashed_as_it_was(round_, remove):
    amendment = remove(round_)
    assert "salt" not in rules.hashed(1, 1, 1, "fr", None, START, [], salt=None)
    assert len({remove(round_).wording.salt, amendment.wording.salt}) == 2
