"""A database of one's own for each test: a copy of one that was migrated, or filled with the demo, once."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NoReturn

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from hypothesis import settings
from jinja2 import UndefinedError

from charter import create_app
from charter.config import Settings
from charter.database import db
from charter.extensions import socketio
from tests.support import compiled_once, connection_watch, journal_watch
from tests.support.flushing import flushed
from tests.support.mail_server import letterbox, post
from tests.support.markers import pytest_collection_modifyitems
from tests.support.preloaded import Preloaded
from tests.support.preloaded import preloaded as preloaded_process
from tests.support.services import CHROMIUM, chromium_program, postgresql_server

if TYPE_CHECKING:  # fixtures import what only they need: a test of pure rules starts without the features
    from charter.accounts.models import Member
    from charter.charters.models import Charter
    from charter.clauses.models import Clause


class Browser(FlaskClient):
    """A client whose requests each get a context, and so a database session, of their own, as on a server."""

    def open(self, *args, **kwargs):
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
        if has_app_context():
            db.session.rollback()  # so that the test sees what the request committed
        return answer


class Socket:
    """A live connection whose events each get a context of their own, as on a server."""

    def __init__(self, app: Flask, browser: FlaskClient) -> None:
        self.app = app
        with app.app_context():
            self.client = socketio.test_client(app, flask_test_client=browser)

    def emit(self, name: str, *details: object):
        """Send an event; returns its acknowledgement."""
        with self.app.app_context():
            answer = self.client.emit(name, *details, callback=True)
        db.session.rollback()
        return answer

    def received(self, name: str) -> list[list[object]]:
        """What came in under a name since last asked; the rest is let go."""
        return [message["args"] for message in self.client.get_received() if message["name"] == name]

    def hang_up(self) -> None:
        with self.app.app_context():
            self.client.disconnect()


settings.register_profile("charter", deadline=None)  # speed is measured by `make bench`, not timed here
settings.register_profile("long", deadline=None, max_examples=10_000)  # pytest --hypothesis-profile=long
settings.load_profile("charter")

gc.set_threshold(20_000, 20, 20)  # as the server does: an application and a page are many objects that stay
SignIn = Callable[[str], FlaskClient]
__all__ = ["flushed", "letterbox", "post", "pytest_collection_modifyitems"]  # fixtures and a hook


TEST_SETTINGS: dict[str, object] = {
    "TESTING": True,
    "WTF_CSRF_ENABLED": False,
    "RATELIMIT_ENABLED": False,
    "SOCKET_SERIALIZER": "default",  # the library's test client knows no other
}


def make_app(folder: Path, **overrides: object) -> Flask:
    development = Settings(environment="development", instance=str(folder), mail_url="smtp://127.0.0.1:1")
    app = create_app(development, **TEST_SETTINGS | overrides)
    compiled_once.share(app)
    app.test_client_class = Browser
    app.register_error_handler(UndefinedError, _raise)
    return app


def _raise(problem: Exception) -> NoReturn:
    """What a template lacks fails the test, whatever the test asks of the page."""
    raise problem


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_program(), args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def preloaded() -> Iterator[Preloaded]:
    """Starts servers."""
    with preloaded_process() as process:
        yield process


@pytest.fixture(scope="session")
def template(tmp_path_factory) -> Path:
    """A folder with `empty.db`, migrated, and `demo.db`, filled."""
    import flask_migrate

    from charter.demo import actions as demo

    folder = tmp_path_factory.mktemp("template")
    app = make_app(folder)
    with app.app_context():
        flask_migrate.upgrade()
        _copy(folder / "charter.db", folder / "empty.db")
        demo.load()
        _copy(folder / "charter.db", folder / "demo.db")
        db.engine.dispose()
    return folder


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Callable[[], str]]:
    """Call it for the address of a new database, empty, or `like` another one, on the one server of this run."""
    # Not below pytest's own folder: each run of pytest shuts that one to other accounts, and so to PostgreSQL's.
    place = os.environ.get("PYTEST_DEBUG_TEMPROOT")
    with TemporaryDirectory(prefix="charter-", dir=place) as folder, postgresql_server(Path(folder)) as server:
        yield server.new_database


@pytest.fixture(scope="session")
def demo_on_postgresql(postgresql, template, tmp_path_factory) -> Callable[[], str]:
    """Call it for the address of a new database with the demo: a copy of one that was filled once."""
    import flask_migrate

    from charter import copying

    filled, instance = postgresql(), str(tmp_path_factory.mktemp("filled"))
    app = create_app(Settings(environment="development", instance=instance, database_url=filled), **TEST_SETTINGS)
    with app.app_context():
        flask_migrate.upgrade()
        copying.copy_all(f"sqlite:///{template / 'demo.db'}")
        db.session.remove()
        db.engine.dispose()
    return lambda: postgresql(like=filled)


@pytest.fixture(scope="session")
def demo_on(request, template) -> Callable[[str, Path], Flask]:
    """Call it with `sqlite` or `postgresql` and a folder: an application with the demo in a database of its own."""

    def make(kind: str, folder: Path) -> Flask:
        folder.mkdir(exist_ok=True)
        address = request.getfixturevalue("demo_on_postgresql")() if kind == "postgresql" else ""
        if not address:
            shutil.copy(template / "demo.db", folder / "charter.db")
        settings = Settings(environment="development", instance=str(folder), database_url=address)
        app = create_app(settings, **TEST_SETTINGS)
        compiled_once.share(app)
        app.test_client_class = Browser
        return app

    return make


def _copy(source: Path, target: Path) -> None:
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(source, target)


@pytest.fixture(autouse=True)
def silent() -> Iterator[list[set[str]]]:
    """What was decided without a word in the journal: nothing, in no test."""
    with journal_watch.watched() as found:
        yield found
    assert found == []


@pytest.fixture(autouse=True)
def single() -> Iterator[list[str]]:
    """Where two connections were held at once: nowhere, in no test."""
    with connection_watch.watched() as found:
        yield found
    assert not found, "\n".join(found)


@pytest.fixture
def app(template, tmp_path, request) -> Iterator[Flask]:
    """The application on a filled database (or an empty one: mark the test with `empty`), inside its context."""
    which = "empty" if request.node.get_closest_marker("empty") else "demo"
    shutil.copy(template / f"{which}.db", tmp_path / "charter.db")
    app = make_app(tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def sign_in(app) -> SignIn:
    """A browser signed in as a mailbox of the demo, such as `namur`, with the language set to English."""
    from charter.accounts import actions as accounts
    from charter.demo.actions import DOMAIN

    def enter(mailbox: str) -> FlaskClient:
        browser = public(app)
        secret = accounts.make_link(f"{mailbox}@{DOMAIN}")
        assert browser.post(f"/sign-in/{secret}").status_code == 303
        return browser

    return enter


def public(app: Flask) -> FlaskClient:
    browser = app.test_client()
    browser.set_cookie("language", "en")
    return browser


@pytest.fixture
def visitor(app) -> FlaskClient:
    """A browser with nobody signed in."""
    return public(app)


@pytest.fixture
def socket(app, sign_in):
    """A live connection as a mailbox of the demo."""

    def connect(mailbox: str) -> Socket:
        return Socket(app, sign_in(mailbox))

    return connect


@pytest.fixture
def charter(app) -> "Charter":
    from charter.charters.models import Charter

    return db.session.query(Charter).one()


@pytest.fixture
def someone(app) -> Callable[[str], "Member"]:
    """A member by their mailbox."""
    from charter.accounts import queries as accounts
    from charter.demo.actions import DOMAIN

    return lambda mailbox: accounts.get_by_email(f"{mailbox}@{DOMAIN}")


@pytest.fixture
def clause(charter) -> "Clause":
    """A clause in drafting, with comments and no vote."""
    from charter.clauses.models import Clause

    return db.session.query(Clause).filter_by(heading="Le droit à un accueil humain").one()


@pytest.fixture
def clause_page(charter, clause) -> str:
    return f"/charters/{charter.slug}/clauses/{clause.id}"


@pytest.fixture
def away(tmp_path):
    """Call it, and the database cannot be opened any more."""
    from charter.web import failure_log

    def go():
        db.session.remove()
        db.engine.dispose()
        (tmp_path / "charter.db").unlink()
        (tmp_path / "charter.db").mkdir()

    yield go
    failure_log.reset()
