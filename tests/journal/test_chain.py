import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from charter.database import db, writing
from charter.journal import actions, chain, queries
from charter.journal.models import Entry

CONTENTS = st.lists(st.dictionaries(st.sampled_from("abc"), st.integers(0, 9), min_size=1), min_size=1, max_size=8)


def linked(contents):
    links, previous = [], chain.GENESIS_DIGEST
    for content in contents:
        links.append(chain.Link(content, previous, chain.digest(content, previous)))
        previous = links[-1].digest
    return links


@given(CONTENTS)
def test_an_honest_chain_holds(contents):
    assert chain.broken_links(linked(contents)) == []


@given(CONTENTS, st.data())
def test_a_changed_entry_is_found(contents, data):
    links = linked(contents)
    place = data.draw(st.integers(0, len(links) - 1))
    links[place] = links[place]._replace(content=links[place].content | {"forged": 1})
    assert chain.broken_links(links) == [place]


@given(CONTENTS.filter(lambda contents: len(contents) > 1), st.data())
def test_a_missing_entry_is_found(contents, data):
    links = linked(contents)
    place = data.draw(st.integers(0, len(links) - 2))
    assert chain.broken_links(links[:place] + links[place + 1 :]) == [place]


def test_the_journal_of_the_demo_holds(app):
    assert db.session.query(Entry).count() > 20
    assert queries.broken() == []


@pytest.mark.parametrize("table", ["journal_entry", "journal_checkpoint", "version", "ballot_event"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET at = at", "DELETE FROM {}"])
def test_the_database_refuses_to_change_the_past(app, table, statement):
    with pytest.raises(IntegrityError, match="append-only"):
        db.session.execute(text(statement.format(table)))


def test_the_database_refuses_to_change_an_edit(app):
    with pytest.raises(IntegrityError, match="append-only"):
        db.session.execute(text("UPDATE edit SET blob = ''"))


def test_tampering_below_the_triggers_is_found(app):
    db.session.execute(text("DROP TRIGGER journal_entry_no_update"))
    db.session.execute(text("UPDATE journal_entry SET actor_id = 999 WHERE seq = 5"))
    db.session.commit()
    assert queries.broken() == [5]


def test_what_a_verb_undoes_leaves_no_entry(app):
    before = db.session.query(Entry).count()
    with pytest.raises(RuntimeError), writing():
        actions.record("test", "test:1", by=None)
        raise RuntimeError
    assert db.session.query(Entry).count() == before
