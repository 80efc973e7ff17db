import pytest

from tests.collab.client import Writer


@pytest.fixture
def writer(socket, clause):
    """Somebody typing in the clause, by their mailbox."""
    return lambda mailbox: Writer(socket(mailbox), clause.id)
