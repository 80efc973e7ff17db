"""A comment on words, in the editors of two people: one comments, by keyboard; the other works around the words."""

from playwright.sync_api import expect

from tests.journeys.conftest import accessible, editor, open_clause, saved

CLAUSE = 7
WORDS = "poste de travail"


def select(page, words: str) -> None:
    """Find words and select them, as a person does with the mouse."""
    page.evaluate(
        """(words) => {
          const text = document.querySelector(".ProseMirror");
          const line = [...text.querySelectorAll("p, h3")].find((each) => each.textContent.includes(words));
          const spot = (offset) => {
            const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
            while (walker.nextNode() && walker.currentNode.length < offset) offset -= walker.currentNode.length;
            return [walker.currentNode, offset];
          };
          const at = line.textContent.indexOf(words);
          text.focus();
          getSelection().setBaseAndExtent(...spot(at), ...spot(at + words.length));
        }""",
        words,
    )
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def commented(page, words: str) -> None:
    """These very words are marked as commented, whatever stands between and around them."""
    page.wait_for_function(
        """(words) => [...document.querySelectorAll(".ProseMirror .commented")]
          .map((each) => each.textContent).join("") === words""",
        arg=words,
    )


def test_a_comment_keeps_its_words_while_another_splits_moves_marks_and_pastes_around_them(server, people):
    namur, quebec = people.page("namur"), people.page("quebec")
    for page in (namur, quebec):
        open_clause(page, CLAUSE)
    select(namur, WORDS)
    namur.keyboard.press("Control+Alt+m")
    field = namur.get_by_label("Nouveau commentaire")
    expect(field).to_be_focused()
    expect(namur.locator(".selected-words")).to_contain_text(WORDS)
    commented(namur, WORDS)
    field.fill("Un poste, ou un écran ?")
    namur.keyboard.press("Tab")
    namur.keyboard.press("Enter")
    for page in (namur, quebec):
        expect(page.locator(".thread .quoted")).to_contain_text(WORDS)
        expect(page.locator(".ProseMirror .commented").first).to_be_visible()

    select(quebec, "poste")
    quebec.keyboard.press("ArrowLeft")
    quebec.keyboard.press("Enter")
    select(quebec, "travail")
    quebec.get_by_role("button", name="Gras").click()
    saved(quebec)
    expect(namur.locator(".ProseMirror strong")).to_have_text("travail")
    for page in (namur, quebec):
        commented(page, WORDS)

    select(quebec, "sept ans")
    quebec.keyboard.press("Backspace")
    quebec.keyboard.type("dix ans")
    saved(quebec)
    namur.locator(".thread .quoted a").click()
    expect(namur.locator("#announcements")).to_contain_text("Commentaire 1 sur 1")
    editor(quebec).click()
    quebec.keyboard.press("F8")
    expect(quebec.locator(".ProseMirror .chosen").first).to_be_visible()
    accessible(namur)

    select(quebec, "travail")
    quebec.keyboard.press("Control+a")
    quebec.keyboard.type("Tout autre chose.")
    saved(quebec)
    namur.reload()
    saved(namur)
    expect(namur.locator(".thread", has_text="Ces mots ne sont plus dans le texte")).to_contain_text(WORDS)
    select(namur, "autre chose")
    namur.get_by_role("button", name="Rattacher aux mots sélectionnés").click()
    expect(namur.locator(".thread .quoted").first).to_contain_text("autre chose")
    commented(namur, "autre chose")
