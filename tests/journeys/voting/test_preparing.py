"""A moderator prepares, orders and opens votes: on a phone in a hall, and at a desk."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import CHARTER, accessible

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SHOWN = """() => [...document.querySelectorAll("main input:not([type=hidden]), main select, main textarea")]
  .filter((each) => each.checkVisibility() && !each.closest(".clauses")).length"""


def acts(page) -> list[str]:
    """From now on, what is pressed on the page."""
    pressed: list[str] = []
    page.expose_function("pressedOn", lambda what: pressed.append(what))
    page.add_init_script("addEventListener('click', (e) => e.isTrusted && pressedOn(e.target.outerHTML), true)")
    return pressed


def test_an_ordinary_vote_is_prepared_and_opened_in_three_acts_on_a_phone(people):
    moderator = people.page("moderation", **PHONE)
    pressed = acts(moderator)
    moderator.goto(f"{CHARTER}/votes/new")
    assert moderator.evaluate(SHOWN) <= 7
    expect(moderator.get_by_role("button", name="Relire avant d’ouvrir")).to_be_in_viewport()
    expect(moderator.locator(".usual:visible")).to_contain_text("Sur 15 voix, il en faut 8 pour.")
    moderator.get_by_label("Des compétences pour comprendre et pour choisir").tap()
    moderator.get_by_role("button", name="Relire avant d’ouvrir").tap()
    expect(moderator.locator(".rule")).to_contain_text("Adopté s’il y a plus de voix pour que contre.")
    accessible(moderator)
    moderator.get_by_role("button", name="Ouvrir le scrutin").tap()
    expect(moderator.locator(".turnout")).to_be_visible()
    assert len(pressed) == 3


def test_the_sentence_follows_what_is_voted(people):
    moderator = people.page("moderation", **PHONE)
    moderator.goto(f"{CHARTER}/votes/new")
    sentence = moderator.locator(".usual:visible")
    expect(sentence).to_contain_text("Vote ordinaire")
    moderator.get_by_label("Préambule").check()
    expect(sentence).to_contain_text("Adoption finale")
    moderator.get_by_label("Des compétences pour comprendre et pour choisir").check()
    expect(sentence).to_have_count(2)
    moderator.get_by_label("La charte entière").check()
    expect(sentence).to_contain_text("il en faut 10 pour")
    expect(moderator.locator(".clauses")).to_be_hidden()
    moderator.locator("summary", has_text="Autrement que d’habitude").click()
    moderator.get_by_label("Vote ordinaire").check()
    expect(sentence).to_have_count(0)
    expect(moderator.locator(".usual-rule")).to_contain_text("Un autre modèle est choisi")
    accessible(moderator)


def test_votes_are_put_in_order_by_dragging(people):
    moderator = people.page("moderation")
    moderator.goto(f"{CHARTER}/votes/new")
    for each in moderator.locator("[name=clauses]").all()[1:4]:
        each.check()
    moderator.get_by_role("button", name="Ajouter à l’ordre des scrutins").click()
    items = moderator.locator(".votes-table tr[data-place]")
    expect(items).to_have_count(3)
    first, second, third = [each.get_attribute("id") for each in items.all()]
    expect(items.first).to_have_attribute("draggable", "true")
    items.nth(2).drag_to(items.nth(0), target_position={"x": 30, "y": 2})
    moderator.wait_for_url(re.compile(f"#{third}$"))
    assert [each.get_attribute("id") for each in items.all()] == [third, first, second]
    accessible(moderator)
    moderator.get_by_role("link", name="Relire, puis ouvrir le scrutin suivant").click()
    moderator.get_by_role("button", name="Ouvrir le scrutin").click()
    expect(moderator.locator(".turnout")).to_be_visible()
