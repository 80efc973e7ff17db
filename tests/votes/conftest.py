"""The demo with a hundred more delegates, on either database."""

import pytest

from charter import create_app
from charter.config import Settings
from charter.database import db
from tests.conftest import TEST_SETTINGS

CROWD = 100


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(request, tmp_path_factory):
    """The application and its settings."""
    address = request.getfixturevalue("postgresql")() if request.param == "postgresql" else ""
    yield from _site(tmp_path_factory.mktemp(request.param), address)


def _site(folder, address):
    import flask_migrate

    from charter.accounts.models import Member
    from charter.demo import actions as demo

    settings = Settings(environment="development", instance=str(folder / "instance"), database_url=address)
    app = create_app(settings, **TEST_SETTINGS)
    with app.app_context():
        flask_migrate.upgrade()
        demo.load()
        db.session.add_all(
            Member(email=f"d{number}@crowd.example", name=f"D{number}", role="delegate", association_id=1 + number % 9)
            for number in range(CROWD)
        )
        db.session.commit()
        yield app, settings
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def crowd(site) -> list[str]:
    """The mailboxes of the hundred."""
    return [f"d{number}@crowd.example" for number in range(CROWD)]
