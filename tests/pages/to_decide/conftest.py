"""A closed round with amendments to one clause: two that ask the same, one that collides with them, one of
typography alone."""

import pytest

from charter.database import db
from tests.amendments.conftest import amending, english, open_round, propose, write  # noqa: F401
from tests.amendments.deciding.conftest import advise, answer, reworded  # noqa: F401


@pytest.fixture
def round_(open_round):  # noqa: F811
    return open_round(least_cosigners=0)


@pytest.fixture
def proposed(round_, propose, reworded, someone):  # noqa: F811
    """The amendments of a closed round, by number."""
    from charter.amendments.rounds import actions as rounds

    texts = [
        ("namur", reworded("accueil", "véritable accueil")),
        ("quebec", reworded("accueil", "véritable accueil")),
        ("geneve", reworded("accueil", "simple accueil")),
        ("namur", reworded("’", "'")),
    ]
    found = [propose(round_, who, content=content) for who, content in texts]
    rounds.close(round_.id, someone("moderation"))
    db.session.expire_all()
    return {each.number: each for each in found}


@pytest.fixture
def page(amending):  # noqa: F811
    return f"/charters/{amending.slug}/amendments/to-decide"
