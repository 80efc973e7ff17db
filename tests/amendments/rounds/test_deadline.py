"""Fifty people submit at the second of the deadline, on both databases."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from time import sleep

import pytest
from flask_babel import force_locale
from sqlalchemy.exc import TimeoutError

from charter.accounts.models import Member
from charter.amendments import actions as submitting
from charter.amendments.models import Amendment, Draft
from charter.amendments.rounds import actions
from charter.core import clock
from charter.core.errors import Refused
from charter.database import db
from charter.journal.models import Entry

CROWD, LATE = 50, 10
TOO_LATE = "The time for amendments is over. Your text is kept as a draft."
TOO_MANY = "Your association has as many amendments as this round allows, in all or on one of these clauses."
WHO = ("namur", "quebec", "geneve", "montreal", "dschang")


@pytest.fixture(params=["sqlite", "postgresql"])
def app(request, demo_on, tmp_path):
    """The demo on either database."""
    app = demo_on(request.param, tmp_path / "instance")
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_each_is_in_under_its_own_number_or_refused_with_its_text_kept(app, open_round, write, someone):
    """Numbers 1 to n without a gap, no more than the round allows, and nobody in twice or nowhere."""
    round_ = open_round(closes_at=clock.now() + timedelta(hours=1), most_each=9)
    drafts = [(write(round_, WHO[place % len(WHO)]).id, someone(WHO[place % len(WHO)]).id) for place in range(CROWD)]
    deadline = clock.now() + timedelta(seconds=1)
    actions.set_times(round_.id, deadline, None, "Plus tôt", someone("moderation"))
    db.session.remove()

    with ThreadPoolExecutor(CROWD) as crowd:
        moments = [clock.now()] * (CROWD - LATE) + [deadline] * LATE
        answers = list(crowd.map(lambda each, at: _submit(app, *each, at), drafts, moments))

    accepted = sorted(each for each in answers if isinstance(each, int))
    refused = [each for each in answers if not isinstance(each, int)]
    assert accepted == list(range(1, len(accepted) + 1))
    assert accepted
    assert {TOO_LATE} <= {str(no) for no in refused} <= {TOO_LATE, TOO_MANY}
    stored = db.session.query(Amendment).order_by(Amendment.number).all()
    assert [each.number for each in stored] == accepted
    assert all(each.submitted_at < deadline for each in stored)
    assert max(Counter(each.association_id for each in stored).values(), default=0) <= 9
    assert db.session.query(Draft).count() == len(refused) == CROWD - len(accepted)
    said = db.session.query(Entry).filter_by(verb="amendment.submitted").order_by(Entry.seq)
    assert [each.facts["number"] for each in said] == accepted


def _submit(app, draft_id: int, member_id: int, at: datetime) -> int | Refused:
    sleep(max(0, (at - clock.now()).total_seconds()))
    with app.app_context(), force_locale("en"):
        while True:
            try:
                return submitting.submit(draft_id, 1, db.session.get_one(Member, member_id)).number
            except Refused as no:
                str(no)  # in the language of whoever was refused
                return no
            except TimeoutError:
                continue  # no connection came free: a browser says so, and the person sends again
            finally:
                db.session.remove()
