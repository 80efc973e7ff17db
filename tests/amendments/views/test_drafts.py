"""The life of a draft on its pages: found, finished, checked, submitted or thrown away; nothing typed is lost."""

import pytest

from charter.amendments import drafting
from charter.amendments.models import Draft
from charter.amendments.texts import Proposed
from charter.database import db
from tests.amendments.conftest import OTHER
from tests.amendments.views.forms import filled_in, words


@pytest.fixture
def home(amending) -> str:
    return f"/charters/{amending.slug}/amendments"


def test_a_draft_without_a_text_or_a_heading_is_found_in_the_list(round_, sign_in, home, clause, someone):
    namur = someone("namur")
    drafting.begin(round_.id, [], "", namur)
    drafting.begin(round_.id, [Proposed("", OTHER, after_clause_id=clause.id)], "", namur)
    page = sign_in("namur").get(home)
    assert page.status_code == 200
    assert "Nothing chosen yet" in words(page.text)
    assert "New clause" in words(page.text)


def test_a_draft_is_thrown_away_from_its_form_and_from_its_check(round_, sign_in, home, write):
    draft, namur = write(round_, "namur"), sign_in("namur")
    address = f"{home}/drafts/{draft.id}"
    for page in (address, f"{address}/submission"):
        assert f'action="{address}/removal"' in namur.get(page).text
    assert namur.post(f"{address}/removal").status_code == 303
    assert db.session.query(Draft).count() == 0


def test_who_presses_submit_twice_or_goes_back_is_led_to_the_amendment(round_, sign_in, home, write):
    draft, namur = write(round_, "namur"), sign_in("namur")
    address = f"{home}/drafts/{draft.id}"
    done = namur.post(f"{address}/submission", data={"revision": "1"}).location
    for again in (
        namur.post(f"{address}/submission", data={"revision": "1"}),
        namur.get(f"{address}/submission"),
        namur.get(address),
    ):
        assert (again.status_code, again.location) == (303, done)
    assert "This draft is submitted already" in namur.get(done).text
    assert sign_in("montreal").get(address).status_code == 404


def test_who_rectifies_twice_is_led_to_the_amendment(round_, sign_in, home, write, propose):
    amendment = propose(round_, "namur")
    draft, namur = write(round_, "namur", heading="Autre", amendment_id=amendment.id), sign_in("namur")
    address = f"{home}/drafts/{draft.id}/submission"
    assert namur.post(address, data={"revision": "1"}).status_code == 303
    assert namur.post(address, data={"revision": "1"}).location == f"{home}/{amendment.id}"


def test_a_form_without_a_clause_asks_for_one_and_has_no_toolbar(round_, sign_in, home, clause):
    namur = sign_in("namur")
    empty, one = namur.get(f"{home}/new"), namur.get(f"{home}/new?clause={clause.id}")
    assert "Choose the clause" in words(empty.text)
    assert 'role="toolbar"' not in empty.text
    assert "Change another clause too" in words(one.text)
    assert 'role="toolbar"' in one.text


def test_the_notice_of_a_conflict_names_the_button_that_ends_it(round_, sign_in, home, write, someone):
    draft, namur = write(round_, "namur"), sign_in("namur")
    address = f"{home}/drafts/{draft.id}"
    sent = filled_in(namur.get(address).text)
    drafting.save(draft.id, 1, [], "La deuxième.", someone("namur"))
    both = namur.post(address, data=sent | {"do": "save"})
    assert "then press “Save mine in its place”" in words(both.text)
