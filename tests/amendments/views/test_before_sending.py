"""What is said of an amendment before it is sent, on its form and on its check."""

import pytest

from charter.amendments import actions, drafting, queries
from charter.amendments.models import Amendment
from charter.amendments.texts import Proposed
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
    assert namur.post(form, data=sent | empty | {"do": "check"}).status_code == 422
    refused = namur.post(f"{form}/submission", data={"revision": "2"})
    assert refused.status_code == 409
    assert "has no text left: to remove the clause, tick “Remove the whole clause”." in text(refused)
    assert text(refused).count("tick “Remove the whole clause”.") == 1
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


def test_letters_of_another_alphabet_and_an_emptied_clause_are_told_while_one_writes(round_, sign_in, home, clause):
    namur = sign_in("namur")
    address = f"{home}/new?clause={clause.id}"
    sent = filled_in(text(namur.get(address)))
    mixed = sent | {"paragraph-0-0": sent["paragraph-0-0"].replace("écran", "écr\u0430n")}
    part = namur.post(address, data=mixed, headers={"X-Part": "1"})
    assert "words that mix letters of two alphabets, which look alike: écr\u0430n." in words(text(part))

    empty = sent | {name: "" for name in sent if name.startswith("paragraph-")}
    said = words(text(namur.post(address, data=empty, headers={"X-Part": "1"})))
    assert "tick “Remove the whole clause”" in said
    assert "You rewrite almost all" not in said


@pytest.fixture
def adding(round_, clause, someone):
    """A draft of a new clause after another one, begun before the change of that one."""
    new = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Tout neuf."}]}]}
    changed = Proposed("Un autre intitulé", queries.bases(round_.id)[clause.id].version.content, clause.id)
    texts = [Proposed("Un bilan", new, after_clause_id=clause.id), changed]
    return drafting.begin(round_.id, texts, "Parce que.", someone("namur"))


def test_a_new_clause_comes_after_the_one_that_it_follows_also_while_one_writes(adding, sign_in, home):
    said = text(sign_in("namur").get(f"{home}/drafts/{adding.id}"))
    what_changes = said[said.index('id="what-changes"') :]
    assert 0 < what_changes.index("Un autre intitulé") < what_changes.index("Un bilan")


def test_the_whole_text_of_a_new_clause_is_in_each_reading_and_a_removal_is_said_once(
    adding, round_, sign_in, home, someone, clause
):
    new = actions.submit(adding.id, adding.revision, someone("namur"))
    gone = drafting.begin(
        round_.id, [Proposed(clause.heading, None, clause.id, drops=True)], "Trop.", someone("montreal")
    )
    removal = actions.submit(gone.id, gone.revision, someone("montreal"))
    namur = sign_in("namur")
    for reading in ("changes", "sides", "words"):
        said = words(text(namur.get(f"{home}/{new.id}?reading={reading}")))
        assert "Un bilan" in said
        assert "Tout neuf." in said
        once = text(namur.get(f"{home}/{removal.id}?reading={reading}"))
        assert once.count("he whole clause is removed.") + once.count("remove the whole clause.") == 1
