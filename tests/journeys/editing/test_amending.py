"""Amendments and suggestions as people write them: on a phone, by keyboard, without JavaScript, past the deadline."""

import re

import pytest
from playwright.sync_api import Page, expect

from charter.accounts import queries as accounts
from charter.amendments import queries
from charter.amendments.rounds import actions as rounds
from charter.amendments.rounds.actions import RoundSettings
from charter.charters.models import Charter
from charter.clauses import actions as clauses
from charter.database import db
from charter.demo.actions import DOMAIN
from tests.conftest import make_app
from tests.journeys.conftest import CHARTER, People, accessible, editor, open_clause, saved, text_of

CLAUSE = 4
DRAFTED = 3
TEXT = re.compile("Texte de l’article")


@pytest.fixture
def in_round(server):
    """Call it to do something beside the server as a moderator; a round of amendments is open."""

    def act(verb) -> None:
        app = make_app(server.folder)
        with app.app_context():
            verb(db.session.query(Charter).one().id, accounts.get_by_email(f"moderation@{DOMAIN}"))
            db.session.remove()
            db.engine.dispose()

    def open_round(charter_id, moderator) -> None:
        clauses.move_charter(charter_id, "amending", "", moderator)
        rounds.open_round(charter_id, RoundSettings(), moderator)

    act(open_round)
    return act


def begin(page: Page) -> None:
    page.goto(f"{CHARTER}/clauses/{CLAUSE}")
    page.get_by_role("link", name="Proposer une autre rédaction").click()


def submit(page: Page, reason: str) -> None:
    page.get_by_label("Motif").fill(reason)
    page.get_by_role("button", name="Relire, puis déposer").click()
    page.get_by_role("button", name="Déposer l’amendement").click()
    page.wait_for_url(re.compile(r"/amendments/\d+$"))


def changes(page: Page):
    return page.get_by_role("complementary", name="Ce qui change")


def test_two_amend_one_sentence_on_a_phone_and_without_javascript_and_a_third_co_signs_by_keyboard(
    people: People, in_round
):
    phone = people.page("namur", viewport={"width": 390, "height": 800})
    begin(phone)
    phone.get_by_role("textbox", name=TEXT).click()
    phone.keyboard.press("Control+Home")
    phone.keyboard.type("Partout, ")
    expect(changes(phone)).to_contain_text("insérer « Partout, »")
    expect(phone.locator(".save-state")).to_have_text("Brouillon enregistré")
    expect(phone).to_have_url(re.compile(r"/drafts/\d+$"))
    accessible(phone)
    submit(phone, "Partout veut dire partout.")
    first = phone.url

    bare = people.page("montreal", java_script_enabled=False)
    begin(bare)
    paragraph = bare.get_by_label(re.compile("^Alinéa 1"))
    paragraph.fill("Partout, " + paragraph.input_value())
    bare.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(changes(bare)).to_contain_text("demande exactement la même chose. Le cosigner plutôt")
    paragraph.fill(paragraph.input_value().replace("Partout, ", "Toujours, "))
    submit(bare, "Toujours vaut mieux.")
    expect(bare.get_by_role("region", name="Face aux autres amendements")).to_contain_text("un seul des deux")

    keyboard = people.page("lausanne")
    keyboard.goto(first)
    keyboard.get_by_role("button", name="Cosigner pour Ville de Lausanne").focus()
    keyboard.keyboard.press("Enter")
    expect(keyboard.get_by_role("region", name="Soutiens")).to_contain_text("Ville de Lausanne cosigne")
    keyboard.goto(f"{CHARTER}/clauses/{CLAUSE}#amendments")
    place = keyboard.locator("summary", has_text="Alinéa 1").first
    place.focus()
    keyboard.keyboard.press("Enter")
    expect(keyboard.get_by_text("Son adoption ferait tomber").first).to_be_visible()
    accessible(keyboard)
    phone.set_viewport_size({"width": 320, "height": 640})
    for address in ("", "/1", "/1?reading=sides", "/1?reading=words", "/bundle"):
        phone.goto(f"{CHARTER}/amendments{address}")
        accessible(phone)
    chair = people.page("moderation", viewport={"width": 320, "height": 640}, color_scheme="dark")
    for address in ("to-decide", f"to-decide/clauses/{CLAUSE}", "1/advice"):
        chair.goto(f"{CHARTER}/amendments/{address}")
        accessible(chair)
    phone.goto(f"{CHARTER}/amendments/1?reading=sides")
    expect(phone.locator(".folded-row summary").first).to_be_visible()
    expect(phone.locator(".sides thead")).to_be_hidden()


def test_the_deadline_passes_while_somebody_types_and_nothing_is_lost(people: People, in_round):
    page = people.page("namur")
    begin(page)
    page.get_by_role("textbox", name=TEXT).click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("Avant, ")
    expect(page.locator(".save-state")).to_have_text("Brouillon enregistré")
    in_round(lambda charter_id, moderator: rounds.close(queries.open_round(charter_id).id, moderator))

    page.keyboard.type("et après, ")
    expect(changes(page)).to_contain_text("Le délai de dépôt est passé")
    expect(changes(page)).to_contain_text("Avant, et après, ")
    page.get_by_label("Motif").fill("Trop tard, mais écrit.")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    page.reload()
    expect(page.get_by_role("textbox", name=TEXT)).to_contain_text("Avant, et après, ")
    expect(page.get_by_label("Motif")).to_have_value("Trop tard, mais écrit.")


def test_what_is_written_while_the_line_is_down_is_there_again_after_the_tab_was_closed(people: People, in_round):
    page = people.page("namur")
    begin(page)
    address = page.url
    page.get_by_role("textbox", name=TEXT).click()
    page.context.set_offline(True)
    page.keyboard.press("Control+Home")
    page.keyboard.type("Sans réseau, ")
    expect(page.locator(".save-state")).to_contain_text("La connexion est coupée")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(page.locator(".save-state")).to_contain_text("La connexion est coupée")

    again = page.context.new_page()
    page.close()
    again.context.set_offline(False)
    again.goto(address)
    expect(again.locator(".kept-notice")).to_be_visible()
    expect(again.get_by_role("textbox", name=TEXT)).to_contain_text("Sans réseau, ")
    expect(again.locator(".save-state")).to_have_text("Brouillon enregistré")
    again.goto(address)  # the draft has it now: a new form begins anew
    expect(again.get_by_role("textbox", name=TEXT)).not_to_contain_text("Sans réseau, ")


def test_what_a_closed_clause_did_not_take_opens_the_form_of_an_amendment_filled_in(people: People, in_round):
    page = people.page("namur")
    open_clause_read_only(page)
    line = page.locator("clause-editor .text p").first.inner_text()
    page.evaluate(
        """async (words) => {
          const owner = `${document.body.dataset.member}:4`;
          const opened = await new Promise((done) => {
            const request = indexedDB.open("charter", 1);
            request.onupgradeneeded = () =>
              request.result.createObjectStore("unsaved", { keyPath: "key" }).createIndex("owner", "owner");
            request.onsuccess = () => done(request.result);
          });
          const record = { key: `${owner}:draft:1`, owner, epoch: "", leases: [], words };
          const put = opened.transaction("unsaved", "readwrite").objectStore("unsaved").put(record);
          await new Promise((done) => (put.onsuccess = done));
        }""",
        f"Désormais, {line}",
    )
    page.reload()
    page.get_by_role("link", name="Les proposer comme amendement").click()
    expect(page.get_by_role("textbox", name=TEXT)).to_contain_text("Désormais, ")
    expect(changes(page)).to_contain_text("insérer « Désormais, »")


def open_clause_read_only(page: Page) -> None:
    """In the stage of amendments nobody writes in a clause."""
    page.goto(f"{CHARTER}/clauses/{CLAUSE}")
    expect(page.locator(".save-state")).to_have_attribute("data-state", "readonly")


def suggest(page: Page, words: str) -> None:
    """Put words before the text, and suggest them."""
    page.goto(f"{CHARTER}/clauses/{DRAFTED}")
    page.get_by_role("link", name="Suggérer un changement").click()
    page.get_by_role("textbox", name=TEXT).click()
    page.keyboard.press("Control+Home")
    page.keyboard.type(words)
    expect(page.get_by_role("complementary", name="Ce qui change")).to_contain_text(f"insérer « {words.strip()}")
    expect(page).to_have_url(re.compile(r"/suggestions/drafts/\d+$"))


def test_one_suggests_while_another_types_and_a_third_puts_it_into_the_text_under_its_authors_name(people: People):
    quebec, geneve = people.page("quebec"), people.page("geneve")
    for each in (quebec, geneve):
        open_clause(each, DRAFTED)
    phone = people.page("namur", viewport={"width": 320, "height": 640})
    suggest(phone, "Partout, ")
    accessible(phone)
    editor(quebec).click()
    quebec.keyboard.press("Control+End")
    quebec.keyboard.type(" Et ceci.")
    saved(quebec)
    phone.get_by_role("button", name="Suggérer", exact=True).click()
    expect(phone.get_by_text("Votre suggestion est maintenant à côté du texte")).to_be_visible()

    card = geneve.locator(".suggestion-card")
    expect(card).to_contain_text("insérer « Partout, »")
    expect(editor(geneve).locator(".suggested").first).to_be_visible()
    card.get_by_role("link", name="La montrer dans le texte").click()
    expect(editor(geneve).locator(".suggested.chosen").first).to_be_visible()
    accessible(geneve)
    card.get_by_role("button", name="Mettre dans le texte").click()
    expect(geneve.get_by_text("La suggestion est dans le texte")).to_be_visible()

    expect(editor(quebec)).to_contain_text("Partout, ")
    assert text_of(quebec).startswith("Partout, ")
    assert "Et ceci." in text_of(quebec)
    editor(quebec).click()
    quebec.keyboard.press("Control+Home")
    quebec.keyboard.press("ArrowRight")
    quebec.get_by_role("button", name="Qui a écrit ceci").click()
    expect(quebec.locator(".who-wrote li").first).to_contain_text("Namur")
    accessible(phone)


def test_without_javascript_a_suggestion_is_written_and_declined(people: People):
    bare = people.page("montreal", java_script_enabled=False)
    bare.goto(f"{CHARTER}/clauses/{DRAFTED}")
    bare.get_by_role("link", name="Suggérer un changement").click()
    paragraph = bare.get_by_label(re.compile("^Alinéa 1"))
    paragraph.fill("Partout, " + paragraph.input_value())
    bare.get_by_role("button", name="Suggérer", exact=True).click()
    expect(bare.locator(".suggested").first).to_be_visible()

    other = people.page("geneve", java_script_enabled=False)
    other.goto(f"{CHARTER}/clauses/{DRAFTED}")
    card = other.locator(".suggestion-card")
    card.get_by_text("Refuser", exact=True).click()
    card.get_by_label("Motif").fill("Trop vague.")
    card.get_by_role("button", name="Refuser maintenant").click()
    bare.reload()
    bare.get_by_text("Suggestions réglées").click()
    bare.get_by_role("link", name="Suggestion de").click()
    expect(bare.get_by_text("Trop vague.")).to_be_visible()
