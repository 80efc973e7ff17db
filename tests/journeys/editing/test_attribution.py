"""Who wrote this: asked in the editor by keyboard, and pointed out on the page that shows it."""

from playwright.sync_api import expect

from tests.journeys.conftest import CHARTER, accessible, editor, open_clause, saved

CLAUSE = 15


def asked(page):
    return page.get_by_role("region", name="Qui a écrit ceci")


def settled(page):
    """The browser tells the editor of a new selection between two frames; no person is quicker than that."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_a_delegate_asks_by_keyboard_who_wrote_the_words_at_the_caret(server, people):
    page = people.page("namur")
    open_clause(page, CLAUSE)
    editor(page).click()
    page.keyboard.press("Control+End")
    settled(page)
    page.get_by_role("button", name="Gras").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("button", name="Qui a écrit ceci")).to_be_focused()
    page.keyboard.press("Enter")
    expect(asked(page)).to_contain_text("Ville de Namur · Délégation de Namur")
    expect(page.locator("#announcements")).to_contain_text("Délégation de Namur")
    accessible(page)
    expect(editor(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(asked(page)).to_be_hidden()


def test_everyone_with_a_part_in_the_selection_is_named_in_order(server, people):
    quebec, namur = people.page("quebec"), people.page("namur")
    for page in (quebec, namur):
        open_clause(page, CLAUSE)
    editor(quebec).click()
    quebec.keyboard.press("Control+Home")
    quebec.keyboard.type("Dès demain, ")
    saved(quebec)
    expect(editor(namur)).to_contain_text("Dès demain")
    editor(namur).click()
    namur.keyboard.press("Control+a")
    settled(namur)
    namur.get_by_role("button", name="Qui a écrit ceci").click()
    expect(asked(namur).get_by_role("listitem")).to_have_count(4)
    names = [each.partition(" · ")[0] for each in asked(namur).get_by_role("listitem").all_inner_texts()]
    assert names == ["Ville de Québec", "Les Interconnectés", "Ville de Kindia", "Ville de Namur"]


def test_an_empty_line_has_no_author(server, people):
    page = people.page("namur")
    open_clause(page, CLAUSE)
    editor(page).click()
    page.keyboard.press("Control+End")
    settled(page)
    page.keyboard.press("Enter")
    settled(page)
    page.get_by_role("button", name="Qui a écrit ceci").click()
    expect(asked(page)).to_contain_text("Il n’y a pas de mots ici.")
    asked(page).get_by_role("button", name="Fermer").click()
    expect(asked(page)).to_be_hidden()
    saved(page)


def test_pointing_at_words_shows_their_hand_and_the_number_leads_to_it(server, people):
    page = people.page(None)
    page.goto(f"{CHARTER}/clauses/{CLAUSE}/versions/2/authors")
    words = page.locator(".authored .by").filter(has_text="la radio")
    kindia = page.get_by_role("listitem").filter(has_text="Ville de Kindia")
    words.get_by_role("link").hover()  # the middle of words over two lines may be somebody else’s
    expect(kindia).to_have_attribute("data-lit", "")
    words.get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{page.url.partition('#')[0]}#contributor-2")
    page.evaluate("document.getSelection().selectAllChildren(document.querySelector('.authored'))")
    expect(page.locator(".contributors [data-lit]")).to_have_count(4)


def test_a_new_paragraph_and_a_list_take_no_words_from_their_authors(server, people):
    page = people.page("lausanne")
    open_clause(page, CLAUSE)
    editor(page).click()
    page.keyboard.press("Control+Home")
    for _ in range(13):
        page.keyboard.press("ArrowRight")
    settled(page)
    page.keyboard.press("Enter")
    page.keyboard.press("Control+a")
    settled(page)
    page.get_by_role("button", name="Liste à puces").click()
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+y")
    expect(editor(page).locator("li")).to_have_count(2)
    saved(page)
    page.goto(f"{CHARTER}/clauses/{CLAUSE}/authors")
    expect(page.locator(".authored li")).to_have_count(2)
    names = page.locator("tbody th").all_inner_texts()
    assert sorted(names) == ["Les Interconnectés", "Ville de Kindia", "Ville de Namur", "Ville de Québec"]
    assert page.locator("tbody td:first-of-type").first.inner_text() == "244"
