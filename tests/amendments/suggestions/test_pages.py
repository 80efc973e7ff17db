"""A suggestion from the form to the text, as people without JavaScript do it."""

import json
import re
from datetime import timedelta

import pytest

from charter.amendments.suggestions import actions, rules
from charter.amendments.suggestions.models import Suggestion
from charter.core import clock
from charter.database import db
from charter.pages.work.models import Visit
from tests.amendments.views.forms import filled_in, words
from tests.pages.work.test_work import lines


@pytest.fixture
def home(clause_page) -> str:
    return f"{clause_page}/suggestions"


def text(page):
    return page.get_data(as_text=True)


def written(browser, home, old="un écran", new="une machine", address=""):
    """A form in which some words of the first paragraph are others."""
    sent = filled_in(text(browser.get(address or f"{home}/new")))
    return sent | {"paragraph-0-0": sent["paragraph-0-0"].replace(old, new)}


def only() -> Suggestion:
    db.session.rollback()
    return db.session.query(Suggestion).order_by(Suggestion.id.desc()).first()


def test_paragraph_by_paragraph_it_is_written_shown_in_the_text_and_put_into_it(
    sign_in, home, clause_page, flushed, live
):
    namur, geneve = sign_in("namur"), sign_in("geneve")
    saved = namur.post(f"{home}/new", data=written(namur, home) | {"do": "save"})
    assert "replace “un écran” with “une machine”" in text(namur.get(saved.location))
    assert "une machine" not in text(geneve.get(clause_page))
    namur.post(saved.location, data=filled_in(text(namur.get(saved.location))) | {"do": "make"})

    page = text(geneve.get(clause_page))
    assert '<span class="suggested">un écran</span>' in page
    assert "replace “un écran” with “une machine”" in words(page)
    accept = re.search(r'action="([^"]+/acceptance)"', page)[1]
    done = flushed(lambda: geneve.post(accept))
    assert done.status_code == 303
    assert "une machine" in live()
    assert only().stage == rules.ACCEPTED
    assert "put into the text" in text(namur.get(f"{home}/{only().id}"))


def test_it_is_declined_with_a_reason_and_its_author_changes_and_withdraws_it(sign_in, home, clause_page):
    namur, geneve = sign_in("namur"), sign_in("geneve")
    namur.post(f"{home}/new", data=written(namur, home) | {"do": "make"})
    first = only().id
    refused = geneve.post(f"{home}/{first}/refusal", data={"reason": ""})
    assert refused.status_code == 422
    anew = f"{home}/new?from={first}"
    assert "une machine" in filled_in(text(namur.get(anew)))["paragraph-0-0"]
    namur.post(anew, data=written(namur, home, "une machine", "un automate", anew) | {"do": "make"})
    assert db.session.get(Suggestion, first).stage == rules.REPLACED
    geneve.post(f"{home}/{only().id}/refusal", data={"reason": "Trop vague."})
    assert "Trop vague." in text(namur.get(f"{home}/{only().id}"))
    namur.post(f"{home}/new", data=written(namur, home) | {"do": "make"})
    namur.post(f"{home}/{only().id}/withdrawal")
    assert only().stage == rules.WITHDRAWN


def test_an_editor_saves_the_whole_text_and_two_pages_do_not_overwrite_one_another(sign_in, home):
    namur = sign_in("namur")
    sent = {name: value for name, value in written(namur, home).items() if not name.startswith("paragraph-")}
    other = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "Court."}]}]}
    part = text(namur.post(f"{home}/new", data=sent | {"text-0": json.dumps(other)}, headers={"X-Part": "1"}))
    address = re.search(r'data-revision="1" data-address="([^"]+)"', part)[1]
    namur.post(address, data=sent | {"revision": "1"}, headers={"X-Part": "1"})
    both = namur.post(address, data=sent | {"text-0": json.dumps(other), "revision": "1", "do": "save"})
    assert both.status_code == 409
    replace = re.search(r'value="(replace-\d+)"', text(both))[1]
    namur.post(address, data=sent | {"text-0": json.dumps(other), "revision": "1", "do": replace})
    assert only().proposed == other
    assert namur.post(address, data=sent | {"text-0": "{"}).status_code == 422
    assert namur.post(address, data={}).status_code == 422


def test_all_of_one_author_go_into_the_text_together_those_in_conflict_named_first(
    sign_in, home, suggest, someone, flushed, live, clause_page
):
    suggest("namur", "un écran", "une machine")
    suggest("namur", "un écran", "un automate")
    suggest("namur", "Nul n’est tenu", "Personne n’est tenu")
    geneve = sign_in("geneve")
    page = text(geneve.get(clause_page))
    address = re.search(r'href="([^"]+/suggestions/of/\d+)"', page)[1]
    shown = text(geneve.get(address))
    assert shown.index("cannot go into the text now") < shown.index("go into the text together")
    chosen = re.findall(r'name="suggestion" value="(\d+)"', shown)
    assert len(chosen) == 2
    flushed(lambda: geneve.post(f"{address}/acceptance", data={"suggestion": chosen}))
    assert live().startswith("Personne n’est tenu de passer par une machine")
    assert geneve.post(f"{address}/acceptance", data={"suggestion": chosen}).status_code == 409


def test_what_collides_shows_both_sentences_and_is_written_anew_on_the_text_of_now(
    sign_in, home, suggest, accept, clause_page
):
    made, other = suggest("namur", "un écran", "une machine"), suggest("quebec", "un écran", "un guichet")
    accept("geneve", other)
    geneve, namur = sign_in("geneve"), sign_in("namur")
    page = text(geneve.get(clause_page))
    assert "In the text: " in page
    assert f"{home}/{made.id}/acceptance" not in page
    assert geneve.post(f"{home}/{made.id}/acceptance").status_code == 409
    assert "Write it anew on the text of now" in text(namur.get(clause_page))
    anew = text(namur.get(f"{home}/new?from={made.id}"))
    assert "un guichet" in filled_in(anew)["paragraph-0-0"]
    assert "une machine" in anew


def test_the_places_of_open_suggestions_are_told_to_members_and_nothing_to_the_public(
    sign_in, visitor, home, suggest, clause_page
):
    made = suggest("namur", "un écran", "une machine")
    [place] = sign_in("mediation").get(f"{home}/places").json
    assert place["id"] == -made.id
    assert sum(length for _client, _clock, length in place["ranges"]) == len("un écran")
    for address in (home, f"{home}/places", f"{home}/{made.id}", f"{home}/new"):
        assert visitor.get(address).status_code in (302, 303, 403)
    assert not {"suggested", "suggestion-card"} & set(re.findall(r"[\w-]+", text(visitor.get(clause_page))))


def test_an_observer_suggests_and_decides_nothing(sign_in, home, suggest, clause_page):
    made = suggest("namur", "un écran", "une machine")
    mediation = sign_in("mediation")
    page = text(mediation.get(clause_page))
    assert "Suggest a change" in page
    assert "/acceptance" not in page
    assert mediation.post(f"{home}/{made.id}/acceptance").status_code == 403
    assert mediation.post(f"{home}/{made.id}/refusal", data={"reason": "Non."}).status_code == 403
    assert mediation.post(f"{home}/{made.id}/withdrawal").status_code == 404


def test_left_when_drafting_ends_it_is_kept_as_an_amendment_by_one_press(sign_in, home, suggest, request, clause_page):
    made = suggest("namur", "un écran", "une machine")
    request.getfixturevalue("open_round")()
    namur = sign_in("namur")
    page = text(namur.get(clause_page))
    assert "Keep as an amendment" in page
    assert "Suggest a change" not in page
    draft = namur.post(f"{home}/{made.id}/amendment")
    assert "une machine" in text(namur.get(draft.location))
    assert "Keep as an amendment" not in text(namur.get(clause_page))


def test_a_draft_that_the_text_overtook_says_so(sign_in, home, suggest, accept, someone, clause):
    namur = sign_in("namur")
    saved = namur.post(f"{home}/new", data=written(namur, home) | {"do": "save"}).location
    accept("geneve", suggest("quebec", "un écran", "un guichet"))
    page = text(namur.get(saved))
    assert "In the text: " in page
    draft = only_draft()
    assert f"/new?from={draft.id}" in page
    actions.withdraw(clause.id, draft.id, someone("namur"))


def only_draft() -> Suggestion:
    db.session.rollback()
    return db.session.query(Suggestion).filter_by(stage=rules.DRAFT).one()


def test_my_work_lists_ones_own_and_what_became_of_them_since(sign_in, suggest, someone, clause):
    namur = sign_in("namur")
    assert lines(namur, "suggestions") == []
    made = suggest("namur", "un écran", "une machine")
    [line] = lines(namur, "suggestions")
    assert "to be decided" in line
    db.session.query(Visit).update({"previous_at": clock.now() - timedelta(hours=1)})
    db.session.commit()
    actions.decline(clause.id, made.id, "Trop vague.", someone("geneve"))
    [line] = lines(namur, "suggestions")
    assert "Trop vague." in line
