"""The votes of a charter as a table: found by words, state, kind, section, and by what waits for the reader."""

import re

import pytest

from charter.clauses import queries as clauses
from charter.votes.lifecycle import preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from tests.verifier.assembly import held, member

QUESTION = Subject("question", heading="Réunir l’assemblée", question="Faut-il se réunir chaque année ?")


@pytest.fixture
def votes(charter) -> dict[str, int]:
    """Of the demo 1 is adopted and 2 is open; one more in each other state."""
    rejected = held(Settings(), "against", "against", "against", "against", "against", subject=QUESTION)
    prepared = preparing.prepare(charter.id, Subject("clause", [5]), Settings(), member("moderation")).id
    return {"rejected": rejected, "prepared": prepared}


def listed(browser, charter, query: str = "") -> list[int]:
    page = browser.get(f"/charters/{charter.slug}/votes{query}").text
    return [int(each) for each in re.findall(r'<tr id="vote-(\d+)"', page)]


def test_open_votes_come_first_then_those_to_come_then_the_newest_ended(sign_in, visitor, charter, votes):
    assert listed(sign_in("namur"), charter) == [2, votes["prepared"], votes["rejected"], 1]
    assert listed(visitor, charter) == [2, votes["rejected"], 1]


def test_the_table_is_narrowed_to_what_one_looks_for(sign_in, visitor, charter, votes):
    sections = [
        each.section.id for each in clauses.outline(charter.id).sections if 5 in {c.clause.id for c in each.clauses}
    ]
    namur, rejected, prepared = sign_in("namur"), votes["rejected"], votes["prepared"]
    expected = {
        "?state=open": [2],
        "?state=prepared": [prepared],
        "?state=closed": [rejected, 1],
        "?state=rejected": [rejected],
        "?state=adopted": [1],
        "?kind=question": [rejected],
        f"?section={sections[0]}&state=prepared": [prepared],
        "?find=reunir+assemblee": [rejected],
        "?find=article+introuvable": [],
        "?waiting=1": [2],
    }
    assert {query: listed(namur, charter, query) for query in expected} == expected
    assert listed(visitor, charter, "?state=prepared") == []
    assert "No vote answers to this." in namur.get(f"/charters/{charter.slug}/votes?find=introuvable").text
