"""Edits of several people and clauses in one batch: each is answered for what became of it."""

import pytest
from pycrdt import XmlElement, XmlText
from sqlalchemy.exc import OperationalError

from charter.clauses.models import Clause
from charter.collab.extension import collab
from charter.collab.storage import live_text, update_log
from charter.collab.storage.compiled_statement import CompiledStatement
from charter.collab.sync import compaction
from charter.collab.ydoc.document import LiveDocument
from charter.collab.ydoc.encoding import varint
from charter.database import db
from tests.collab.client import Writer, flush
from tests.collab.ydoc.test_crafted import crafted, item, words


@pytest.fixture
def other(socket, clause):
    """Somebody in another clause of the same process."""
    elsewhere = db.session.query(Clause).filter(Clause.stage == "drafting", Clause.id != clause.id).first()
    return Writer(socket("geneve"), elsewhere.id)


def text_of(clause_id) -> str:
    return live_text.committed_text(clause_id).html


@pytest.fixture
def poisoned(app):
    """A database that cannot write an edit with these words."""

    trigger = """CREATE TRIGGER poisoned BEFORE INSERT ON edit WHEN instr(NEW.blob, CAST('poison' AS BLOB))
        BEGIN SELECT RAISE(ABORT, 'no such value'); END"""
    with db.engine.begin() as connection:
        connection.exec_driver_sql(trigger)


def test_an_edit_that_the_database_cannot_write_is_its_authors_alone(app, writer, other, clause, poisoned):
    namur, quebec = writer("namur"), writer("quebec")
    namur.type(" poison")
    namur.type(" après")
    quebec.type(" Québec.")
    other.type(" Genève.")
    flush()
    assert namur.socket.received("resync") == [[clause.id]]
    assert quebec.socket.received("ack") == [[clause.id, 1]]
    assert other.socket.received("ack") == [[other.clause_id, 1]]
    assert "Québec." in text_of(clause.id)
    assert "Genève." in text_of(other.clause_id)
    assert "poison" not in text_of(clause.id)
    quebec.catch_up()
    assert "poison" not in quebec.text


def test_a_room_that_panics_stops_no_other(app, writer, other, clause, monkeypatch):
    class Panic(BaseException):
        pass

    def placement(room):
        raise Panic

    namur = writer("namur")
    broken = collab.documents.load(clause.id)
    monkeypatch.setattr(
        LiveDocument, "placement", property(lambda room: placement(room) if room is broken else room._build_placement())
    )
    namur.type(" Namur.")
    other.type(" Genève.")
    flush()
    assert namur.socket.received("resync") == [[clause.id]]
    assert other.socket.received("ack") == [[other.clause_id, 1]]


def test_what_is_committed_is_kept_though_a_room_cannot_take_it_in(app, writer, other, clause, monkeypatch):
    namur = writer("namur")
    broken, apply = collab.documents.load(clause.id), LiveDocument.apply

    def fails(room, *args):
        if room is broken:
            raise RuntimeError
        return apply(room, *args)

    monkeypatch.setattr(LiveDocument, "apply", fails)
    namur.type(" Namur.")
    other.type(" Genève.")
    flush()
    assert namur.socket.received("ack") == [[clause.id, 1]]
    assert other.socket.received("ack") == [[other.clause_id, 1]]
    assert "Namur." in text_of(clause.id)
    assert len(update_log.load(clause.id)[0]) == len({blob for _, blob in update_log.load(clause.id)[0]})


def test_a_database_that_is_away_is_asked_once_for_all(app, writer, other, clause, monkeypatch):
    asked = []

    def away(statement, _connection, values):
        asked.append(values)
        raise OperationalError(str(statement), None, Exception("away"))

    namur = writer("namur")
    update = other.change(lambda root: root.children[0].children[0].insert(0, "Genève. "))
    with monkeypatch.context() as patched:
        patched.setattr(CompiledStatement, "rows", away)
        namur.type(" Namur.")
        other.send(update)
        flush()
    assert len(asked) == 1
    for each in (namur, other):
        assert each.socket.received("resync") == [[each.clause_id]]
    other.send(update)
    flush()
    assert "Genève." in text_of(other.clause_id)


def test_a_connection_lost_while_one_clause_is_read_fails_no_other(app, writer, other, clause, monkeypatch):
    namur, read = writer("namur"), update_log.epoch

    def lost(clause_id):
        if clause_id == clause.id:
            db.session.connection().invalidate()
        return read(clause_id)

    for each in (clause.id, other.clause_id):
        collab.documents.evict(each)
    monkeypatch.setattr(update_log, "epoch", lost)
    namur.type(" Namur.")
    other.type(" Genève.")
    flush()
    assert namur.socket.received("resync") == [[clause.id]]
    assert other.socket.received("ack") == [[other.clause_id, 1]]


def test_a_connection_that_is_found_lost_while_giving_up_is_no_reason_to_stay_silent(app, writer, clause, monkeypatch):
    namur, rollback = writer("namur"), db.session.rollback
    problems = [OperationalError("ROLLBACK", None, Exception("away"))]

    def cannot_be_read(_clause_id):
        raise RuntimeError

    def lost():
        if problems:
            raise problems.pop()
        rollback()

    collab.documents.evict(clause.id)
    namur.type(" Namur.")
    with monkeypatch.context() as patched:
        patched.setattr(update_log, "epoch", cannot_be_read)
        patched.setattr(db.session, "rollback", lost)
        flush()
    assert namur.socket.received("resync") == [[clause.id]]


def test_a_snapshot_that_cannot_be_kept_says_nothing_of_the_batch(app, writer, other, clause, monkeypatch):
    asked = []

    def full(clause_id, *_details):
        asked.append(clause_id)
        raise OperationalError("INSERT", None, Exception("full"))

    monkeypatch.setattr(compaction, "EDITS_PER_SNAPSHOT", 1)
    monkeypatch.setattr(update_log, "snapshot", full)
    writer("namur").type(" Namur.")
    other.type(" Genève.")
    flush()
    assert set(asked) == {clause.id, other.clause_id}


def test_the_same_edit_sent_twice_in_one_batch_is_written_and_answered_once(app, writer, clause):
    namur = writer("namur")
    before = len(update_log.load(clause.id)[0])
    update = namur.change(lambda root: root.children[0].children[0].insert(0, "Deux fois. "))
    namur.send(update)
    namur.send(update)
    flush()
    assert namur.socket.received("ack") == [[clause.id, 2]]
    assert len(update_log.load(clause.id)[0]) == before + 1


def test_what_stands_on_an_edit_that_the_database_refuses_is_not_kept(app, writer, clause):
    """The log would hold an edit on nothing: told as kept, and seen by nobody."""
    observer, namur, quebec = writer("mediation"), writer("namur"), writer("quebec")
    theirs, before = observer.doc.client_id, update_log.all_edits(clause.id)
    observer.type("observateur")
    namur.send(crafted(namur.doc.client_id, 0, item(4, words("appuyé"), origin=(theirs, 10))))
    quebec.type(" Québec.")
    flush()
    assert namur.socket.received("resync") == [[clause.id]]
    assert quebec.socket.received("ack") == [[clause.id, 1]]
    assert len(update_log.all_edits(clause.id)) == len(before) + 1
    assert "Québec." in text_of(clause.id)


def test_a_deletion_that_the_database_refuses_lets_nothing_in(app, writer, clause):
    """Where it would have deleted, everything could stand."""
    namur = writer("namur")
    namur.send(namur.change(lambda root: root.children.append(XmlElement("paragraph", contents=[XmlText("abc")]))))
    flush()
    observer, quebec = writer("mediation"), writer("quebec")
    me = namur.doc.client_id
    observer.send(b"\x00\x01" + varint(me) + b"\x01" + varint(0) + varint(5))
    namur.send(crafted(me, 5, item(7, b"\x03" + words("heading"), origin=(me, 2))))
    quebec.type(" Québec.")
    flush()
    assert namur.socket.received("refused")
    assert quebec.socket.received("ack") == [[clause.id, 1]]
    assert "Québec." in text_of(clause.id)
