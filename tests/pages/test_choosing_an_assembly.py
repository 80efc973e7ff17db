"""A moderator chooses who takes part: one by one, by group, or as in another charter; never unseen."""

import re
from dataclasses import replace

import pytest

from charter.accounts import actions as accounts
from charter.accounts import queries as directory
from charter.charters import actions as charters
from charter.charters import assembly as assemblies
from charter.charters.assembly import Assembly, Place
from charter.votes.roll import attendance, proxies
from tests.charters.test_assembly import place


@pytest.fixture
def page(water, someone) -> str:
    present = assemblies.present(water.id)
    moderated = replace(present, appointed=frozenset({someone("moderation").id}))
    assemblies.set_assembly(water.id, moderated, someone("secretariat"))
    return f"/charters/{water.slug}/assembly"


def confirm(browser, page, **sent):
    """What the button of the preview sends."""
    preview = browser.post(page, data=sent)
    assert preview.status_code == 200, preview.text
    value = re.search(r'name="confirmed" value="(\w+)"', preview.text)[1]
    return browser.post(page, data=sent | {"confirmed": value})


def names(charter) -> set[str]:
    places = assemblies.present(charter.id).places
    return {each.name for each in directory.associations() if each.id in {one.association_id for one in places}}


def test_it_is_chosen_one_by_one_and_nothing_is_saved_before_the_preview(water, page, sign_in, someone):
    secretary, namur = sign_in("secretariat"), directory.association_named("Ville de Namur")
    assert "Ville de Québec" in secretary.get(page).text
    shown = [each.id for each in directory.associations()]
    sent = {"act": "rows", "shown": shown, "association": [namur.id], f"college.{namur.id}": namur.college_id}
    before = assemblies.present(water.id)
    preview = secretary.post(page, data=sent | {f"seats.{namur.id}": 5})
    assert "Associations that go" in preview.text
    assert "Ville de Genève" in preview.text
    assert assemblies.present(water.id) == before
    assert confirm(secretary, page, **sent | {f"seats.{namur.id}": 5}).status_code == 303
    assert assemblies.present(water.id).places == {place("Ville de Namur", 5)}


def test_what_is_on_another_page_of_the_list_stays(water, page, sign_in):
    namur = directory.association_named("Ville de Namur")
    confirm(sign_in("secretariat"), page, act="rows", shown=[namur.id])
    assert names(water) == {"Ville de Genève"}


def test_a_refused_choice_keeps_what_was_typed(page, sign_in):
    namur = directory.association_named("Ville de Namur").id
    typed = {"act": "rows", "shown": [namur], "association": [namur], f"seats.{namur}": "many", f"weight.{namur}": "x"}
    refused = sign_in("secretariat").post(page, data=typed)
    assert refused.status_code == 422
    assert 'value="many"' in refused.text
    assert "“many” is not a whole number" in refused.text
    assert "“x” is not a whole number" in refused.text


def test_whole_groups_come_and_go_and_keep_the_places_of_who_is_there(water, page, sign_in, someone):
    secretary, namur = sign_in("secretariat"), directory.association_named("Ville de Namur")
    here = {each.name for each in directory.associations() if each.college_id == namur.college_id}
    canada = {each.name for each in directory.associations() if each.country == "Canada"}
    assert canada

    both = [f"college:{namur.college_id}", "country:Canada", "role:observer"]
    confirm(secretary, page, act="add", group=both)
    assert names(water) == here | canada
    assert place("Ville de Namur", 3, 2) in assemblies.present(water.id).places
    assert someone("mediation").id in assemblies.present(water.id).appointed

    confirm(secretary, page, act="remove", group=["country:Canada"])
    assert names(water) == here - canada


def test_a_group_nobody_ticked_is_asked_for(page, sign_in):
    refused = sign_in("secretariat").post(page, data={"act": "add"})
    assert refused.status_code == 422
    assert "Tick one group at least." in refused.text


@pytest.mark.parametrize(("how", "stays"), [("add", True), ("replace", False)])
def test_it_becomes_as_in_another_charter(charter, water, page, sign_in, someone, how, stays):
    air = charters.create("Charte de l’air", "", "fr", someone("secretariat"), Assembly())
    quebec = Assembly(frozenset({place("Ville de Québec", 4)}), frozenset({someone("moderation").id}))
    assemblies.set_assembly(air.id, quebec, someone("secretariat"))
    confirm(sign_in("secretariat"), page, act="copy", source=air.id, how=how)
    assert ("Ville de Namur" in names(water)) is stays
    assert place("Ville de Québec", 4) in assemblies.present(water.id).places


def test_a_moderator_copies_only_from_where_they_take_part(charter, water, page, sign_in, someone):
    appointed = Assembly(frozenset({place("Ville de Namur")}), frozenset({someone("moderation").id}))
    assemblies.set_assembly(water.id, appointed, someone("secretariat"))
    hidden = charters.create("Charte de l’air", "", "fr", someone("secretariat"), Assembly())
    moderator = sign_in("moderation")
    assert "Charte de l’air" not in moderator.get(page).text
    assert moderator.post(page, data={"act": "copy", "source": hidden.id}).status_code == 422
    assert moderator.post(page, data={"act": "copy", "source": charter.id}).status_code == 200


def test_the_preview_says_what_becomes_of_votes_proxies_and_presence(water, page, someone, sign_in):
    namur, geneve, secretary = someone("namur"), someone("geneve"), someone("secretariat")
    proxies.give(water.id, geneve.id, by=namur)
    attendance.mark_present(water.id, [namur.id], [], by=secretary)
    preview = sign_in("secretariat").post(page, data={"act": "rows", "shown": [namur.association_id]}).text
    assert "1 proxy given or held by somebody who goes" in preview
    assert "1 person who goes is marked as present" in preview
    assert "Who goes reads what everybody reads" in preview


def test_what_was_changed_meanwhile_is_shown_again(water, page, sign_in, someone):
    browser, namur = sign_in("secretariat"), directory.association_named("Ville de Namur")
    sent = {"act": "rows", "shown": [namur.id]}
    old = re.search(r'name="confirmed" value="(\w+)"', browser.post(page, data=sent).text)[1]
    meanwhile = Assembly(
        frozenset({place("Ville de Namur"), place("Ville de Québec")}), frozenset({someone("moderation").id})
    )
    assemblies.set_assembly(water.id, meanwhile, someone("secretariat"))
    again = browser.post(page, data=sent | {"confirmed": old})
    assert "The assembly was changed meanwhile." in again.text
    assert assemblies.present(water.id) == meanwhile


def test_a_directory_of_600_is_searched_a_page_at_a_time_and_light(charter, someone, sign_in):
    secretary = someone("secretariat")
    for number in range(590):
        shown = {"name": f"Intercommunalité numéro {number:03} d’Évora", "country": f"Pays {number % 40}"}
        accounts.save_association(None, secretary, **shown, college=f"Collège {number % 12}", seats=1, weight=1)
    air = charters.create("Charte de l’air", "", "fr", secretary)
    browser, page = sign_in("secretariat"), f"/charters/{air.slug}/assembly"
    answer = browser.get(page)
    assert answer.text.count('name="shown"') == 50
    assert len(answer.data) < 100_000
    for words, number in (("numero+017", 1), ("evora+numero+017", 1), ("numero+017+paris", 0)):
        assert browser.get(f"{page}?words={words}&state=in").text.count('name="shown"') == number
    everything = [f"college:{each.id}" for each in directory.colleges()]
    assert len(browser.post(page, data={"act": "remove", "group": everything}).data) < 100_000


def test_nobody_confirms_a_college_or_an_association_that_is_not_there(page, sign_in):
    sent = {"act": "rows", "shown": ["9999"], "association": ["9999"]}
    assert sign_in("secretariat").post(page, data=sent).status_code == 422
    assert Place(9999, 1, 1, 1) not in assemblies.everyone().places


def test_where_nobody_moderates_yet_the_preview_asks_who_does(water, someone, sign_in):
    secretary, page = sign_in("secretariat"), f"/charters/{water.slug}/assembly"
    sent = {"act": "rows", "shown": [directory.association_named("Ville de Namur").id]}
    preview = secretary.post(page, data=sent).text
    assert "Nobody moderates this charter yet." in preview
    confirmed = re.search(r'name="confirmed" value="(\w+)"', preview)[1]
    refused = secretary.post(page, data=sent | {"confirmed": confirmed})
    assert refused.status_code == 422
    assert "Appoint at least one moderator" in refused.text
    moderator = someone("moderation").id
    assert secretary.post(page, data=sent | {"confirmed": confirmed, "appoint": moderator}).status_code == 303
    assert assemblies.present(water.id).appointed == {moderator}
