"""A real server in a process of its own, and real browsers."""

import os
import shutil
import socket
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from charter.accounts import actions as accounts
from charter.database import db
from charter.demo.actions import DOMAIN
from tests.conftest import make_app
from tests.support.preloaded import Preloaded

AXE = Path("static/node_modules/axe-core/axe.min.js")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "RGAAv4"]
AXE_OPTIONS = {"resultTypes": ["violations"], "preload": False}
"""Preloading serves sounds and the turning of a phone alone, and costs as much as all the rest."""
SLUG = "charte-pour-une-societe-numerique-desirable"
CHARTER = f"/charters/{SLUG}"
expect.set_options(timeout=15_000)
BROKEN = """() => [...document.querySelectorAll("label")]
  .filter((each) => each.querySelector("[type=radio], [type=checkbox]") && each.getClientRects().length > 1)
  .map((each) => each.innerText)"""
"""Labels that a line break tears apart, so that a box stands beside the words of another one."""


class Server:
    """`charter serve` on a copy of the demo database."""

    def __init__(self, folder: Path, preloaded: Preloaded) -> None:
        self._preloaded = preloaded
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder = folder
        self.environment = os.environ | {
            "CHARTER_ENV": "development",
            "CHARTER_INSTANCE": str(folder),
            "PORT": str(self.port),
            "HOST": "127.0.0.1",
        }
        self.log = folder / "server.log"
        self.start()

    def start(self) -> None:
        self.process = self._preloaded.start("charter.wsgi", self.environment, self.log)
        for _ in range(200):
            try:
                urlopen(f"{self.url}/healthz", timeout=5).close()
                return
            except OSError:  # refused, or reset while it starts; or another program holds the port, and is silent
                time.sleep(0.05)
            assert self.process.poll() is None, self.printed()
        raise AssertionError(self.printed())

    def kill(self) -> None:
        """As a power cut would."""
        self.process.kill()
        self.process.wait()

    def sign_in_link(self, mailbox: str) -> str:
        """A link for somebody of the demo, made beside the server, as `charter signin-link` does."""
        app = make_app(self.folder)
        with app.app_context():
            secret = accounts.make_link(f"{mailbox}@{DOMAIN}")
            db.session.remove()
            db.engine.dispose()
        return f"{self.url}/sign-in/{secret}"

    def printed(self) -> str:
        """What the server wrote, mail included."""
        return self.log.read_text()


@pytest.fixture
def server(template, tmp_path, preloaded):
    shutil.copy(template / "demo.db", tmp_path / "charter.db")
    server = Server(tmp_path, preloaded)
    yield server
    server.kill()
    assert "Traceback" not in server.printed()


class People:
    """Browsers, each signed in as somebody, that report every error of their pages."""

    def __init__(self, chromium: Browser, server: Server) -> None:
        self.chromium, self.server = chromium, server
        self.contexts, self.errors = [], []

    def page(self, mailbox: str | None = None, **options) -> Page:
        """A new browser as a mailbox of the demo, or a visitor's."""
        defaults = {
            "locale": "fr-FR",
            "viewport": {"width": 1280, "height": 900},
            "base_url": self.server.url,
        }
        context = self.chromium.new_context(**defaults | options)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._note_message)
        if mailbox:
            self.sign_in(page, self.server.sign_in_link(mailbox))
        return page

    def _note_message(self, message) -> None:
        """A page may say that the line is down; a breach of the content policy or a failed script is an error."""
        if (
            message.type == "error"
            and "Failed to load resource" not in message.text
            and "WebSocket" not in message.text
        ):
            self.errors.append(message.text)

    @staticmethod
    def sign_in(page: Page, link: str) -> None:
        page.goto(link)
        page.get_by_role("button", name="Me connecter ici").click()
        page.wait_for_url(lambda url: "/sign-in/" not in url)

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def people(chromium, server):
    people = People(chromium, server)
    yield people
    people.close()
    assert people.errors == []


def accessible(page: Page, only: Sequence[str] = ()) -> None:
    """axe finds nothing by the rules of WCAG 2.2 AA and RGAA 4, or some; everything fits."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    rules = {"type": "rule", "values": only} if only else {"type": "tag", "values": TAGS}
    options = {"runOnly": rules, **AXE_OPTIONS}
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found] == []
    fits(page)


def fits(page: Page) -> None:
    """Nothing is too wide for its window, or torn apart."""
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert page.evaluate(BROKEN) == []


def editor(page: Page):
    """The text of the clause on this page."""
    return page.get_by_role("textbox", name="Texte de l’article")


def text_of(page: Page) -> str:
    """The words of the editor, line by line."""
    return page.evaluate(
        """() => [...document.querySelectorAll("clause-editor .text :is(p, h3)")]
        .map((line) => line.textContent).join("\\n")"""
    )


def saved(page: Page) -> None:
    """Wait until the page says that everything is on the server's disk."""
    expect(page.locator(".save-state")).to_have_attribute("data-state", "saved")


def open_clause(page: Page, clause_id: int) -> None:
    """Open a clause and wait until one can type."""
    page.goto(f"{CHARTER}/clauses/{clause_id}")
    saved(page)
