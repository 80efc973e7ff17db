"""As in the tests of amendments, in a round that asks for no co-signatures."""

import pytest

from tests.amendments.conftest import amending, english, open_round, propose, write  # noqa: F401
from tests.amendments.deciding.conftest import advise, answer, reworded  # noqa: F401


@pytest.fixture
def round_(open_round):  # noqa: F811
    return open_round(least_cosigners=0)
