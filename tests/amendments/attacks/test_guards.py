"""What the database itself refuses, on both databases, and that a copy of the site keeps it."""

import flask_migrate
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from charter import copying, create_app
from charter.amendments import support
from charter.amendments.models import Amendment, Round, Wording
from charter.amendments.rounds import actions as rounds
from charter.config import Settings
from charter.core import clock
from charter.database import db
from tests.conftest import TEST_SETTINGS

BY_GUARDS = [
    "UPDATE wording SET reason = 'Autre'",
    "DELETE FROM wording WHERE revision = 9",
    "UPDATE change SET heading = 'Autre'",
    "DELETE FROM change",
    "UPDATE round_base SET digest = 'autre' WHERE clause_id <> {clause}",
    "DELETE FROM round_base WHERE clause_id <> {clause}",
    "DELETE FROM amendment WHERE number = 77",
    "UPDATE amendment SET number = 9 WHERE number = 1",
    "UPDATE amendment SET round_id = 1 WHERE number = 77",
    "UPDATE cosignature SET association_id = 3",
    "UPDATE cosignature SET withdrawn_at = NULL",
    "DELETE FROM cosignature",
    "DELETE FROM round WHERE number = 78",
    "UPDATE round SET closed_at = NULL WHERE number = 2",
    "UPDATE round SET closes_at = '2031-01-01 00:00:00' WHERE number = 2",
    "UPDATE round SET is_public = NOT is_public",
]
"""What triggers refuse, and no key does."""
BY_KEYS = [
    # a base that is not that of its round; an amendment without a base; two open rounds
    "INSERT INTO change (wording_id, position, round_id, clause_id, base_digest, drops, heading, content, html)"
    " VALUES (1, 9, 1, {clause}, 'forged', {false}, 'x', '{{}}', '')",
    "INSERT INTO change (wording_id, position, round_id, clause_id, base_digest, drops, heading, content, html)"
    " VALUES (1, 9, 1, {clause}, NULL, {false}, 'x', '{{}}', '')",
    "INSERT INTO round (charter_id, number, least_cosigners, binders, is_public, keeps_cosignatures, opened_at)"
    " SELECT charter_id, number + 9, 0, 'head', is_public, is_public, opened_at FROM round WHERE number <= 2",
]


@pytest.fixture
def filled(app, open_round, propose, amending, someone, clause) -> int:
    """Two rounds, closed, with an amendment that is carried over and was co-signed; and rounds and amendments to which
    nothing points. The clause."""
    first = open_round()
    amendment = propose(first, "namur")
    support.cosign(amending.id, amendment.id, amendment.wording.digest, someone("quebec"))
    support.uncosign(amending.id, amendment.id, someone("quebec"))
    rounds.close(first.id, someone("moderation"))
    rounds.close(open_round().id, someone("moderation"))
    number, charter_id, now = clause.id, amending.id, clock.now()
    for each in (77, 78):
        db.session.add(Round(charter_id=charter_id, number=each, opened_at=now, closed_at=now))
        own = {"association_id": amendment.association_id, "association": "", "submitted_at": now}
        db.session.add(Amendment(charter_id=charter_id, round_id=3, number=each, **own))
        db.session.flush()
    said = {"cause": "submitted", "language": "fr", "reason": "", "previous": "", "at": now}
    db.session.add(Wording(amendment_id=4, round_id=3, revision=9, digest="none", **said))
    db.session.commit()
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
        assert tuple(counted.one()) == (4, 3)
        db.session.rollback()
        false = "FALSE" if kind == "postgresql" else "0"
        every = [each.format(clause=filled, false=false) for each in (*BY_GUARDS, *BY_KEYS)]
        accepted = [each for each in every if not _is_refused(each)]
        db.session.remove()
        db.engine.dispose()
    assert accepted == []


def test_each_guard_refuses_what_nothing_else_does(filled):
    refused = [each for each in BY_GUARDS if not _is_taken_without_guards(each.format(clause=filled))]
    assert refused == []


def _is_taken_without_guards(statement: str) -> bool:
    """Whether a statement changes something in a transaction without guards, which is rolled back."""
    for name in db.session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        db.session.execute(text(f"DROP TRIGGER {name}"))
    try:
        return db.session.execute(text(statement)).rowcount > 0
    except DatabaseError:
        return False
    finally:
        db.session.rollback()


def _is_refused(statement: str) -> bool:
    try:
        with db.engine.begin() as connection:
            connection.execute(text(statement))
    except DatabaseError:
        return True
    return False
