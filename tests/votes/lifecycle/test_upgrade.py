"""A site that is upgraded while a vote is open: the vote goes on, and ends, under the rule it was opened with."""

from datetime import UTC, datetime, timedelta

import flask_migrate
import pytest
from sqlalchemy import MetaData, insert, text

from charter import create_app
from charter.accounts.models import Member
from charter.config import Settings
from charter.core import clock
from charter.database import db
from charter.votes import queries
from charter.votes.lifecycle import closing
from tests.conftest import TEST_SETTINGS

RULE = {"name": "simple_majority_expressed", "numerator": 1, "denominator": 2, "strict": True, "base": "expressed"}
LIKE = {str: "", int: 1, datetime: datetime(2026, 1, 1), dict: RULE, object: RULE, bytes: b""}  # noqa: DTZ001  columns without a zone


@pytest.fixture(params=["sqlite", "postgresql"])
def before(request, tmp_path):
    """An application whose database is that of the first release, with a vote open and one ballot in it."""
    address = "" if request.param == "sqlite" else request.getfixturevalue("postgresql")()
    settings = Settings(environment="development", instance=str(tmp_path), database_url=address)
    yield from made(create_app(settings, **TEST_SETTINGS))


def made(app):
    with app.app_context():
        flask_migrate.upgrade(revision="0004")
        with db.engine.begin() as connection:
            tables = MetaData()
            tables.reflect(connection)
            put = {"college": {}, "association": {"college_id": 1}, "charter": {"language": "fr", "stage": "voting"}}
            put |= {
                "member": {"role": "moderator", "association_id": 1},
                "clause": {"kind": "clause", "stage": "voting"},
            }
            put |= {"version": {}, "vote": {"stage": "open"}, "elector": {}, "ballot": {"choice": "for", "changes": 0}}
            for name, values in put.items():
                needed = [column for column in tables.tables[name].columns if not column.nullable]
                likely = {column.name: LIKE[column.type.python_type] for column in needed}
                connection.execute(insert(tables.tables[name]), likely | values)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("result", ["NULL", "'null'"])
def test_a_vote_open_during_the_upgrade_is_extended_closed_and_counted(before, result):
    flask_migrate.upgrade(revision="0007")
    with db.engine.begin() as connection:
        connection.execute(text(f"UPDATE vote SET result = {result}"))
    flask_migrate.upgrade()
    chair = db.session.get_one(Member, 1)
    closing.extend(1, clock.now() + timedelta(hours=1), "The line was cut.", by=chair)
    closing.close(1, chair, "Everybody has voted.")
    found = queries.result(queries.get(1))
    assert (found.outcome, found.votes.votes_for, queries.get(1).closed_at.tzinfo) == ("adopted", 1, UTC)
