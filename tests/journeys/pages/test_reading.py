"""Reading: contents that follow, text from right to left, paper; what a page says without its line or its scripts."""

import re
import shutil
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from charter.clauses import actions as clauses
from charter.collab.publishing import actions as texts
from charter.database import db
from charter.votes.lifecycle.preparing import Settings, Subject
from tests.conftest import make_app
from tests.journeys.conftest import CHARTER, People, Server, accessible, editor, open_clause, saved
from tests.journeys.editing.test_unsaved import kept
from tests.verifier.assembly import ELECTORS, first_charter, held, member

CLAUSE = 5
REJECTED = 6
MANY = 85


@pytest.fixture(scope="module")
def assembly(template, tmp_path_factory, preloaded, chromium):
    """A charter of a hundred clauses, one of them rejected."""
    folder = tmp_path_factory.mktemp("server")
    shutil.copy(template / "demo.db", folder / "charter.db")
    app = make_app(folder)
    with app.app_context():
        moderator = member("moderation")
        section = clauses.add_section(first_charter().id, "Cent articles", moderator)
        for number in range(MANY):
            texts.create_clause(first_charter().id, section.id, f"Un article de plus, le {number}", moderator)
        held(Settings(), *["against"] * len(ELECTORS), subject=Subject("clause", [REJECTED]))
        db.session.remove()
        db.engine.dispose()
    server = Server(folder, preloaded)
    people = People(chromium, server)
    yield people
    people.close()
    server.kill()
    assert people.errors == []


def entry(page: Page, clause_id: int):
    return page.locator(f".contents a.contents-entry[href='#clause-{clause_id}']")


def test_contents_follow_the_reader_and_tell_what_became_of_each_clause(assembly):
    page = assembly.page(None)
    page.goto(CHARTER)
    state = entry(page, REJECTED).locator("xpath=following-sibling::*[1]")
    expect(state).to_have_attribute("aria-label", re.compile("^Rejeté – "))
    expect(state).to_have_attribute("href", re.compile(r"/votes/\d+$"))
    expect(entry(page, CLAUSE)).to_have_accessible_description("En rédaction")
    expect(page.locator(f"#clause-{REJECTED} .clause-foot").get_by_role("link", name="Rejeté")).to_be_visible()
    far = page.locator("article.clause").nth(56)
    number = int(far.get_attribute("id").removeprefix("clause-"))
    far.evaluate("article => article.scrollIntoView()")
    expect(entry(page, number)).to_have_attribute("aria-current", "location")
    expect(entry(page, number)).to_be_in_viewport()
    expect(page.locator(".contents [aria-current]")).to_have_count(1)
    page.set_viewport_size({"width": 320, "height": 700})
    accessible(page)


def test_on_a_phone_a_bar_opens_the_contents_and_says_where_one_is(assembly):
    page = assembly.page(None)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(CHARTER)
    expect(page.locator("#contents")).to_be_hidden()
    page.locator("article.clause").nth(56).evaluate("article => article.scrollIntoView()")
    bar, place = page.locator("#here"), page.evaluate("scrollY")
    expect(bar).to_contain_text("56 · ")
    bar.get_by_role("link").click()
    expect(page.locator(".contents [aria-current]")).to_be_in_viewport()
    assert page.evaluate("scrollY") == place
    accessible(page)
    page.get_by_role("link", name="Fermer le sommaire").click()
    expect(page.locator("#contents")).to_be_hidden()
    assert page.evaluate("scrollY") == place
    bar.get_by_role("link").click()
    page.locator(".contents summary").first.click()
    entry(page, CLAUSE).click()
    expect(page.locator(f"#clause-{CLAUSE}")).to_be_in_viewport()
    expect(page.locator("#contents")).to_be_hidden()


def test_words_from_right_to_left_run_so_in_the_editor_and_on_every_page(assembly):
    page = assembly.page("agadir")
    open_clause(page, CLAUSE)
    editor(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.type("- مرحبا (1).")
    page.keyboard.press("Enter")
    page.keyboard.type("Bonjour")
    saved(page)
    first, second = editor(page).locator("p").all()
    side = "line => getComputedStyle(line).direction"
    assert [each.evaluate(side) for each in (first, second, editor(page).locator("ul"))] == ["rtl", "ltr", "rtl"]
    page.get_by_label("Nouveau commentaire").fill("שלום")
    page.get_by_role("button", name="Envoyer le commentaire").click()
    assert page.locator(".said", has_text="שלום").evaluate(side) == "rtl"
    assert page.get_by_label("Nouveau commentaire").get_attribute("dir") == "auto"
    accessible(page)
    page.goto(f"{CHARTER}/clauses/{CLAUSE}/authors")
    assert page.locator(".authored p", has_text="مرحبا").evaluate(side) == "rtl"


def pages_of(page: Page) -> int:
    """How many sheets of paper the page takes."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))


def test_on_paper_a_short_clause_is_one_page(assembly):
    page = assembly.page("namur")
    open_clause(page, 3)
    assert pages_of(page) == 1
    page.goto(f"{CHARTER}/clauses/3/versions/1")
    assert pages_of(page) == 1


def test_on_paper_each_page_says_whose_it_is_and_none_ends_with_a_heading(assembly):
    page = assembly.page(None)
    page.goto(CHARTER)
    whose = page.locator(".brand").inner_text().strip()
    sheets = [sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages]
    assert len(sheets) > 5
    for number, sheet in enumerate(sheets, 1):
        assert whose in sheet
        lines = [line.strip() for line in sheet.splitlines() if line.strip() not in ("", whose)]
        assert f"{number} / {len(sheets)}" in lines
        headings = [place for place, line in enumerate(lines) if re.match(r"(Article|TITRE) \w+$", line)]
        assert max(headings, default=0) < len(lines) - 2, "below its number stand its title and words"


def test_the_shares_say_whose_text_they_are_about(assembly):
    page = assembly.page("namur")
    open_clause(page, 7)
    editor(page).click()
    page.keyboard.type("Un mot. ")
    saved(page)
    page.reload()
    side = page.get_by_role("complementary")
    expect(side.get_by_role("heading", name="Qui a écrit la version 1")).to_be_visible()
    expect(side).to_contain_text("Le texte en cours de rédaction, à côté, a changé depuis.")


def test_without_scripts_a_sentence_says_what_one_can_do_instead(assembly):
    page = assembly.page("namur", java_script_enabled=False)
    page.goto(f"{CHARTER}/clauses/3")
    expect(page.get_by_text("Sans JavaScript, ce texte se lit mais ne se modifie pas.")).to_be_visible()
    expect(page.get_by_label("Nouveau commentaire")).to_be_visible()


def test_words_that_no_server_has_are_shown_before_the_line_is_back(assembly):
    page = assembly.page("namur")
    open_clause(page, 8)
    page.context.set_offline(True)
    expect(page.locator(".save-state")).to_have_attribute("data-state", "offline")
    editor(page).click()
    page.keyboard.press("Control+Home")
    page.keyboard.insert_text("Écrit dans le train. ")
    expect(page.locator(".save-state")).to_contain_text("gardée(s) dans ce navigateur")
    kept(page, 1, "train")
    page.close()
    again = page.context.new_page()
    again.route("**/socket.io/**", lambda route: route.abort())
    again.add_init_script("window.WebSocket = class { constructor() { throw new Error('blocked'); } }")
    page.context.set_offline(False)
    again.goto(f"{CHARTER}/clauses/8")
    expect(again.get_by_label("Ces lignes sont gardées dans ce navigateur.")).to_have_value(re.compile("train"))
    accessible(again)


def test_a_result_is_printed_below_the_name_of_its_charter_and_who_voted_what_as_a_table(people):
    page = people.page(viewport={"width": 600, "height": 900})
    page.goto("/votes/1")
    line = page.locator(".voters tbody tr").first
    assert line.evaluate("line => getComputedStyle(line).display") != "table-row"
    page.emulate_media(media="print")
    assert line.evaluate("line => getComputedStyle(line).display") == "table-row"
    whose, named = (page.locator(each).bounding_box() for each in (".top", ".charter-name"))
    assert whose["y"] + whose["height"] <= named["y"] + 1
    expect(page.locator(".tabs, .stages, .crumbs").filter(visible=True)).to_have_count(0)
