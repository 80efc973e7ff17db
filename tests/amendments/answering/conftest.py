"""An amendment of Namur, and advice on it."""

import pytest

from tests.amendments.deciding.conftest import advise, answer, reworded  # noqa: F401


@pytest.fixture
def amendment(round_, propose):
    return propose(round_, "namur")


@pytest.fixture
def page(amendment, amending) -> str:
    return f"/charters/{amending.slug}/amendments/{amendment.id}"


@pytest.fixture
def modify(amendment, clause, reworded, advise):  # noqa: F811
    """Call it to advise another wording for the amendment."""
    from charter.amendments.texts import Proposed

    def advised(old="accueil", new="véritable accueil", **more):
        proposed = (Proposed(clause.heading, reworded(old, new), clause_id=clause.id),)
        return advise(amendment, "adopt_modified", proposed=proposed, **more)

    return advised
