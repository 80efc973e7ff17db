"""The large demo walked without a mouse: from what waits to a ballot, the table, a clause, the search, the people."""

import re
import shutil

import pytest
from playwright.sync_api import Locator, Page, expect

from charter.database import db
from charter.demo.large import actions as large
from charter.demo.large.plan import SMALL
from tests.conftest import make_app
from tests.journeys.conftest import CHARTER, People, Server

MAX_TABS = 80
"""Presses of Tab after which a person would give up."""


@pytest.fixture(scope="module")
def delegate(template, tmp_path_factory, chromium, preloaded):
    """A delegate's page of a server with the large demo, in the size of tests."""
    folder = tmp_path_factory.mktemp("large")
    shutil.copy(template / "empty.db", folder / "charter.db")
    with make_app(folder).app_context():
        large.load(SMALL)
        db.session.remove()
        db.engine.dispose()
    server = Server(folder, preloaded)
    people = People(chromium, server)
    yield people.page("namur")
    people.close()
    server.kill()
    assert people.errors == []


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is there; it must be seen."""
    for _ in range(MAX_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            expect(wanted).to_be_in_viewport()
            return
    raise AssertionError(f"{MAX_TABS} presses of Tab do not lead to {wanted}")


def follow(page: Page, name: str) -> None:
    tab_to(page, page.get_by_role("link", name=re.compile(f"^{name}")).first)
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def test_a_delegate_walks_the_large_demo_by_keyboard(delegate):
    page = delegate
    page.goto("/")
    follow(page, "À faire")
    follow(page, "Voter –")
    expect(page.locator("#ballot")).to_be_focused()
    tab_to(page, page.get_by_role("radio", name="Pour").first)
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Enregistrer mon bulletin"))
    page.keyboard.press("Enter")
    expect(page.locator(".receipt").first).to_contain_text("Pour")

    follow(page, "Texte")
    follow(page, "Tableau")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tableau des articles")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{CHARTER}/clauses/*")
    before = page.url
    page.keyboard.press("j")
    page.wait_for_url(lambda url: url != before)
    expect(page.locator("#site-search")).to_have_attribute("aria-keyshortcuts", "/")  # the shortcuts are there

    page.keyboard.press("/")
    page.keyboard.type("numérique")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?**")
    page.keyboard.press("j")
    expect(page.locator(".result h3 a").first).to_be_focused()

    page.goto(f"{CHARTER}/votes")
    follow(page, "Participants")
    follow(page, "Délégations")
    tab_to(page, page.locator("main").get_by_role("searchbox"))
    page.keyboard.type("namur")
    page.keyboard.press("Enter")
    page.wait_for_url("**/people?*q=namur*")
    expect(page.locator("tbody tr").first).to_contain_text("Namur")
