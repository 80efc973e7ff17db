"""From a text of twelve articles to a charter whose articles are written in, and its structure changed by hand."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import accessible, editor, saved

PHONE = {"width": 320, "height": 700}
ARTICLES = (
    *("Objet", "Valeurs", "Membres", "Adhésion", "Ressources", "Assemblée", "Quorum", "Vote", "Comité", "Transparence"),
    *("Révision", "Durée"),
)


def text() -> str:
    lines = ["CHARTE DU FLEUVE", "Préambule", "Nous, villes du fleuve, voulons ceci."]
    for number, name in enumerate(ARTICLES, start=1):
        if number in (1, 5, 9):
            lines += [f"TITRE {'I' * (1 + number // 4)} – Partie {number}"]
        lines += [f"Article {number} – {name}", f"Première règle sur : {name}.", "– un point ;", "– un autre."]
    return "\n".join([*lines, "Fait à Nantes, le 3 mai 2026."])


def articles(page: Page) -> list[str]:
    rows = page.locator("[data-section] > ol > li > a:not(.tool)")
    return [re.sub(r"\s+", " ", each).strip() for each in rows.all_inner_texts()]


def test_twelve_articles_are_pasted_corrected_created_and_written_in(server, people):
    page = people.page("moderation")
    page.goto("/charters/new")
    page.get_by_label("Titre", exact=True).fill("Charte du fleuve")
    page.get_by_label("Le texte, s’il existe déjà").fill(text())
    page.get_by_role("button", name="Voir ce que le texte devient").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce que le texte devient")
    expect(page.locator(".lead")).to_contain_text("12 articles, 3 titres")
    accessible(page)
    page.set_viewport_size(PHONE)
    accessible(page)

    page.get_by_label("Intitulé, là où le texte dit « Article 2 »").fill("Valeurs communes")
    page.get_by_role("button", name="Montrer les paragraphes de « Durée »").click()
    page.get_by_role("button", name=re.compile("Commencer un article ici.*Fait à Nantes")).click()
    expect(page.locator(".lead")).to_contain_text("13 articles")
    page.get_by_label(re.compile(r"Ce que devient «\sFait à Nantes")).select_option("non repris")
    page.get_by_role("button", name="Garder les corrections").last.click()
    expect(page.locator(".lead")).to_contain_text("12 articles")
    expect(page.get_by_text("Non repris, à votre demande")).to_be_visible()
    page.get_by_role("button", name="Créer la charte avec ce texte").click()

    page.wait_for_url("**/outline#clauses")
    expected = [f"Article {number} {name}" for number, name in enumerate(ARTICLES, start=1)]
    expected[1] = "Article 2 Valeurs communes"
    assert articles(page) == expected
    page.get_by_role("link", name="Article 2 Valeurs communes").click()
    saved(page)
    expect(editor(page)).to_contain_text("Première règle sur : Valeurs.")
    editor(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Et un mot de plus.")
    saved(page)
    page.reload()
    expect(editor(page)).to_contain_text("un autre. Et un mot de plus.")


def test_articles_are_moved_by_keyboard_pointer_and_buttons_and_the_last_move_is_undone(server, people):
    page = people.page("moderation")
    page.goto("/charters/charte-pour-une-societe-numerique-desirable/outline")
    before = articles(page)
    names = [each.split(" ", 2)[2] for each in before]

    grip = page.get_by_role("button", name=f"Déplacer : {names[1]}")
    grip.focus()
    page.keyboard.press("Enter")
    expect(grip).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#announcements")).to_have_text(f"Avant « {names[3]} »")
    page.keyboard.press("Enter")
    expect(page.locator("#announcements")).to_have_text(f"« {names[1]} » est maintenant l’article 3.")
    assert articles(page)[1:3] == [f"Article 2 {names[2]}", f"Article 3 {names[1]}"]
    expect(page.get_by_role("button", name=f"Déplacer : {names[1]}")).to_be_focused()
    accessible(page)

    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    assert articles(page)[1:3] == [f"Article 2 {names[2]}", f"Article 3 {names[1]}"]

    page.get_by_role("button", name=f"Monter : {names[1]}").click()
    expect(page.locator("#announcements")).to_have_text(f"« {names[1]} » est maintenant l’article 2.")
    assert articles(page) == before

    drag(page, names[0], names[5])
    expect(page.locator("#announcements")).to_have_text(f"« {names[0]} » est maintenant l’article 6.")
    assert articles(page)[5] == f"Article 6 {names[0]}"
    page.get_by_role("button", name="Annuler ce changement").click()
    expect(page.get_by_text("Le changement est annulé.")).to_be_visible()
    assert articles(page) == before


def drag(page: Page, name: str, over: str) -> None:
    """To the place of another article, which makes room upwards."""
    grip = page.get_by_role("button", name=f"Déplacer : {name}")
    grip.scroll_into_view_if_needed()
    start = grip.bounding_box()
    end = page.locator("li", has_text=over).first.bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(end["x"] + 40, end["y"] + 3, steps=5)
    page.mouse.up()
