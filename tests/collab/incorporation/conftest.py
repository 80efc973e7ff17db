from threading import Thread

import pytest

from charter.charters.models import Charter
from charter.collab.extension import Collab
from charter.collab.incorporation.actions import ServerEditor
from charter.core.periodic import OnDemand
from charter.database import db


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
def moderator(someone, clause):
    """Somebody of the chair, as they act; nobody asks for their session."""
    return ServerEditor.of(someone("moderation"), None, db.session.get(Charter, clause.charter_id).language)
