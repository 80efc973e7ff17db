"""The demo with a hundred more delegates, on either database."""

import pytest

from charter.config import Settings
from charter.database import db

CROWD = 100


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def site(request, demo_on, tmp_path_factory):
    """The application and its settings."""
    from charter.accounts.models import Member

    app = demo_on(request.param, tmp_path_factory.mktemp(request.param) / "instance")
    with app.app_context():
        db.session.add_all(
            Member(email=f"d{number}@crowd.example", name=f"D{number}", role="delegate", association_id=1 + number % 9)
            for number in range(CROWD)
        )
        db.session.commit()
        address = app.config["SQLALCHEMY_DATABASE_URI"]
        yield app, Settings(environment="development", instance=app.instance_path, database_url=address)
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def crowd(site) -> list[str]:
    """The mailboxes of the hundred."""
    return [f"d{number}@crowd.example" for number in range(CROWD)]
