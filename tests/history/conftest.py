from threading import Thread

import pytest

from charter.collab.extension import Collab
from charter.core.periodic import OnDemand
from tests.collab.client import Writer


@pytest.fixture
def flushed(app):
    """Do something that waits for a flush, while a thread flushes as a server does."""
    collab: Collab = app.extensions["collab"]
    loop: OnDemand = collab.flush_loop._loop

    def during(work):
        thread = Thread(target=loop.run)
        thread.start()
        try:
            return work()
        finally:
            loop.stop()
            thread.join()
            loop._is_stopped = False

    return during


@pytest.fixture
def writer(socket, clause):
    """Somebody typing in the clause, by their mailbox."""
    return lambda mailbox: Writer(socket(mailbox), clause.id)
