"""Who is here, and who is resting."""

from playwright.sync_api import expect

from tests.journeys.conftest import accessible, editor, open_clause, saved

CLAUSE = 5
TWO_MINUTES_LATER = "() => { const now = Date.now; Date.now = () => now() + 125_000; }"

WAIT_UNTIL_STILL = """() => new Promise((resolve) => {
  let heard = performance.now();
  document.querySelector("clause-editor").provider.on("moved", () => { heard = performance.now(); });
  const look = () => performance.now() - heard > 1000 ? resolve() : setTimeout(look, 50);
  look();
})"""


def person(page, name: str):
    return page.locator(".people li").filter(has_text=name)


def test_who_does_nothing_for_two_minutes_fades_and_comes_back_at_once(server, people):
    namur, geneve = people.page("namur"), people.page("geneve")
    for page in (namur, geneve):
        open_clause(page, CLAUSE)
        editor(page).click()
    namur.keyboard.press("Control+Home")
    namur.keyboard.type("Namur. ")
    saved(namur)
    caret = geneve.locator(".caret")
    expect(caret.locator(".caret-name")).to_be_visible()
    geneve.evaluate("document.querySelector('clause-editor').provider.open()")  # as after a change of stage
    geneve.evaluate(WAIT_UNTIL_STILL)  # who moved last is told some moments later
    geneve.evaluate(TWO_MINUTES_LATER)
    expect(person(geneve, "Namur")).to_have_text("Délégation de Namur (en pause)")
    expect(person(geneve, "Genève")).to_have_text("Délégation de Genève")
    expect(caret).to_have_count(1)
    expect(caret.locator(".caret-name")).to_be_hidden()
    assert "pause" not in geneve.locator("#announcements").inner_text()
    accessible(geneve)
    editor(geneve).blur()
    namur.keyboard.press("ArrowRight")
    expect(person(geneve, "Namur")).to_have_text("Délégation de Namur")
    expect(caret.locator(".caret-name")).to_be_visible()


TYPE_ON = "() => setInterval(() => document.execCommand('insertText', false, 'z'), 20)"


def test_a_caret_goes_where_its_owner_puts_it_while_others_type(server, people):
    namur, quebec = people.page("namur"), people.page("quebec")
    for page in (namur, quebec):
        open_clause(page, CLAUSE)
        editor(page).click()
    namur.keyboard.press("Control+End")
    typing = namur.evaluate(TYPE_ON)
    for _ in range(100):
        quebec.keyboard.press("Control+End")
        quebec.keyboard.press("Control+Home")
        quebec.keyboard.type("|")
    namur.evaluate("(typing) => clearInterval(typing)", typing)
    assert editor(quebec).inner_text().startswith("|" * 100)
