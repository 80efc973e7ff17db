"""An export reads the database once, into one value; writers are given that value and query
nothing."""

from collections import Counter
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from charter.charters.models import Charter
from charter.database import db
from charter.export import actions, pdf
from charter.export.formats import FORMATS
from charter.votes.lifecycle.preparing import Settings
from tests.verifier.assembly import held


@contextmanager
def statements():
    """What the database is asked meanwhile, as (statement, parameters)."""
    asked = []

    def note(_connection, _cursor, statement, parameters, _context, _many):
        asked.append((statement, str(parameters)))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def voted(app, charter):
    """The first charter with votes of both kinds."""
    held(Settings(), "for", "against")
    held(Settings(ballots="sealed"), "for", "against")
    return charter.id


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_writer_needs_no_database(voted, name):
    charter = db.session.get_one(Charter, voted)
    expected = actions.export(charter, name)
    pdf._typeset.cache_clear()

    value = FORMATS[name].read(charter)
    db.session.remove()
    with statements() as asked:
        assert FORMATS[name].write(value) == expected
    assert asked == []


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_nothing_is_read_twice_for_an_export(voted, name):
    db.session.remove()
    charter = db.session.get_one(Charter, voted)
    with statements() as asked:
        actions.export(charter, name)
    assert len(asked) > 5
    assert [each for each, times in Counter(asked).items() if times > 1] == []
