"""What somebody typed comes back to them, whatever became of their draft, their session or the round meanwhile."""

import json

import pytest

from charter.amendments import actions, drafting
from charter.amendments.models import Draft
from charter.amendments.rounds import actions as rounds
from charter.database import db
from tests.amendments.conftest import PARAGRAPH
from tests.amendments.views.forms import filled_in, words


@pytest.fixture
def home(amending) -> str:
    return f"/charters/{amending.slug}/amendments"


def written(text):
    """What the editor of clauses sends, in one line."""
    line = {"type": "paragraph", "content": [{"type": "text", "text": text}]}
    return json.dumps({"type": "doc", "content": [line, PARAGRAPH]}, ensure_ascii=False)


@pytest.mark.parametrize("name", ["text-0", "paragraph-0-0", "heading-0", "first-0", "after-0-0"])
def test_who_is_signed_out_meanwhile_finds_each_word_on_the_page_that_says_so(round_, visitor, home, clause, name):
    typed = written("Des mots précieux.") if name == "text-0" else "Des mots précieux."
    sent = {"place": "0", "clause-0": str(clause.id), "reason": "", name: typed}
    refused = visitor.post(f"{home}/new", data=sent, headers={"Referer": "http://localhost/x"})
    assert refused.status_code == 403
    assert "Des mots précieux." in words(refused.text)
    assert f'name="{name}"' in refused.text  # and is sent again with the rest
    assert "{" not in words(refused.text)


def test_what_is_saved_first_when_the_round_has_just_closed_is_kept(round_, sign_in, home, clause, someone):
    namur = sign_in("namur")
    address = f"{home}/new?clause={clause.id}"
    sent = filled_in(namur.get(address).text) | {"reason": "Écrit à temps."}
    rounds.close(round_.id, someone("moderation"))
    kept = namur.post(address, data=sent | {"do": "save"})
    assert db.session.query(Draft).one().reason == "Écrit à temps."
    assert "The time for amendments is over" in words(namur.get(kept.location).text)
    assert "No round of amendments is open" in words(namur.get(address).text)


@pytest.mark.parametrize("what", ["submitted", "thrown away"])
def test_what_is_sent_to_a_draft_that_a_colleague_has_ended_is_shown_to_be_saved_elsewhere(
    round_, write, sign_in, home, someone, what
):
    draft, namur, colleague = write(round_, "namur"), sign_in("namur"), someone("namur")
    address = f"{home}/drafts/{draft.id}"
    sent = filled_in(namur.get(address).text) | {"paragraph-0-0": "Mes mots.", "do": "save"}
    if what == "submitted":
        amendment = actions.submit(draft.id, 1, colleague)
        goes_to = f"{home}/{amendment.id}/rectification"
    else:
        drafting.discard(draft.id, colleague)
        goes_to = f"{home}/new"

    shown = namur.post(address, data=sent)
    assert shown.status_code == 409
    assert f"was {what} meanwhile" in words(shown.text)
    again = filled_in(shown.text)
    assert again["paragraph-0-0"] == "Mes mots."
    assert f'action="{goes_to}"' in shown.text
    assert namur.post(goes_to, data=again | {"do": "save"}).status_code == 303
    assert "Mes mots." in str(db.session.query(Draft).one().changes)
