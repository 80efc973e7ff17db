"""axe finds nothing, and nothing overflows, on every page in every state that a person can bring about: on a phone in
French, on a screen in English, in the light and in the dark."""

import json
import re
import shutil

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import conftest
from tests.journeys.conftest import AXE, CHARTER, People, Server, editor, open_clause, saved
from tests.journeys.pages.addresses import FULL_LOOKS, PAGES
from tests.journeys.voting import vote_states

PHONE = {"width": 320, "height": 640}
SCREEN = {"width": 1280, "height": 900}
COLOUR_RULES = ["color-contrast", "link-in-text-block"]


@pytest.fixture(scope="module")
def shared_server(template, tmp_path_factory, preloaded):
    folder = tmp_path_factory.mktemp("server")
    shutil.copy(template / "demo.db", folder / "charter.db")
    vote_states.bring_about(folder)
    server = Server(folder, preloaded)
    yield server
    server.kill()


@pytest.fixture(scope="module")
def visitors(chromium, shared_server):
    """A phone for each role."""
    people = People(chromium, shared_server)
    roles = {"visitor": None, "delegate": "namur", "moderator": "moderation", "secretary": "secretariat"}
    roles["observer"] = "mediation"
    pages = {role: people.page(mailbox, viewport=PHONE) for role, mailbox in roles.items()}
    for page in pages.values():
        page.add_init_script(path=AXE)
    yield pages
    people.close()
    assert people.errors == []


def accessible(page: Page) -> None:
    """On a phone, and on a screen in the light and in the dark, which differs from the light by its colours alone."""
    conftest.accessible(page)
    accessible_on_a_screen(page)


def accessible_on_a_screen(page: Page) -> None:
    page.set_viewport_size(SCREEN)
    conftest.accessible(page)
    page.emulate_media(color_scheme="dark")
    page.evaluate("document.getAnimations().forEach((each) => each.finish())")  # buttons change their colours slowly
    conftest.accessible(page, only=COLOUR_RULES)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)


@pytest.mark.parametrize("role, address", PAGES)
def test_a_page(visitors, shared_server, role, address):
    page = visitors[role]
    page.goto(address)
    conftest.accessible(page)
    assert page.locator("html").get_attribute("lang") == "fr"
    if "/export/" in address:  # that speaks the language of its charter
        accessible_on_a_screen(page)
    elif FULL_LOOKS[address] == role:
        accessible_in_english(page, shared_server.url)


def accessible_in_english(page: Page, url: str) -> None:
    """On a screen: other words are of other lengths, and name what they name in other ways."""
    page.set_viewport_size(SCREEN)
    conftest.fits(page)
    page.context.add_cookies([{"name": "language", "value": "en", "url": url}])
    try:
        page.reload()
        assert page.locator("html").get_attribute("lang") == "en"
        accessible_on_a_screen(page)
    finally:
        page.set_viewport_size(PHONE)
        page.context.clear_cookies(name="language")


def test_signing_in_with_a_wrong_then_a_right_address(visitors):
    page = visitors["visitor"]
    page.goto("/sign-in")
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.get_by_role("button", name="M’envoyer un lien").click()
    accessible(page)
    page.goto("/sign-in")
    page.get_by_label("Votre adresse").fill("personne@forum.example")
    page.get_by_role("button", name="M’envoyer un lien").click()
    accessible(page)


def test_typing_with_the_link_dialog_open(visitors):
    page = visitors["delegate"]
    open_clause(page, 5)
    editor(page).click()
    page.keyboard.press("Control+a")
    accessible(page)
    page.keyboard.press("Control+k")
    page.get_by_label("Adresse", exact=True).fill("javascript:alert(1)")
    page.get_by_role("button", name="Ajouter le lien").click()
    accessible(page)
    page.get_by_role("dialog").get_by_role("button", name="Annuler").click()
    saved(page)


def test_who_wrote_the_words_asked_in_the_editor_and_pointed_out(visitors):
    page = visitors["delegate"]
    open_clause(page, 15)
    editor(page).click()
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Qui a écrit ceci").click()
    page.locator(".who-wrote li").first.wait_for()
    accessible(page)
    page.goto(f"{CHARTER}/clauses/15/versions/2/authors")
    page.locator(".authored a").nth(1).click()
    page.locator(".contributors :target").wait_for()
    accessible(page)


def test_two_versions_compared_in_both_ways(visitors):
    page = visitors["moderator"]
    open_clause(page, 6)
    editor(page).click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("Une ligne de plus. ")
    page.keyboard.press("Enter")
    saved(page)
    page.get_by_role("button", name="Publier une version").click()
    page.get_by_role("link", name="Comparer deux versions").click()
    page.locator("main ins").first.wait_for()
    accessible(page)
    page.get_by_label("Afficher").select_option(label="Côte à côte")
    page.get_by_role("button", name="Comparer les versions").click()
    page.get_by_role("table").wait_for()
    accessible(page)


def test_a_version_about_to_be_restored_and_the_making_played(visitors):
    page = visitors["delegate"]
    open_clause(page, 8)
    editor(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Encore une phrase.")
    saved(page)
    page.get_by_role("link", name="Version 1", exact=True).click()
    page.get_by_role("link", name="Restaurer cette version…").click()
    page.locator("main del").first.wait_for()
    accessible(page)
    page.goto(f"{CHARTER}/clauses/8/making")
    page.get_by_role("button", name="Dérouler les étapes").click()
    page.locator("main ins").first.wait_for()
    accessible(page)


def test_a_comment_refused_and_every_drawer_open(visitors):
    page = visitors["delegate"]
    open_clause(page, 3)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    page.get_by_label("Nouveau commentaire").fill(" ")
    page.get_by_role("button", name="Envoyer le commentaire").click()
    page.get_by_role("alert").wait_for()
    accessible(page)


def test_the_chairs_drawers_open_and_a_stage_refused(visitors):
    page = visitors["secretary"]
    page.goto(f"{CHARTER}/outline")
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    accessible(page)
    page.locator("#section-1 li a.tool").first.click()
    accessible(page)
    page.get_by_label("En préparation").check()
    page.get_by_role("button", name="Changer d’étape").click()
    accessible(page)


@pytest.mark.parametrize("address", ["/associations/new", "/charters/new"])
def test_a_form_refused(visitors, address):
    page = visitors["secretary"]
    page.goto(address)
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.locator("main form button").first.click()
    page.locator(".field-error").first.wait_for()
    accessible(page)


def test_what_a_choice_would_change_shown_before_it_is_saved(visitors):
    page = visitors["secretary"]
    page.goto(f"{CHARTER}/assembly")
    page.locator("details.panel summary").first.click()
    page.locator("input[name=group]").first.check()
    page.locator("button[value=remove]").click()
    page.locator("button[name=confirmed]").wait_for()
    accessible(page)

    page.goto(f"{CHARTER}/settings")
    given = page.request.get(f"{CHARTER}/settings.json").json() | {"most_proxies": 7}
    file = {"name": "settings.json", "mimeType": "application/json", "buffer": json.dumps(given).encode()}
    page.set_input_files("#file", files=[file])
    page.locator("main form button").click()
    page.locator("input[name=part]").first.wait_for()
    accessible(page)


def test_a_link_used_twice(visitors, shared_server):
    page = visitors["visitor"]
    link = shared_server.sign_in_link("geneve")
    page.goto(link)
    page.get_by_role("button", name="Me connecter ici").click()
    page.goto(link)
    page.get_by_text("aucun autre lien n’est nécessaire ici").wait_for()
    accessible(page)
    page.goto("/account")
    page.get_by_role("button", name="Me déconnecter").click()
    page.goto(link)
    page.get_by_role("button", name="Recevoir un nouveau lien").wait_for()
    accessible(page)


def test_the_phases_saved(visitors):
    page = visitors["secretary"]
    page.goto(f"{CHARTER}/phases")
    page.get_by_role("button", name="Enregistrer les droits").click()
    page.get_by_text("Les droits sont modifiés").wait_for()
    accessible(page)


def test_an_invitation_refused(visitors):
    page = visitors["secretary"]
    page.goto("/members")
    page.get_by_text("Inviter une personne").click()
    page.get_by_label("Adresse électronique").fill("namur@forum.example")
    page.get_by_label("Nom affiché").fill("Doublon")
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.locator("error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^Erreur\u00a0: "))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Adresse électronique")).to_be_focused()
    accessible(page)


def test_a_table_of_people_from_paste_to_import(visitors):
    page = visitors["secretary"]
    page.goto("/members/imports/new")
    table = "Nom\tCourriel\tAssociation\nAnne\tà venir\tVile de Namur\nBob\tbob@a.example\tVille de Liège\n"
    page.get_by_label("Tableau", exact=True).fill(table)
    page.get_by_role("button", name="Voir ce qui changerait").click()
    accessible(page)
    page.get_by_label("Ce qu’est « Vile de Namur »").select_option("C’est « Ville de Namur »")
    page.get_by_label("Collège de celles").fill("Communes")
    page.get_by_role("button", name="Appliquer à toutes leurs lignes").click()
    page.get_by_label("Adresse électronique ligne 2").fill("anne@a.example")
    accessible(page)
    page.get_by_role("button", name="Appliquer les corrections").click()
    page.get_by_role("button", name="Importer ces personnes").click()
    page.get_by_text("2 personnes ajoutées").wait_for()
    page.get_by_role("row").filter(has_text="anne@a.example").get_by_role("checkbox").check()
    page.get_by_role("button", name="Suspendre…").click()
    accessible(page)


def test_a_vote_from_obstacles_to_cancellation(visitors):
    moderator, delegate = visitors["moderator"], visitors["delegate"]
    moderator.goto(f"{CHARTER}/outline")
    moderator.locator("#section-1").get_by_label("Intitulé du nouvel article").fill("Vide")
    moderator.locator("#section-1").get_by_role("button", name="Ajouter l’article").click()
    moderator.locator("#section-1 li").last.get_by_role("link", name="Vide").first.click()
    moderator.get_by_text("Mettre cet article aux voix").click()
    accessible(moderator)
    moderator.get_by_role("link", name="Relire avant d’ouvrir").click()
    moderator.get_by_role("alert").wait_for()
    accessible(moderator)
    moderator.goto(f"{CHARTER}/clauses/17")
    moderator.get_by_text("Mettre cet article aux voix").click()
    moderator.get_by_role("link", name="Relire avant d’ouvrir").click()
    accessible(moderator)
    moderator.get_by_role("button", name="Ouvrir le scrutin").click()
    vote = moderator.url
    moderator.get_by_text("Clore, prolonger ou annuler le scrutin").click()
    accessible(moderator)
    delegate.goto(vote)
    delegate.get_by_label("Pour", exact=True).first.check()  # the second is that of a proxy
    accessible(delegate)
    delegate.get_by_role("button", name="Enregistrer mon bulletin").first.click()
    accessible(delegate)
    moderator.get_by_label("Motif de l’annulation").fill("Essai")
    moderator.get_by_role("button", name="Annuler le scrutin").click()
    accessible(moderator)
