from threading import Event, Thread

import pytest

from charter.collab.events import flush_loop
from tests.collab.writing import Writer


@pytest.fixture
def flushing(app):
    """Flush as a server does, in a thread, until the test ends."""
    ended = Event()

    def run():
        while not ended.is_set():
            flush_loop._wake.wait()
            flush_loop._wake.clear()
            with app.app_context():
                flush_loop.flush()

    thread = Thread(target=run)
    thread.start()
    yield
    ended.set()
    flush_loop._wake.set()
    thread.join()
    flush_loop._wake.clear()


@pytest.fixture
def writer(socket, clause):
    """Somebody typing in the clause, by their mailbox."""
    return lambda mailbox: Writer(socket(mailbox), clause.id)
