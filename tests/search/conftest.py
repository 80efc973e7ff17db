"""The demo on either database, where people search."""

import shutil

import flask_migrate
import pytest

from charter import copying, create_app
from charter.accounts import actions as accounts
from charter.config import Settings
from charter.database import db
from charter.demo.actions import DOMAIN
from charter.search import indexing
from tests.conftest import TEST_SETTINGS, Browser, public


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(request, template, tmp_path_factory):
    """The application."""
    folder, address = tmp_path_factory.mktemp(request.param), ""
    source = shutil.copy(template / "demo.db", folder / "charter.db")
    if request.param == "postgresql":
        address = request.getfixturevalue("postgresql")()
    settings = Settings(environment="development", instance=str(folder), database_url=address)
    app = create_app(settings, **TEST_SETTINGS)
    app.test_client_class = Browser
    with app.app_context():
        if address:
            flask_migrate.upgrade()
            copying.copy_all(f"sqlite:///{source}")
        indexing.rebuild()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def enter(site):
    """A browser of somebody, or of nobody ("")."""

    def browser(mailbox: str):
        here = public(site)
        if mailbox:
            here.post(f"/sign-in/{accounts.make_link(f'{mailbox}@{DOMAIN}')}")
        return here

    return browser
