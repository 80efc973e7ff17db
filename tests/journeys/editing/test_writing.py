"""Writing with the toolbar and in the margin: links, and words that stay when something goes wrong."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import CHARTER, editor, open_clause, saved, text_of

CLAUSE = 3


def set_link(page, address: str) -> None:
    # the browser tells the editor of a new selection between two frames; no person is quicker than that
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Adresse").fill(address)
    dialog.get_by_role("button", name="Ajouter le lien").click()


def test_a_link_is_set_changed_and_removed(server, people):
    page = people.page("namur")
    open_clause(page, CLAUSE)
    editor(page).locator("p").first.click()
    page.keyboard.press("Control+Home")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    set_link(page, "https://un.example")
    link = editor(page).locator("a")
    expect(link).to_have_attribute("href", "https://un.example")
    expect(link).to_have_text("Nul")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    set_link(page, "https://deux.example")
    expect(link).to_have_attribute("href", "https://deux.example")
    expect(link).to_have_text("Nul")
    set_link(page, "")
    expect(link).to_have_count(0)
    page.keyboard.press("Control+End")
    set_link(page, "https://trois.example")
    expect(link).to_have_text("https://trois.example")
    saved(page)


def test_undoing_takes_back_ones_own_words_only(server, people):
    namur, quebec = people.page("namur"), people.page("quebec")
    for page in (namur, quebec):
        open_clause(page, CLAUSE)
        editor(page).click()
    namur.keyboard.press("Control+Home")
    namur.keyboard.type("Namur ")
    saved(namur)
    quebec.keyboard.press("Control+End")
    quebec.keyboard.type(" Québec")
    expect(editor(namur)).to_contain_text("Québec")
    editor(namur).click()
    namur.keyboard.press("Control+z")
    saved(namur)
    namur.get_by_role("heading", level=1).click()  # takes the caret, and the name at it, out of the text
    expect(editor(quebec).locator("p").first).to_have_text(re.compile("^Nul n’est tenu"))
    assert "Namur" not in text_of(quebec)
    assert text_of(quebec) == text_of(namur)
    assert " Québec" in text_of(quebec)


def test_a_comment_survives_a_session_that_ended_and_one_written_beside_it(server, people):
    page, other = people.page("namur"), people.page("quebec")
    for each in (page, other):
        open_clause(each, CLAUSE)
    page.get_by_label("Nouveau commentaire").fill("Un long commentaire en cours")
    page.get_by_text("Répondre").click()
    page.get_by_label("Votre réponse").fill("Une réponse")
    page.get_by_role("button", name="Envoyer la réponse").click()
    expect(page.locator(".said").filter(has_text="Une réponse")).to_be_visible()
    expect(page.get_by_label("Nouveau commentaire")).to_have_value("Un long commentaire en cours")
    other.get_by_label("Nouveau commentaire").fill("Autre")
    other.get_by_role("button", name="Envoyer le commentaire").click()
    expect(page.locator(".said").filter(has_text="Autre")).to_be_visible()
    expect(page.get_by_label("Nouveau commentaire")).to_have_value("Un long commentaire en cours")
    page.context.clear_cookies()
    page.get_by_role("button", name="Envoyer le commentaire").click()
    expect(page.locator("#new-thread [data-problem]")).to_be_visible()
    expect(page.get_by_label("Nouveau commentaire")).to_have_value("Un long commentaire en cours")
    expect(page).to_have_url(f"{server.url}{CHARTER}/clauses/{CLAUSE}")


def test_an_emptied_clause_is_opened_again_and_typed_in(server, people):
    page, other = people.page("namur"), people.page("quebec")
    open_clause(page, CLAUSE)
    editor(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    saved(page)
    open_clause(other, CLAUSE)
    editor(other).click()
    other.keyboard.type("De nouveau.")
    saved(other)
    expect(editor(page)).to_contain_text("De nouveau.")


def test_what_one_is_about_to_press_stays_under_the_pointer_when_the_editor_comes(server, people):
    moderator = people.page("moderation")
    held = []
    moderator.route("**/clause-editor-*.js", lambda route: held.append(route))  # Playwright writes on what it calls
    moderator.goto(f"{CHARTER}/clauses/5")
    moderator.get_by_text("Mettre cet article aux voix").click()
    link = moderator.get_by_role("link", name="Choisir une autre règle")
    link.scroll_into_view_if_needed()
    link.hover()
    moderator.mouse.down()
    assert len(held) == 1, "the editor is in a file of another name"
    for route in held:
        route.continue_()
    saved(moderator)
    moderator.mouse.up()
    expect(moderator.get_by_role("heading", name="Préparer un scrutin")).to_be_visible()
