"""What the server has not taken stays with its author: through a reload, a freeze, a browser that keeps nothing."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import CHARTER, accessible, editor, open_clause, saved, text_of

CLAUSE = 5
IS_FULL = "IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError'); };"
KEEPS_NOTHING = "indexedDB.open = () => { throw new Error('no storage here'); };"


def type_first(page, words: str) -> None:
    editor(page).click()
    page.keyboard.press("Control+Home")
    page.keyboard.insert_text(words)


def pending(page, some: bool) -> None:
    pattern = r"[1-9]\d*" if some else "0"
    page.wait_for_function(
        "pattern => RegExp(`^${pattern}$`).test(document.querySelector('.save-state').dataset.pending)", arg=pattern
    )


def records(page) -> list[str]:
    """What this browser keeps: the text of each record."""
    return page.evaluate(
        """() => new Promise((resolve) => { const opening = indexedDB.open("charter", 1);
        opening.onsuccess = () => { const all = opening.result.transaction("unsaved").objectStore("unsaved").getAll();
        all.onsuccess = () => resolve(all.result.map(({ text, words }) => text ?? words)); }; })"""
    )


def kept(page, number: int, words: str = "") -> None:
    """Wait until so many records are kept, with these words in one of them."""
    for _ in range(100):
        found = records(page)
        if len(found) == number and words in "".join(found):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{len(records(page))} records are kept, not {number}")


def asks_before_it_goes(page) -> None:
    """The page asks whether to leave; one stays."""
    page.once("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as asked:
        page.evaluate("setTimeout(() => location.assign('about:blank'))")
    assert asked.value.type == "beforeunload"


def open_vote(moderator) -> None:
    moderator.goto(f"{CHARTER}/clauses/{CLAUSE}")
    moderator.get_by_text("Mettre cet article aux voix").click()
    moderator.get_by_role("link", name="Relire avant d’ouvrir").click()
    moderator.get_by_role("button", name="Ouvrir le scrutin").click()
    expect(moderator.get_by_role("heading", level=1)).to_contain_text("Scrutin 3")


def cancel_vote(moderator) -> None:
    moderator.get_by_text("Clore, prolonger ou annuler le scrutin").click()
    moderator.get_by_label("Motif de l’annulation").fill("Une coquille est à corriger.")
    moderator.get_by_role("button", name="Annuler le scrutin").click()


def test_words_typed_while_the_server_is_down_survive_closing_the_page(server, people):
    page = people.page("namur")
    open_clause(page, CLAUSE)
    server.kill()
    expect(page.locator(".save-state")).to_have_attribute("data-state", "offline")
    type_first(page, "Dans le noir. ")
    pending(page, True)
    expect(page.locator(".save-state")).to_contain_text("gardée(s) dans ce navigateur")
    kept(page, 1)
    page.close()
    server.start()
    again = page.context.new_page()
    again.goto(f"{CHARTER}/clauses/{CLAUSE}")
    expect(editor(again)).to_contain_text("Dans le noir.")
    saved(again)
    kept(again, 0)
    other = people.page("geneve")
    open_clause(other, CLAUSE)
    assert text_of(other).count("Dans le noir.") == 1


def offline(page) -> None:
    page.context.set_offline(True)
    expect(page.locator(".save-state")).to_have_attribute("data-state", "offline")


def paste(page, words: str, lines: int) -> None:
    """Put many lines of words in front of the text, as a paste does."""
    editor(page).click()
    page.keyboard.press("Control+Home")
    page.evaluate(
        """html => { const clipboardData = new DataTransfer(); clipboardData.setData("text/html", html);
        const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
        document.querySelector("clause-editor .text").dispatchEvent(paste); }""",
        f"<p>{words}</p>" * lines,
    )


def long_lines(page, words: str) -> int:
    """How many of the pasted lines are in the text."""
    return text_of(page).count(words)


@pytest.mark.parametrize("comes_back", ["on the same page", "after a reload"])
def test_hours_of_work_offline_simply_arrive(server, people, comes_back):
    namur, geneve = people.page("namur"), people.page("geneve")
    for page in (namur, geneve):
        open_clause(page, CLAUSE)
    line = "Des heures de travail hors ligne. " * 30
    if comes_back == "on the same page":
        offline(namur)
    else:
        server.kill()
    paste(namur, line, 220)
    pending(namur, True)
    namur.keyboard.type("Et la fin. ")
    if comes_back == "after a reload":
        kept(namur, 1, "Et la fin.")
        namur.close()
        server.start()
    type_first(geneve, "Pendant ce temps. ")
    saved(geneve)
    if comes_back == "on the same page":
        namur.context.set_offline(False)
    else:
        namur = namur.context.new_page()
        namur.goto(f"{CHARTER}/clauses/{CLAUSE}")
        expect(editor(namur)).to_contain_text("Et la fin.")
    saved(namur)
    expect(editor(geneve)).to_contain_text("Et la fin.")
    assert long_lines(geneve, line.strip()) == 220
    assert text_of(geneve) == text_of(namur)
    assert text_of(geneve).count("Pendant ce temps.") == 1
    expect(namur.locator(".rejected-draft")).to_be_hidden()
    kept(namur, 0)


def test_a_long_paste_is_saved_too(server, people):
    namur = people.page("namur")
    open_clause(namur, CLAUSE)
    line = "Collé d’un seul coup. " * 50
    paste(namur, line, 100)
    saved(namur)
    geneve = people.page("geneve")
    open_clause(geneve, CLAUSE)
    assert long_lines(geneve, line.strip()) == 100
    assert text_of(geneve) == text_of(namur)


@pytest.mark.parametrize("storage", ["keeps words", "keeps nothing"])
def test_what_a_freeze_did_not_take_is_a_draft_and_the_editor_goes_on(server, people, storage):
    namur, moderator = people.page("namur"), people.page("moderation")
    if storage == "keeps nothing":
        namur.add_init_script(KEEPS_NOTHING)
    open_clause(namur, CLAUSE)
    offline(namur)
    type_first(namur, "Trop tard. ")
    pending(namur, True)
    open_vote(moderator)
    namur.context.set_offline(False)
    draft = namur.get_by_label("Ces lignes, telles qu’elles étaient")
    expect(draft).to_be_visible(timeout=20_000)
    assert "Trop tard." in draft.input_value()
    expect(namur.locator(".rejected-draft [role=alert]")).to_have_text(
        "Vos derniers mots n’ont pas pu être ajoutés à l’article."
    )
    expect(namur.locator(".save-state")).to_have_attribute("data-state", "readonly")
    expect(namur.locator(".text")).not_to_contain_text("Trop tard.")
    accessible(namur)
    cancel_vote(moderator)
    saved(namur)
    editor(namur).click()
    namur.keyboard.press("Control+Home")
    namur.get_by_role("button", name="Gras").click()
    namur.keyboard.type("Une fois. ")
    saved(namur)
    expect(namur.locator(".text strong", has_text="Une fois.")).to_be_visible()
    discard = namur.get_by_role("button", name="Les effacer")
    if storage == "keeps words":
        namur.reload()
        expect(draft).to_be_visible()
        discard.click()
        kept(namur, 0)
        namur.reload()
        saved(namur)
        expect(draft).to_be_hidden()
    else:
        expect(namur.locator(".rejected-draft label")).to_contain_text("copiez-les avant de la fermer")
        asks_before_it_goes(namur)
        discard.click()
        expect(draft).to_be_hidden()
        namur.goto("about:blank")


@pytest.mark.parametrize(
    "storage, before, after",
    [
        ("", "gardé dans ce navigateur", "gardée(s) dans ce navigateur"),
        (KEEPS_NOTHING, "n’est que dans cette page", "dans cette page seulement"),
        (IS_FULL, "gardé dans ce navigateur", "dans cette page seulement"),
    ],
    ids=["keeps words", "keeps nothing", "is full"],
)
def test_offline_the_page_says_where_the_words_are(server, people, storage, before, after):
    namur = people.page("namur", viewport={"width": 320, "height": 800})
    namur.add_init_script(storage)
    open_clause(namur, CLAUSE)
    offline(namur)
    expect(namur.locator(".save-state")).to_contain_text(before)
    type_first(namur, "Où sont ces mots ? ")
    expect(namur.locator(".save-state")).to_contain_text(after)
    accessible(namur)
    namur.context.set_offline(False)
    saved(namur)
    expect(namur.locator(".save-state")).to_have_text("Enregistré")


def test_two_tabs_of_one_person_do_not_mix_their_words(server, people):
    first = people.page("namur")
    second = first.context.new_page()
    for page in (first, second):
        open_clause(page, CLAUSE)
    for letter in "abcdef":
        for page, tag in ((first, "1"), (second, "2")):
            page.bring_to_front()
            editor(page).click()
            page.keyboard.press("Control+Home")
            page.keyboard.type(tag + letter)
    for page in (first, second):
        saved(page)
    third = people.page("geneve")
    open_clause(third, CLAUSE)
    assert text_of(first) == text_of(second) == text_of(third)
    assert all(text_of(third).count(tag + letter) == 1 for letter in "abcdef" for tag in "12")


def hide(page, hidden: bool) -> None:
    page.evaluate(
        """hidden => { Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange")); }""",
        hidden,
    )


def test_a_hidden_tab_lets_go_of_its_line_and_comes_back(server, people):
    namur, geneve = people.page("namur"), people.page("geneve")
    namur.clock.install()
    open_clause(namur, CLAUSE)
    open_clause(geneve, CLAUSE)
    expect(geneve.locator(".people li")).to_have_count(2)
    hide(namur, True)
    namur.clock.fast_forward(61_000)
    expect(geneve.locator(".people li")).to_have_count(1)
    type_first(geneve, "Pendant ce temps. ")
    saved(geneve)
    hide(namur, False)
    expect(geneve.locator(".people li")).to_have_count(2)
    expect(editor(namur)).to_contain_text("Pendant ce temps.")
