"""What is said of an amendment before it is sent, on its form and on its check."""

import pytest

from charter.amendments import queries
from charter.amendments.models import Amendment
from charter.database import db
from tests.amendments.views.forms import filled_in, words


@pytest.fixture
def home(amending) -> str:
    return f"/charters/{amending.slug}/amendments"


def text(page):
    return page.get_data(as_text=True)


def test_a_paragraph_that_is_emptied_is_removed_and_a_clause_that_is_emptied_is_refused_at_its_text(
    round_, sign_in, home, clause
):
    namur = sign_in("namur")
    sent = filled_in(text(namur.get(f"{home}/new?clause={clause.id}"))) | {"reason": "Plus court."}
    first = sent["paragraph-0-0"]
    draft = namur.post(f"{home}/new?clause={clause.id}", data=sent | {"paragraph-0-0": " ", "do": "check"})
    assert "paragraph 1: delete this paragraph." in words(text(namur.get(draft.location)))

    form = draft.location.removesuffix("/submission")
    sent = filled_in(text(namur.get(form)))
    assert sent["paragraph-0-0"] != first
    empty = {name: "" for name in sent if name.startswith("paragraph-")}
    check = namur.post(form, data=sent | empty | {"do": "check"}).location
    refused = namur.post(check, data={"revision": "2"})
    assert refused.status_code == 409
    assert "has no text left: to remove the clause, tick “Remove the whole clause”." in text(refused)
    assert db.session.query(Amendment).count() == 0


def test_who_writes_is_told_before_sending_who_asks_the_same_and_with_whom_theirs_falls(
    round_, sign_in, home, clause, propose
):
    kept = queries.bases(round_.id)[clause.id].version.content["content"][0]
    propose(round_, "montreal", content={"type": "doc", "content": [kept]}, heading="Un autre intitulé")
    namur = sign_in("namur")
    sent = filled_in(text(namur.get(f"{home}/new?clause={clause.id}"))) | {"paragraph-0-1": "un accueil"}
    draft = namur.post(f"{home}/new?clause={clause.id}", data=sent | {"do": "save"}).location
    assert "If no. 1 is adopted, yours falls." in words(text(namur.get(draft)))

    lausanne = sign_in("lausanne")
    sent = filled_in(text(lausanne.get(f"{home}/new?clause={clause.id}"))) | {"heading-0": "Un autre intitulé"}
    sent |= {f"remove-0-{number}": "1" for number in (1, 2, 3)}
    draft = lausanne.post(f"{home}/new?clause={clause.id}", data=sent | {"do": "save"}).location
    assert "No. 1 asks the very same. Co-sign it instead?" in words(text(lausanne.get(draft)))
