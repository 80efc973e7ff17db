"""What is decided stands in the journal: every test watches each transaction for it (`support.journal_watch`)."""

import pytest
from sqlalchemy import update

from charter.clauses.models import Clause
from charter.database import db, writing


def test_a_decision_that_is_not_journalled_is_noticed(app, clause, silent):
    with writing():
        db.session.execute(update(Clause).where(Clause.id == clause.id).values(stage="dropped"))
    assert silent == [{"clause"}]
    silent.clear()


def test_a_decision_that_was_undone_is_none(app, clause, silent):
    with pytest.raises(KeyError), writing():
        db.session.execute(update(Clause).where(Clause.id == clause.id).values(stage="dropped"))
        raise KeyError
    assert silent == []
