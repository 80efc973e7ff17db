"""Weighs, times and measures every page of the large demo, for each role that may read it.

For each address the role with the heaviest page is printed: kB of HTML, elements, median milliseconds of a processor,
and with `--pixels` its height without scripts at 1280 and 390 pixels of width. `!` marks what is over the bar.
`--instance FOLDER` takes a copy of a site made by `charter demo --large`; `--all` prints each role.
"""

import argparse
import logging
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import flask_migrate
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from charter.accounts import actions as accounts
from charter.charters.models import Charter
from charter.database import db
from charter.demo.actions import DOMAIN
from charter.demo.large import actions as large
from charter.votes.models import Vote
from tests.conftest import make_app, public

MAX_KB, MAX_MS, MAX_PIXELS = 100, 1000, 8000
ROLES = {
    "public": None,
    "observer": "mediation",
    "delegate": "namur",
    "moderator": "moderation",
    "secretary": "secretariat",
}
LEFT_OUT = re.compile(
    r"export|\.csv|\.json|/metrics|/healthz|/readyz|/language|/sign-in/|/proof|/consistency|/imports/<|/text/<"
)
RUNS = 5
ORIGIN = "https://charter.example"
WIDTHS = (1280, 390)


@dataclass
class Measured:
    """One page, as one role gets it."""

    role: str
    path: str
    kilobytes: float
    elements: int
    milliseconds: float
    heights: tuple[int, ...] = ()

    def row(self) -> str:
        """As a line of the table, with `!` for each thing over the bar."""
        weight = _marked(self.kilobytes, MAX_KB, ".0f")
        taken = _marked(self.milliseconds, MAX_MS, ".0f")
        heights = "".join(_marked(each, MAX_PIXELS, ",d") for each in self.heights)
        path = self.path.replace(SLUG, "…")
        return f"{path:<62.62} {self.role:<9} {weight} {self.elements:7,d} {taken}{heights}"


SLUG = "charte-pour-une-societe-numerique-desirable"


def _marked(value: float, bar: float, form: str) -> str:
    return f"{format(value, form):>8}{'!' if value > bar else ' '}"


def main() -> None:
    options = arguments()
    logging.getLogger("charter").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        app = site(Path(folder), options.instance)
        found = [
            each for path in paths(app) if re.search(options.only, path) for each in measure(app, path, options.all)
        ]
        if options.pixels:
            measure_heights(app, found)

    print(f"{'page':<62} {'role':<9} {'kB':>8}  {'elements':>7} {'ms':>8} {'px 1280':>8} {'px 390':>8}")
    for each in sorted(found, key=lambda each: -each.kilobytes):
        print(each.row())
    sys.exit(any(each.kilobytes > MAX_KB or each.milliseconds > MAX_MS for each in found))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--instance", type=Path)
    parser.add_argument("--only", default="", help="a regular expression for addresses")
    parser.add_argument("--pixels", action="store_true")
    parser.add_argument("--all", action="store_true")
    return parser.parse_args()


def site(folder: Path, instance: Path | None) -> Flask:
    """An application on the large demo."""
    if instance:
        shutil.copy(instance / "charter.db", folder)
    app = make_app(folder)
    with app.app_context():
        flask_migrate.upgrade()
        if not instance:
            large.load()
    return app


def paths(app: Flask) -> Iterator[str]:
    """The address of every page, each vote as it stands in each stage."""
    with app.app_context():
        known = values()
        votes = examples()
    adapter = app.url_map.bind("")
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if "GET" not in (rule.methods or ()) or LEFT_OUT.search(rule.rule) or rule.endpoint == "static":
            continue
        for vote_id in votes if "vote_id" in rule.arguments else [0]:
            if (path := _built(adapter, rule, known | {"vote_id": vote_id})) is not None:
                yield path


def _built(adapter, rule: Rule, known: dict[str, object]) -> str | None:
    missing = set(rule.arguments) - set(known)
    if missing:
        print(f"left out: {rule.rule} asks for {', '.join(sorted(missing))}", file=sys.stderr)
        return None
    return adapter.build(rule.endpoint, {name: known[name] for name in rule.arguments})


def values() -> dict[str, object]:
    """For each argument of an address, what has most of everything."""
    return {
        "slug": db.session.scalars(select(Charter.slug)).one(),
        "clause_id": 3,
        "number": 1,
        "association_id": 9,
        "member_id": 100,
        "thread_id": 1,
        "seq": 300,
        "size": 1,
        "key": "final",
    }


def examples() -> list[int]:
    """A vote in each stage; of those closed the two with a ballot of everyone."""
    stages = ("prepared", "open", "cancelled")
    first = [db.session.scalars(select(Vote.id).where(Vote.stage == each).order_by(Vote.id)).first() for each in stages]
    return [4, 5, *(each for each in first if each)]


def measure(app: Flask, path: str, every_role: bool) -> list[Measured]:
    """What a page weighs for each role that gets it, or for the one for whom it weighs most."""
    found = [each for role in ROLES if (each := _measured(app, role, path))]
    return found if every_role or not found else [max(found, key=lambda each: each.kilobytes)]


def _measured(app: Flask, role: str, path: str) -> Measured | None:
    browser, taken, answer = signed_in(app, role), [], None
    for _ in range(RUNS + 1):
        start = time.process_time()
        try:
            answer = browser.get(path)
        except HTTPException:
            return None
        taken.append((time.process_time() - start) * 1000)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            return None
    words = answer.get_data(as_text=True)
    return Measured(
        role, path, len(answer.data) / 1000, len(re.findall(r"<[a-z]", words)), statistics.median(taken[1:])
    )


_browsers: dict[str, FlaskClient] = {}


def signed_in(app: Flask, role: str) -> FlaskClient:
    """One browser for each role."""
    if role not in _browsers:
        _browsers[role] = browser = public(app)
        browser.set_cookie("language", "fr")
        if mailbox := ROLES[role]:
            with app.app_context():
                secret = accounts.make_link(f"{mailbox}@{DOMAIN}")
            browser.post(f"/sign-in/{secret}")
    return _browsers[role]


def measure_heights(app: Flask, found: list[Measured]) -> None:
    """The heights in Chromium; it gets every file from the application itself, without a server."""
    from playwright.sync_api import sync_playwright

    from tests.support.services import CHROMIUM

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        for role in {each.role for each in found}:
            page = chromium.new_page(locale="fr-FR", java_script_enabled=False)  # as it is printed and first seen
            page.route("**/*", partial(_answer, signed_in(app, role)))
            for each in (each for each in found if each.role == role):
                each.heights = tuple(_height(page, each.path, width) for width in WIDTHS)
            page.close()
        chromium.close()


def _answer(browser: FlaskClient, route) -> None:
    got = browser.get(route.request.url.removeprefix(ORIGIN))
    route.fulfill(status=got.status_code, headers=dict(got.headers), body=got.data)


def _height(page, path: str, width: int) -> int:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(ORIGIN + path, wait_until="load")
    return page.evaluate("document.documentElement.scrollHeight")


if __name__ == "__main__":
    main()
