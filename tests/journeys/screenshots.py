"""Takes the pictures of the README with the tests' browser: `make screenshots`."""

import tempfile
from pathlib import Path

import flask_migrate
from playwright.sync_api import sync_playwright

from charter.database import db
from charter.demo import actions as demo
from tests.conftest import make_app
from tests.journeys.conftest import CHARTER, People, Server, editor, open_clause, saved
from tests.support.preloaded import preloaded
from tests.support.services import CHROMIUM

PICTURES = Path("docs/images")
DESK = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 800}, "color_scheme": "dark"}


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, preloaded() as processes:
        app = make_app(Path(folder))
        with app.app_context():
            flask_migrate.upgrade()
            demo.load()
            db.engine.dispose()
        server = Server(Path(folder), processes)
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        take(People(browser, server))
        browser.close()
        server.kill()


def take(people: People) -> None:
    reader = people.page(**DESK)
    reader.goto(CHARTER)
    shoot(reader, "charter")
    namur, quebec = people.page("namur", **DESK), people.page("quebec", **DESK)
    for page in (namur, quebec):
        open_clause(page, 3)
        editor(page).click()
    quebec.keyboard.press("Control+End")
    quebec.keyboard.type(" Une période d’adaptation est prévue.")
    namur.keyboard.press("Control+Home")
    saved(quebec)
    namur.locator(".caret-name").wait_for()
    shoot(namur, "clause")
    voter = people.page("namur", **PHONE)
    voter.goto("/votes/2")
    voter.get_by_role("heading", name="Bulletin").scroll_into_view_if_needed()
    shoot(voter, "ballot")
    reader.goto("/votes/1")
    shoot(reader, "result")


def shoot(page, name: str) -> None:
    page.wait_for_timeout(500)
    page.screenshot(path=PICTURES / f"{name}.png")


main()
