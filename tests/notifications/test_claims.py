"""Several processes empty one outbox on PostgreSQL."""

from datetime import timedelta
from threading import Thread

import pytest

from charter import create_app
from charter.config import Settings
from charter.core import clock
from charter.database import db, writing
from charter.outbox import actions as outbox
from charter.outbox.models import OutboxMail
from tests.conftest import TEST_SETTINGS

VOTES, MEMBERS, PROCESSES = 10, 8, 4


@pytest.fixture
def served(postgresql, tmp_path):
    settings = Settings(environment="development", instance=str(tmp_path), database_url=postgresql())
    app = create_app(settings, **TEST_SETTINGS)
    with app.app_context():
        OutboxMail.__table__.create(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


def test_processes_that_claim_at_once_never_divide_the_mails_of_one_person(served):
    for _turn in range(5):
        outbox.clear()
        with writing():
            for vote_id in range(VOTES):
                outbox.gather("vote.opened", vote_id, range(1, MEMBERS + 1), None)
            db.session.execute(db.update(OutboxMail).values(held_until=clock.now() - timedelta(minutes=1)))

        claims: list[list[int]] = []

        def claim(claims=claims):
            with served.app_context():
                claims.append([each.member_id for each in outbox.claim(3)])
                db.session.remove()

        threads = [Thread(target=claim) for _ in range(PROCESSES)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert {found.count(member) for found in claims for member in found} <= {VOTES}
