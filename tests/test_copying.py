"""A site grows: everything of its SQLite database goes to PostgreSQL."""

import shutil

import flask_migrate
import pytest
from sqlalchemy import create_engine, select

from charter import copying, create_app
from charter.accounts import queries as accounts
from charter.accounts.models import Member
from charter.clauses.models import Clause
from charter.collab.publishing import actions as collab
from charter.collab.storage import live_text
from charter.config import Settings
from charter.core.errors import Refused
from charter.database import db, writing
from charter.journal import queries as journal
from charter.outbox import actions as outbox
from charter.outbox import queries as mails
from charter.outbox.actions import Delivery
from charter.outbox.models import INVITATION
from tests.conftest import TEST_SETTINGS


@pytest.fixture(scope="module")
def grown(template, postgresql, tmp_path_factory):
    """The application on PostgreSQL; the address of the SQLite database that it was filled from."""
    folder = tmp_path_factory.mktemp("grown")
    source = f"sqlite:///{shutil.copy(template / 'demo.db', folder / 'charter.db')}"
    with create_engine(source).begin() as connection:  # as a name could be before names were cleaned
        connection.exec_driver_sql("UPDATE college SET name = name || char(0) WHERE id = 1")
        first, last = connection.exec_driver_sql("SELECT min(id), max(id) FROM member WHERE role = 'delegate'").one()
        values = f"rank = 'substitute', substitute_for_id = {last}"  # of a delegate who was invited later
        connection.exec_driver_sql(f"UPDATE member SET {values} WHERE id = {first}")
    settings = Settings(environment="development", instance=str(folder / "instance"), database_url=postgresql())
    app = create_app(settings, **TEST_SETTINGS)
    with app.app_context():
        with pytest.raises(Refused, match="migration"):
            copying.copy_all(source)
        flask_migrate.upgrade()
        assert copying.copy_all(source) > 100
        yield source
        db.session.remove()
        db.engine.dispose()


def test_every_row_is_there(grown):
    with create_engine(grown).connect() as before, db.engine.connect() as after:
        for table in db.metadata.sorted_tables:
            if table.info.get("is_derived"):
                continue
            rows = select(table).order_by(*table.primary_key.columns)
            expected = [tuple(map(storable, row)) for row in before.execute(rows)]
            assert [tuple(row) for row in after.execute(rows)] == expected, table.name


def storable(value: object) -> object:
    return value.replace("\0", "") if isinstance(value, str) else value


def test_the_journal_and_the_texts_hold(grown):
    assert journal.broken() == []
    assert all(live_text.committed_text(clause.id).markup for clause in db.session.query(Clause))


def test_new_rows_are_numbered_after_the_old(grown):
    moderator = accounts.get_by_email("moderation@forum.example")
    last = db.session.query(Clause).order_by(Clause.id.desc()).first()
    made = collab.create_clause(last.charter_id, last.section_id, "Un article de plus", moderator)
    assert made.id == last.id + 1


def test_mails_wait_fail_and_are_tried_again_there_too(grown):
    outbox.clear()
    with writing():
        outbox.put(INVITATION, 0, [1, 2], "fr")
        outbox.put_each("vote.closed", 1, select(Member.id).where(Member.id == 3))
    first = outbox.claim(2)
    assert {letter.kind for letter in first} == {INVITATION}  # somebody waits for these
    outbox.record_deliveries(zip(first, [Delivery("later", "451 later"), Delivery("refused", "550 no")], strict=True))
    assert mails.numbers() == mails.Numbers(waiting=1, delayed=1, failed=1)
    assert mails.replies(5) == [("451 later", 1), ("550 no", 1)]
    assert [mail.state for mail in mails.links(offset=0, limit=5)] == ["failed", "waiting"]
    assert outbox.retry_now() == 2
    outbox.record_deliveries((letter, Delivery("sent")) for letter in outbox.claim(5))
    assert mails.numbers() == mails.Numbers(0, 0, 0)


def test_a_database_that_holds_something_is_not_filled(grown):
    with pytest.raises(Refused, match="not empty"):
        copying.copy_all(grown)


def test_what_refers_to_an_amendment_is_copied_after_it(app):
    """A thread is below amendments: the database alone knows the key, and PostgreSQL checks it row by row."""
    order = [table.name for table in db.metadata.sorted_tables]
    assert order.index("amendment") < order.index("thread")
    assert order.index("wording") < order.index("anchor")
