"""A second charter is set up beside the first: its text, 612 people, its assembly, and a vote by phone."""

import re

from playwright.sync_api import Page, expect

from tests.directory import office_table
from tests.journeys.conftest import CHARTER
from tests.journeys.pages.test_charter_from_text import ARTICLES, text

PHONE = {"width": 390, "height": 844}
RIVER = "/charters/charte-du-fleuve"


def test_a_second_charter_is_ready_for_its_first_vote_and_the_first_charter_stays_as_it_was(server, people):
    secretary, observer = people.page("secretariat"), people.page("mediation")
    before = pages_of_the_first(observer)

    start_charter(secretary)
    import_people(secretary)
    appoint_moderator(secretary)
    moderator = people.page("moderation", viewport=PHONE)
    open_a_vote(moderator)

    assert pages_of_the_first(observer) == before
    observer.goto("/")
    expect(observer.get_by_role("link", name="Charte du fleuve", exact=True)).to_be_visible()
    assert observer.goto(f"{RIVER}/votes/new").status == 403


def pages_of_the_first(page: Page) -> list[str]:
    shown = []
    for address in (CHARTER, f"{CHARTER}/votes", "/votes/1", "/votes/2", f"{CHARTER}/export/json"):
        body = page.request.get(address).text()
        shown.append(re.sub(r'name="csrf_token" value="[^"]*"', "", body))
    return shown


def start_charter(page: Page) -> None:
    page.goto("/charters/new")
    page.get_by_label("Titre", exact=True).fill("Charte du fleuve")
    page.get_by_label("Le texte, s’il existe déjà").fill(text())
    page.get_by_role("button", name="Voir ce que le texte devient").click()
    page.get_by_role("button", name="Créer la charte avec ce texte").click()
    expect(page.get_by_role("link", name=re.compile("^Article")).first).to_be_visible()


def import_people(page: Page) -> None:
    page.goto("/members/imports/new")
    table = {"name": "élus.csv", "mimeType": "text/csv", "buffer": office_table.table()}
    page.get_by_label("Fichier CSV").set_input_files(table)
    page.get_by_role("button", name="Voir ce qui changerait").click()
    page.locator("[name=create_all]").check()
    page.get_by_role("button", name="Appliquer à toutes leurs lignes").click()
    page.get_by_label(re.compile("Laisser de côté les")).check()
    page.get_by_label(re.compile("Envoyer les .* invitations")).check()
    page.get_by_label(re.compile("Ces personnes participent aussi")).select_option(label="Charte du fleuve")
    page.get_by_role("button", name="Importer ces personnes").click()
    expect(page.get_by_role("status").first).to_contain_text(f"{office_table.ASSOCIATIONS} associations entrent")


def appoint_moderator(page: Page) -> None:
    page.goto(f"{RIVER}/assembly?of=people")
    page.get_by_label(re.compile("Modération du forum")).check()
    page.get_by_role("button", name="Voir ce qui change, puis enregistrer").first.click()
    page.get_by_role("button", name="Enregistrer l’assemblée").click()
    expect(page.get_by_role("status").first).to_contain_text("L’assemblée est fixée")


def open_a_vote(page: Page) -> None:
    for stage in ("drafting", "amending", "voting"):
        page.goto(f"{RIVER}/outline")
        page.locator(f"[name=stage][value={stage}]").check()
        page.get_by_role("button", name="Changer d’étape").click()
    page.goto(f"{RIVER}/votes/new")
    page.get_by_label(ARTICLES[0]).check()
    page.get_by_role("button", name="Relire avant d’ouvrir").click()
    page.get_by_role("button", name="Ouvrir le scrutin").click()
    expect(page.get_by_text("Votants : 0 sur 600")).to_be_visible()
