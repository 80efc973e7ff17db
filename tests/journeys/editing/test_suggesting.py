"""Suggestions as people make them: in the editor while others type, on a phone, and without JavaScript."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import CHARTER, People, accessible, editor, open_clause, saved, text_of

CLAUSE = 3
TEXT = re.compile("Texte de l’article")


def suggest(page: Page, words: str) -> None:
    """Put words before the text, and suggest them."""
    page.goto(f"{CHARTER}/clauses/{CLAUSE}")
    page.get_by_role("link", name="Suggérer un changement").click()
    page.get_by_role("textbox", name=TEXT).click()
    page.keyboard.press("Control+Home")
    page.keyboard.type(words)
    expect(page.get_by_role("complementary", name="Ce qui change")).to_contain_text(f"insérer « {words.strip()}")
    expect(page).to_have_url(re.compile(r"/suggestions/drafts/\d+$"))


def test_one_suggests_while_another_types_and_a_third_puts_it_into_the_text_under_its_authors_name(people: People):
    quebec, geneve = people.page("quebec"), people.page("geneve")
    for each in (quebec, geneve):
        open_clause(each, CLAUSE)
    phone = people.page("namur", viewport={"width": 320, "height": 640})
    suggest(phone, "Partout, ")
    accessible(phone)
    editor(quebec).click()
    quebec.keyboard.press("Control+End")
    quebec.keyboard.type(" Et ceci.")
    saved(quebec)
    phone.get_by_role("button", name="Suggérer", exact=True).click()

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
    bare.goto(f"{CHARTER}/clauses/{CLAUSE}")
    bare.get_by_role("link", name="Suggérer un changement").click()
    paragraph = bare.get_by_label(re.compile("^Alinéa 1"))
    paragraph.fill("Partout, " + paragraph.input_value())
    bare.get_by_role("button", name="Suggérer", exact=True).click()
    expect(bare.locator(".suggested").first).to_be_visible()

    other = people.page("geneve", java_script_enabled=False)
    other.goto(f"{CHARTER}/clauses/{CLAUSE}")
    card = other.locator(".suggestion-card")
    card.get_by_text("Refuser", exact=True).click()
    card.get_by_label("Motif").fill("Trop vague.")
    card.get_by_role("button", name="Refuser maintenant").click()
    bare.reload()
    bare.get_by_text("Suggestions réglées").click()
    bare.get_by_role("link", name="Suggestion de").click()
    expect(bare.get_by_text("Trop vague.")).to_be_visible()
    accessible(bare)
