"""One connection for each request, event and loop: the net, and what it catches."""

import re
from pathlib import Path

import pytest

from charter.collab.storage import update_log
from charter.database import db, own_connection, writing


def test_the_watch_sees_a_second_connection(app, single):
    with own_connection(), own_connection():
        assert "own_connection" in single[0]
    single.clear()


def test_reading_ends_before_a_connection_of_ones_own_is_asked_for(clause, single):
    assert db.session().in_transaction()
    assert update_log.clauses_with_new_edits({clause.id: 0}) == [clause.id]
    assert single == []


def test_a_verb_is_not_torn_apart_by_a_second_connection(app):
    with pytest.raises(RuntimeError), writing(), own_connection():
        pass


def test_no_feature_asks_the_pool_itself():
    files = [path for path in Path("charter").rglob("*.py") if path.parent.name not in ("charter", "migrations")]
    assert [str(path) for path in files if re.search(r"engine\.(connect|begin)\(", path.read_text())] == []
