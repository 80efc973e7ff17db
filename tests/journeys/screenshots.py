"""Takes the pictures of the README with the tests' browser: `make screenshots`. Twelve pages in three looks."""

import io
import tempfile
from pathlib import Path

import flask_migrate
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from charter.database import db
from charter.demo import actions as demo
from tests.conftest import make_app
from tests.journeys.conftest import CHARTER, People, Server, editor, open_clause, saved
from tests.support.preloaded import preloaded
from tests.support.services import CHROMIUM

PICTURES = Path("docs/images")
LOOKS = {
    "desk": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 390, "height": 800}},
    "dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
}
OF_VISITOR = {
    "home": "/",
    "charter": CHARTER,
    "result": "/votes/1",
    "people": f"{CHARTER}/people",
    "files": f"{CHARTER}/files",
    "sign-in": "/sign-in",
}
OF_DELEGATE = {
    "work": "/work",
    "table": f"{CHARTER}/clauses",
    "ballot": "/votes/2",
    "votes": f"{CHARTER}/votes",
    "search": "/search?q=accueil",
}
WEBP = {"format": "WEBP", "quality": 72, "method": 6}
"""Thirty-six pictures together stay below 2 MB."""


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright, preloaded() as processes:
        app = make_app(Path(folder))
        with app.app_context():
            flask_migrate.upgrade()
            demo.load_whole()
            db.engine.dispose()
        server = Server(Path(folder), processes)
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        for look in LOOKS:
            take(People(browser, server), look)
        browser.close()
        server.kill()


def take(people: People, look: str) -> None:
    """Every page in one look."""
    for mailbox, pages in ((None, OF_VISITOR), ("namur", OF_DELEGATE)):
        page = people.page(mailbox, **LOOKS[look])
        for name, address in pages.items():
            page.goto(address)
            shoot(page, f"{name}-{look}")
    gather(people, look)
    people.close()


def gather(people: People, look: str) -> None:
    """A clause while two delegations write in it."""
    namur, quebec = (people.page(mailbox, **LOOKS[look]) for mailbox in ("namur", "quebec"))
    for page in (namur, quebec):
        open_clause(page, 3)
        editor(page).click()
    quebec.keyboard.press("Control+End")
    if look == next(iter(LOOKS)):
        quebec.keyboard.type(" Une période d’adaptation est prévue.")
    namur.keyboard.press("Control+Home")
    saved(quebec)
    namur.locator(".caret-name").wait_for()
    shoot(namur, f"clause-{look}")


def shoot(page: Page, name: str) -> None:
    page.wait_for_timeout(500)
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        picture.convert("RGB").save(PICTURES / f"{name}.webp", **WEBP)


main()
