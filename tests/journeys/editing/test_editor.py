"""The editor under one person's hands: lists and quotes by buttons and keys, what is said of them, and the way out."""

import shutil

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import People, Server, accessible, editor, open_clause, saved

CLAUSE = 5
NUMBERED = {"1. ": [1], "7) ": [7]}


@pytest.fixture(scope="module")
def page(template, tmp_path_factory, preloaded, chromium):
    """One delegate's browser in one clause, for all of this file: nothing here depends on what was typed before."""
    folder = tmp_path_factory.mktemp("server")
    shutil.copy(template / "demo.db", folder / "charter.db")
    server = Server(folder, preloaded)
    people = People(chromium, server)
    page = people.page("namur")
    open_clause(page, CLAUSE)
    yield page
    people.close()
    server.kill()
    assert people.errors == []


def shape(page: Page) -> str:
    """The text as its elements, without their attributes."""
    return page.evaluate(
        """() => document.querySelector("clause-editor .text").innerHTML
        .replace(/<br class[^>]*>|<span class="caret.*?<\\/span><\\/span>/g, "").replace(/<(\\w+)[^>]*>/g, "<$1>")"""
    )


def write_anew(page: Page, *lines: str) -> None:
    """Put these lines in the place of the whole text, and select them."""
    editor(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    for number, line in enumerate(lines):
        if number:
            page.keyboard.press("Enter")
        page.keyboard.type(line)
    page.keyboard.press("Control+a")


def button(page: Page, name: str):
    return page.get_by_role("toolbar").get_by_role("button", name=name, exact=True)


def said(page: Page, words: str) -> None:
    expect(page.locator("#announcements")).to_contain_text(words)


def test_lists_and_quotes_are_put_on_and_taken_off_by_buttons(page):
    write_anew(page, "un", "deux")
    bullets, numbers = button(page, "Liste à puces"), button(page, "Liste numérotée")
    bullets.click()
    assert shape(page) == "<ul><li><p>un</p></li><li><p>deux</p></li></ul>"
    expect(bullets).to_have_attribute("aria-pressed", "true")
    said(page, "Liste à puces : oui")
    numbers.click()
    assert shape(page) == "<ol><li><p>un</p></li><li><p>deux</p></li></ol>"
    expect(bullets).to_have_attribute("aria-pressed", "false")
    numbers.click()
    assert shape(page) == "<p>un</p><p>deux</p>"
    for _ in range(2):
        button(page, "Citation").click()
    assert shape(page) == "<p>un</p><p>deux</p>"
    button(page, "Intertitre").click()
    assert shape(page) == "<h3>un</h3><h3>deux</h3>"
    said(page, "Intertitre : oui")
    page.keyboard.press("Control+b")
    said(page, "Gras : oui")
    saved(page)


def test_tab_changes_the_level_in_a_list_and_leaves_the_text_elsewhere(page):
    write_anew(page, "- un", "deux", "trois")
    assert shape(page) == "<ul><li><p>un</p></li><li><p>deux</p></li><li><p>trois</p></li></ul>"
    page.keyboard.press("Control+End")
    page.keyboard.press("Tab")
    assert shape(page) == "<ul><li><p>un</p></li><li><p>deux</p><ul><li><p>trois</p></li></ul></li></ul>"
    said(page, "Niveau 2")
    page.keyboard.press("Shift+Tab")
    button(page, "Augmenter le retrait").click()
    page.keyboard.press("Alt+Shift+ArrowLeft")
    assert shape(page) == "<ul><li><p>un</p></li><li><p>deux</p></li><li><p>trois</p></li></ul>"
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(editor(page)).not_to_be_focused()
    editor(page).get_by_text("un").click()
    page.keyboard.press("Tab")  # the first item has nothing to go under
    expect(editor(page)).not_to_be_focused()
    write_anew(page, "un")
    page.keyboard.press("Tab")
    expect(editor(page)).not_to_be_focused()
    assert shape(page) == "<p>un</p>"


def test_lists_nest_as_deep_as_a_clause_holds_and_then_a_sentence_says_so(page):
    write_anew(page, "- 0", *"123456")
    page.keyboard.press("Control+Home")
    for below in range(1, 7):
        page.keyboard.press("ArrowDown")
        for _ in range(below):
            page.keyboard.press("Tab")
    expect(page.locator(".editor-note")).to_contain_text("imbriquées davantage")
    saved(page)


@pytest.mark.parametrize(
    "signs, key", [("1. ", "Control+z"), ("7) ", "Backspace"), ("- ", "Control+z"), ("> ", "Backspace")]
)
def test_taking_back_an_automatic_list_gives_the_signs_back(page, signs, key):
    write_anew(page, "")
    page.keyboard.type(signs)
    assert editor(page).evaluate("text => text.textContent") == ""
    assert editor(page).locator("ol").evaluate_all("all => all.map(({ start }) => start)") == NUMBERED.get(signs, [])
    page.keyboard.press(key)
    assert editor(page).evaluate("text => text.textContent") == signs
    page.keyboard.type("mots")
    assert editor(page).evaluate("text => text.textContent") == f"{signs}mots"
    saved(page)


def test_on_a_phone_the_toolbar_has_two_lines(page):
    page.set_viewport_size({"width": 320, "height": 800})
    tops = page.evaluate(
        "[...new Set([...document.querySelectorAll('[role=toolbar] button')].map((each) => each.offsetTop))].length"
    )
    assert tops <= 2
    accessible(page)
