"""Shortcuts of one key: there for who wants them, silent for who types, and off for who turns them off."""

from playwright.sync_api import expect

from tests.journeys.conftest import CHARTER, accessible


def test_a_page_is_gone_through_by_single_keys(people):
    page = people.page("namur")
    page.goto(f"{CHARTER}/clauses/3")
    page.keyboard.press("?")
    help_ = page.get_by_role("dialog", name="Raccourcis clavier")
    accessible(page)
    page.keyboard.press("j")  # belongs to the dialog
    page.keyboard.press("Escape")
    expect(help_).to_be_hidden()
    page.keyboard.press("j")
    page.wait_for_url(f"**{CHARTER}/clauses/4")
    page.keyboard.press("k")
    page.wait_for_url(f"**{CHARTER}/clauses/3")

    page.goto("/work")
    page.keyboard.press("j")
    expect(page.locator(".work-line").first.get_by_role("link")).to_be_focused()

    page.goto("/search?q=numérique")
    expect(page.locator("#search-words")).to_have_attribute("aria-keyshortcuts", "/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator(".result h3 a").nth(1)
    expect(second).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator(".result h3 a").first).to_be_focused()
    page.keyboard.press("Control+j")
    page.keyboard.press("/")
    expect(page.locator("#search-words")).to_be_focused()
    page.keyboard.type("jk/?")
    expect(page.locator("#search-words")).to_have_value("jk/?")  # what was there is selected, and replaced


def test_shortcuts_stay_off_in_the_browser_where_they_were_turned_off(people):
    page = people.page("namur")
    page.goto(f"{CHARTER}/clauses/3")
    page.get_by_role("button", name="Raccourcis clavier").click()
    page.get_by_role("checkbox", name="Les utiliser dans ce navigateur").uncheck()
    page.get_by_role("button", name="Fermer").click()
    for _ in range(2):
        page.keyboard.press("?")
        page.keyboard.press("j")
        expect(page.get_by_role("dialog")).to_be_hidden()
        assert page.url.endswith("/clauses/3")
        page.reload()
