"""What the database itself refuses, on both databases, and that a copy of the site keeps it."""

import flask_migrate
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from charter import copying, create_app
from charter.amendments import support
from charter.amendments.rounds import actions as rounds
from charter.config import Settings
from charter.database import db
from tests.conftest import TEST_SETTINGS

REFUSED = [
    "UPDATE wording SET reason = 'Autre'",
    "DELETE FROM wording",
    "UPDATE change SET heading = 'Autre'",
    "DELETE FROM change",
    "UPDATE round_base SET digest = 'autre'",
    "DELETE FROM amendment",
    "UPDATE amendment SET number = 9",
    "UPDATE amendment SET round_id = 1, number = 9",
    "UPDATE cosignature SET association_id = 3",
    "UPDATE cosignature SET withdrawn_at = NULL",
    "DELETE FROM cosignature",
    "DELETE FROM round",
    "UPDATE round SET closed_at = NULL",
    "UPDATE round SET is_public = NOT is_public",
    # a base that is not that of its round; an amendment without a base; two open rounds
    "INSERT INTO change (wording_id, position, round_id, clause_id, base_digest, drops, heading, content, html)"
    " VALUES (1, 9, 1, {clause}, 'forged', {false}, 'x', '{{}}', '')",
    "INSERT INTO change (wording_id, position, round_id, clause_id, base_digest, drops, heading, content, html)"
    " VALUES (1, 9, 1, {clause}, NULL, {false}, 'x', '{{}}', '')",
]


@pytest.fixture
def filled(app, open_round, propose, amending, someone, clause) -> int:
    """Two rounds, the first one closed, with an amendment that is carried over and was co-signed; the clause."""
    first = open_round()
    amendment = propose(first, "namur")
    support.cosign(amending.id, amendment.id, amendment.wording.digest, someone("quebec"))
    support.uncosign(amending.id, amendment.id, someone("quebec"))
    rounds.close(first.id, someone("moderation"))
    open_round()
    number = clause.id
    db.session.remove()
    return number


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_what_was_submitted_stays_as_it_is_whoever_asks_the_database(filled, tmp_path, request, kind):
    address = request.getfixturevalue("postgresql")() if kind == "postgresql" else f"sqlite:///{tmp_path / 'copy.db'}"
    settings = Settings(environment="development", instance=str(tmp_path / "copy"), database_url=address)
    copy = create_app(settings, **TEST_SETTINGS)
    with copy.app_context():
        flask_migrate.upgrade()
        copying.copy_all(f"sqlite:///{tmp_path / 'charter.db'}")
        counted = db.session.execute(text("SELECT (SELECT count(*) FROM amendment), (SELECT count(*) FROM wording)"))
        assert tuple(counted.one()) == (2, 2)
        db.session.rollback()
        false = "FALSE" if kind == "postgresql" else "0"
        accepted = [each for each in REFUSED if not _is_refused(each.format(clause=filled, false=false))]
        db.session.remove()
        db.engine.dispose()
    assert accepted == []


def _is_refused(statement: str) -> bool:
    try:
        with db.engine.begin() as connection:
            connection.execute(text(statement))
    except DatabaseError:
        return True
    return False
