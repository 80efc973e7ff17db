"""A site of three processes for this folder's tests; each test has a clause and delegates of its own."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import count

import pytest

from charter import create_app
from charter.accounts import queries as accounts
from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.collab.publishing import actions as collab
from charter.collab.ydoc import from_prosemirror
from charter.config import Settings
from charter.database import db
from charter.demo import actions as demo
from tests.bench import assembly
from tests.conftest import TEST_SETTINGS
from tests.processes.support.browser import Browser
from tests.processes.support.delegate import Delegate, Door
from tests.processes.support.site import Process, Site, settings
from tests.support.services import Redis, nginx
from tests.support.socket_client import WebSocket

MEMBERS = 200
"""Delegates of one association, signed in, for all tests of this folder."""


@pytest.fixture(scope="package")
def site(demo_on_postgresql, preloaded, tmp_path_factory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    with ExitStack() as stack:
        redis = Redis(folder)
        stack.callback(redis.kill)
        processes = [Process(folder, preloaded) for _ in range(3)]
        front = stack.enter_context(nginx(folder, [process.port for process in processes]))
        environment = settings(folder, demo_on_postgresql(), redis.address, front.secure)
        app = create_app(replace(Settings.read(environment), redis_url=""), **TEST_SETTINGS)
        site = Site(app, environment, processes, redis, front)
        stack.callback(site.stop)
        site.start()
        yield site
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="package")
def members(site) -> Iterator[tuple[int, str]]:
    """Delegates one after the other: each one's number and session cookie."""
    ids = site.asked(lambda: assembly.delegates(MEMBERS))
    return iter(zip(ids, site.asked(lambda: cookies(site, ids)), strict=True))


def cookies(site: Site, ids: list[int]) -> list[str]:
    return [assembly.cookie(site.app, key) for key in assembly.sign_in(ids)]


_headings = count(1)


@pytest.fixture
def clause_id(site) -> int:
    """A new clause in drafting."""

    def make() -> int:
        charter = db.session.query(Charter).one()
        section = clauses.sections(charter.id)[-1]
        words = from_prosemirror.paragraphs("Un texte à plusieurs.\n\nSa suite.")
        return collab.create_clause(charter.id, section.id, f"Article commun {next(_headings)}", None, words).id

    return site.asked(make)


@pytest.fixture
def clause_page(site, clause_id) -> str:
    return f"/charters/{site.asked(lambda: db.session.query(Charter.slug).scalar())}/clauses/{clause_id}"


@pytest.fixture
def delegate(site, members, clause_id) -> Iterator:
    """Somebody in the clause, sent by nginx to the first, second or third process (0, 1, 2)."""
    present: list[Delegate] = []

    def enter(process: int, kind=WebSocket, member=None) -> Delegate:
        _, session = member or next(members)
        entered = Delegate(f"d{len(present)}", clause_id, Door(site, session, process, kind))
        present.append(entered)
        return entered

    yield enter
    for each in present:
        each.leave()


@pytest.fixture
def browser(site):
    """The browser of somebody of the demo, or of a visitor, at one process."""

    def enter(process: int, mailbox: str | None = None) -> Browser:
        signed_in = []
        if mailbox:
            found = site.asked(lambda: accounts.get_by_email(f"{mailbox}@{demo.DOMAIN}").id)
            signed_in = site.asked(lambda: cookies(site, [found]))
        return Browser(site.front.plain, site.line_to(process), *signed_in)

    return enter
