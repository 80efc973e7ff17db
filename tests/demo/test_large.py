import pytest
from sqlalchemy import func, select

from charter import checking
from charter.accounts.models import Member
from charter.amendments.models import Amendment
from charter.clauses.models import Clause
from charter.comments.models import Anchor, Comment, Thread
from charter.database import db
from charter.demo.large import actions as large
from charter.demo.large.plan import SMALL
from charter.export import actions as exports
from charter.verifier import main as verifier
from charter.votes.models import Vote


def count(of) -> int:
    return db.session.scalar(select(func.count()).select_from(of))


@pytest.mark.empty
def test_the_large_demo_is_what_people_would_have_left(app, tmp_path):
    charter = large.load(SMALL)

    assert count(Clause) == SMALL.clauses + 1
    assert count(Comment) == SMALL.comments
    assert count(Thread) == SMALL.threads
    assert db.session.scalar(select(func.count()).where(Member.role == "delegate")) == 32
    assert count(Vote) == SMALL.votes
    assert count(Amendment) == SMALL.amendments
    assert 0.7 < count(Anchor) / count(Thread) < 1
    assert set(db.session.scalars(select(Vote.stage))) == {"open", "closed", "prepared", "cancelled"}
    assert [found.sentence for found in checking.check() if not found.holds and "Mail" not in found.sentence] == []

    (tmp_path / "archive.zip").write_bytes(exports.export(charter, "zip"))
    assert verifier.main([str(tmp_path / "archive.zip")]) == 0
