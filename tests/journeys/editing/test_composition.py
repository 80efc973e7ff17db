"""Letters still being composed, by an input method or a phone's keyboard, beside others' typing and marking."""

import shutil

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import People, Server, accessible, editor, open_clause, saved, text_of
from tests.support.waiting import until

CLAUSE = 5
LINE = "Objet commun."


class Composer:
    """An input method at somebody's caret."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.line = page.context.new_cdp_session(page)

    def compose(self, letters: str) -> None:
        where = {"selectionStart": len(letters), "selectionEnd": len(letters)}
        self.line.send("Input.imeSetComposition", {"text": letters, **where})

    def commit(self, letters: str) -> None:
        self.line.send("Input.insertText", {"text": letters})


@pytest.fixture(scope="module")
def both(template, tmp_path_factory, preloaded, chromium):
    """Two delegates in one clause, for all of this file."""
    folder = tmp_path_factory.mktemp("server")
    shutil.copy(template / "demo.db", folder / "charter.db")
    server = Server(folder, preloaded)
    people = People(chromium, server)
    both = people.page("namur"), people.page("quebec")
    for page in both:
        open_clause(page, CLAUSE)
    yield both
    people.close()
    server.kill()
    assert people.errors == []


@pytest.fixture
def pair(both):
    """The two in a text of one line, each with a caret at its end."""
    first, second = both
    editor(first).click()
    first.keyboard.press("Control+a")
    first.keyboard.press("Delete")
    first.keyboard.type(LINE)
    saved(first)
    expect(editor(second)).to_have_text(LINE)
    for page in both:
        editor(page).click()
        page.keyboard.press("Control+End")
    return both


def markup(page: Page) -> str:
    return editor(page).evaluate("text => text.innerHTML").replace(' dir="auto"', "")


def embolden_first_word(page: Page) -> None:
    page.keyboard.press("Control+Home")
    page.keyboard.press("Control+Shift+ArrowRight")
    page.keyboard.press("Control+b")
    saved(page)


def type_first(page: Page, words: str) -> None:
    page.keyboard.press("Control+Home")
    page.keyboard.type(words)
    saved(page)


LISTEN = """() => { const region = document.getElementById("announcements"); window.said = "";
new MutationObserver(() => { window.said += region.textContent; }).observe(region, { childList: true }); }"""


def test_one_is_told_who_writes_in_ones_own_paragraph(pair):
    first, second = pair
    first.evaluate(LISTEN)
    type_first(second, "Tiens : ")
    first.wait_for_function("() => window.said.includes('Délégation de Québec écrit dans votre paragraphe')")


def test_what_others_do_meanwhile_spreads_nothing_and_half_composed_letters_stay_ones_own(pair):
    first, second = pair
    method = Composer(first)
    for letters in ("k", "ka"):
        method.compose(letters)
    embolden_first_word(second)
    second.keyboard.press("End")
    second.keyboard.type(" Ensemble.")
    saved(second)
    for letters in ("kan", "kanj"):
        method.compose(letters)
    assert markup(second) == "<p><strong>Objet</strong> commun. Ensemble.</p>"
    expect(first.locator(".save-state")).to_have_attribute("data-state", "saving")
    method.commit("漢字")
    saved(first)
    expect(editor(second)).to_contain_text("漢字")
    expect(editor(first)).to_contain_text("Ensemble.")
    assert text_of(first) == text_of(second)
    assert sorted(text_of(first)) == sorted(LINE + " Ensemble." + "漢字")
    for page in pair:
        assert markup(page).startswith("<p><strong>Objet</strong> commun.")
        assert markup(page).count("<strong>") == 1


def test_words_composed_one_after_another_arrive_each_when_it_is_done(pair):
    first, second = pair
    method = Composer(first)
    for word in ("Bonjour", "tout", "le", "monde"):
        for end in range(1, len(word) + 1):
            method.compose(word[:end])
        type_first(second, word[0])
        method.commit(word)
        first.keyboard.type(" ")
    saved(first)
    expect(editor(second)).to_contain_text("Bonjour tout le monde")
    expect(editor(first)).to_contain_text("mltB")
    assert text_of(first).rstrip() == text_of(second).rstrip() == f"mltB{LINE}Bonjour tout le monde"


def test_what_is_composed_when_the_page_or_the_line_goes_is_not_lost(pair):
    first, second = pair
    method = Composer(first)
    method.compose("né")
    first.evaluate("dispatchEvent(new Event('pagehide'))")
    expect(editor(second)).to_contain_text("né")
    first.context.set_offline(True)
    expect(first.locator(".save-state")).to_have_attribute("data-state", "offline")
    method.compose("né ici")
    type_first(second, "Et ")
    first.context.set_offline(False)
    editor(first).blur()
    saved(first)
    expect(editor(second)).to_contain_text("né ici")
    expect(editor(first)).to_contain_text("Et ")
    assert text_of(first) == text_of(second) == f"Et {LINE}né ici"


LATER = "() => { const now = Date.now; Date.now = () => now() + 11_000; }"


def test_letters_left_half_composed_keep_nobody_waiting(pair):
    first, second = pair
    Composer(first).compose("né")
    second.keyboard.press("ArrowLeft")  # a caret that moves is no reason to break in
    first.evaluate(LATER)
    expect(editor(second)).to_contain_text("né")
    saved(first)
    Composer(first).compose("née")
    type_first(second, "Et ")
    first.evaluate(LATER)
    expect(editor(first)).to_contain_text("Et ")
    expect(editor(second)).to_contain_text("née")
    assert text_of(first) == text_of(second) == f"Et {LINE}née"


def test_bold_that_was_asked_for_is_there_after_what_another_typed(pair):
    first, second = pair
    first.keyboard.press("Control+b")
    type_first(second, "Et ")
    expect(editor(first)).to_contain_text("Et ")
    first.keyboard.type("gras")
    saved(first)
    assert "<strong>gras</strong>" in markup(first)


def test_undo_by_the_button_while_letters_are_composed_takes_back_ones_own_and_loses_no_other(pair):
    first, second = pair
    Composer(first).compose("abc")
    type_first(second, "Et ")
    first.get_by_role("toolbar").get_by_role("button", name="Annuler").click()
    expect(editor(first)).to_contain_text("Et ")
    saved(first)
    until(lambda: text_of(first) == text_of(second), "both read the same")
    assert "abc" not in text_of(first)


def words_read(page: Page) -> list[str]:
    """The pieces of the text that a screen reader is given."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return [node["name"]["value"] for node in tree if node.get("role", {}).get("value") == "StaticText"]


def test_carets_and_selections_of_others_are_no_words(pair):
    first, second = pair
    type_first(second, "Ob")
    expect(first.locator(".caret-name")).to_be_visible()
    expect(first.locator(".caret-name")).to_have_text("Délégation de Québec")
    assert f"Ob{LINE}" in words_read(first)
    second.keyboard.press("Shift+ArrowRight")
    expect(first.locator(".carets .selection")).to_have_count(1)
    assert f"Ob{LINE}" in words_read(first)
    assert markup(first) == f"<p>Ob{LINE}</p>"
    expect(first.locator(".caret-name")).to_be_hidden()  # a moment later: the words under it can be read
    first.set_viewport_size({"width": 320, "height": 700})
    second.keyboard.press("End")
    expect(first.locator(".caret-name")).to_be_visible()
    box = first.locator(".caret-name").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    accessible(first)
