from threading import Event, Thread

import pytest

from charter.collab.events import flush_loop
from tests.collab.client import Writer


@pytest.fixture
def flushed(app):
    """Do something that waits for a flush, while a thread flushes as a server does."""

    def during(work):
        done = Event()

        def run():
            while not done.is_set():
                flush_loop._wake.wait()
                flush_loop._wake.clear()
                with app.app_context():
                    flush_loop.flush()

        thread = Thread(target=run)
        thread.start()
        try:
            return work()
        finally:
            done.set()
            flush_loop._wake.set()
            thread.join()
            flush_loop._wake.clear()

    return during


@pytest.fixture
def writer(socket, clause):
    """Somebody typing in the clause, by their mailbox."""
    return lambda mailbox: Writer(socket(mailbox), clause.id)
