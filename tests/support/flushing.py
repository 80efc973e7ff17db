"""Edits are committed by a thread, as a server does."""

from threading import Thread

import pytest


@pytest.fixture
def flushed(app):
    """Do something that waits for a flush, while a thread flushes as a server does."""
    loop = app.extensions["collab"].flush_loop._loop

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
