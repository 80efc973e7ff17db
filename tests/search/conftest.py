"""The demo on either database, where people search."""

import pytest

from charter.accounts import actions as accounts
from charter.database import db
from charter.demo.actions import DOMAIN
from charter.search import indexing
from tests.conftest import public


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(request, demo_on, tmp_path_factory):
    """The application."""
    app = demo_on(request.param, tmp_path_factory.mktemp(request.param))
    with app.app_context():
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
