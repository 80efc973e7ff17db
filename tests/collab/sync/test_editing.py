import subprocess
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import event as listens
from sqlalchemy import text

from charter.collab.events import PROTOCOL_VERSION
from charter.collab.extension import collab
from charter.collab.models import Edit
from charter.collab.presence.participants import Writer as Writing
from charter.collab.storage import live_text, update_log
from charter.collab.sync import validation
from charter.collab.sync.flush_loop import FlushLoop
from charter.collab.sync.messages import BatchResult, PendingUpdate
from charter.collab.ydoc import to_prosemirror
from charter.collab.ydoc.document import LiveDocument
from charter.content import schema
from charter.database import db
from charter.web.background import Background
from tests.collab.client import VERSIONS, add_element, flush


def kept_text(clause) -> str:
    return to_prosemirror.plain(live_text.committed_text(clause.id).content)


def test_words_are_on_disk_before_anyone_hears_of_them(app, writer, clause):
    namur, quebec = writer("namur"), writer("quebec")
    namur.type(" Ensemble.")
    assert namur.socket.received("ack") == []
    assert quebec.socket.received("update") == []
    assert "Ensemble" not in kept_text(clause)
    flush()
    assert "Ensemble" in kept_text(clause)
    assert namur.socket.received("ack") == [[clause.id, 1]]
    quebec.catch_up()
    assert quebec.text == namur.text == kept_text(clause)


def test_two_people_typing_at_once_see_the_same_text(app, writer, clause):
    namur, quebec = writer("namur"), writer("quebec")
    namur.type(" Un.")
    quebec.type(" Deux.")
    flush()
    assert (namur.socket.received("ack"), quebec.socket.received("ack")) == ([[clause.id, 1]], [[clause.id, 1]])
    late = writer("geneve")
    for each in (namur, quebec):
        each.open()
    assert namur.text == quebec.text == late.text == kept_text(clause)
    assert "Un." in late.text
    assert "Deux." in late.text


def test_an_author_does_not_get_their_own_words_back(app, writer):
    namur = writer("namur")
    namur.type(" Un.")
    flush()
    assert namur.socket.received("update") == []


def test_an_update_sent_twice_is_in_the_text_once(app, writer, clause):
    namur = writer("namur")
    update = namur.change(add_element("paragraph"))
    namur.send(update)
    flush()
    namur.send(update)
    flush()
    assert len(live_text.committed_text(clause.id).content["content"]) == len(
        to_prosemirror.content(namur.doc)["content"]
    )


def test_a_room_reads_the_log_again_when_everyone_has_left(app, writer, clause):
    namur = writer("namur")
    namur.type(" Restera.")
    flush()
    namur.socket.hang_up()
    assert clause.id not in collab.documents._documents
    assert "Restera" in writer("quebec").text


def test_a_room_needs_no_flask_and_no_database(app, clause):
    room = LiveDocument(*update_log.load(clause.id))
    assert LiveDocument([(1, room.since(b"\x00"))]).vector() == room.vector()


def test_what_failed_to_reach_the_disk_is_asked_for_again(app, writer, clause):
    namur, quebec = writer("namur"), writer("quebec")
    db.session.execute(text("CREATE TRIGGER full BEFORE INSERT ON edit BEGIN SELECT RAISE(FAIL, 'disk full'); END"))
    db.session.commit()
    namur.type(" Un.")
    flush()
    assert namur.socket.received("resync") == [[clause.id]]
    assert quebec.socket.received("update") == []
    db.session.execute(text("DROP TRIGGER full"))
    db.session.commit()
    answer = namur.open()
    namur.send(namur.doc.get_update(answer["vector"]))
    flush()
    assert "Un." in kept_text(clause)


def test_all_that_has_arrived_is_kept_in_one_transaction(app, writer, clause):
    namur, quebec = writer("namur"), writer("quebec")
    for each in (namur, quebec, namur):
        each.type(" Un mot.")
    commits = []
    listens.listen(db.engine, "commit", commits.append)
    flush()
    assert len(commits) == 1
    assert [number for _, number in namur.socket.received("ack")] == [2]


def test_an_opening_waits_for_nothing_once_it_has_read_the_text(app, writer, clause, monkeypatch):
    namur, waits = writer("namur"), []

    def vector(room):
        waits.append(db.session().in_transaction())
        return room.doc.get_state()

    monkeypatch.setattr(LiveDocument, "vector", vector)
    assert "update" in namur.open()
    assert waits == [False]


def test_the_log_is_written_under_full_sync(app):
    assert db.session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
    assert db.session.execute(text("PRAGMA synchronous")).scalar() == 2
    assert db.session.execute(text("PRAGMA foreign_keys")).scalar() == 1


def test_the_author_of_each_edit_is_kept(app, writer, someone, clause):
    writer("namur").type(" Un.")
    flush()
    newest = db.session.query(Edit).order_by(Edit.seq.desc()).first()
    assert (newest.clause_id, newest.member_id) == (clause.id, someone("namur").id)


OF_ANOTHER_TIME = {
    "an older schema": ("join", PROTOCOL_VERSION, schema.VERSION - 1, 3, b"\x00", "", []),
    "an older protocol": ("join", PROTOCOL_VERSION - 1, schema.VERSION, 3, b"\x00", "", []),
    "a protocol to come": ("join", PROTOCOL_VERSION + 1, schema.VERSION, {"another": "form"}),
    "the names of before": ("open", 3, b"\x00", schema.VERSION, "", []),
    "the lookup of before": ("who", 3, [[1, 0, 1]]),
}


@pytest.mark.parametrize("message", OF_ANOTHER_TIME.values(), ids=OF_ANOTHER_TIME)
def test_a_page_of_another_version_is_told_to_reload_whatever_else_it_sends(app, socket, message):
    answer = socket("namur").emit(*message)
    assert answer["outdated"] is True
    assert "out of date" in answer["refused"][0]


def test_a_page_of_before_hears_nothing_that_it_would_misread(app, writer, socket, clause):
    before, namur = socket("quebec"), writer("namur")
    before.emit("open", clause.id, b"\x00", schema.VERSION, "", [])
    before.emit("caret", clause.id, None)
    namur.type(" Après la mise à jour.")
    flush()
    collab.throttle.flush()
    assert before.client.get_received() == []
    assert [each.name for each in collab.presence.participants(clause.id)] == ["Délégation de Namur"]


def test_browsers_and_server_speak_one_version_of_the_protocol():
    script = Path("static/js/collab/sync/join.js").read_text()
    assert f"PROTOCOL_VERSION = {PROTOCOL_VERSION};" in script


@pytest.mark.parametrize("details", [(), ("x",), (3, "no vector"), (3, b"\xff\xff\xff"), (9999, b"\x00")])
def test_a_malformed_join_is_refused(app, socket, details):
    answer = socket("namur").emit("join", *VERSIONS, *details)
    assert "refused" in answer
    assert "outdated" not in answer


def test_a_stale_read_never_breaks_a_write(app, someone, clause):
    """A verb that read first and writes later holds the write lock from its start: no SQLITE_BUSY in between."""
    from charter.database import writing

    db.session.execute(text("SELECT count(*) FROM member")).scalar()
    with writing():
        db.session.execute(text("SELECT count(*) FROM member")).scalar()
        other = db.engine.raw_connection()
        other.execute("PRAGMA busy_timeout=1")
        with pytest.raises(Exception, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()
        db.session.execute(text("UPDATE comment SET body = 'x' WHERE id = 1"))


def test_a_batch_that_cannot_be_told_does_not_stop_the_next(app, clause):
    """The loop itself, in a thread: the first batch cannot be sent, the second is."""
    sent, failing = Event(), [RuntimeError("a socket that broke")]

    def send(_result):
        if failing:
            raise failing.pop()
        sent.set()
        return 0

    background = Background(app)
    loop = FlushLoop(background, collab.documents, collab.committer, send)
    background.start()
    update = PendingUpdate(
        clause.id, Writing("sid", 4, 1, "fr", frozenset()), 1, b"\x00\x00", validation.read(b"\x00\x00")
    )
    loop.submit(update)
    while failing:
        Event().wait(0.01)
    loop.submit(update)
    assert sent.wait(10)
    background.stop(0)


def test_an_outcome_that_cannot_be_told_makes_everyone_compare(app, writer, clause, monkeypatch):
    namur, quebec = writer("namur"), writer("quebec")

    def fail(_self):
        raise RuntimeError("a socket that broke")

    monkeypatch.setattr(BatchResult, "merged", fail)
    namur.type(" Un.")
    flush()
    assert namur.socket.received("resync") == quebec.socket.received("resync") == [[clause.id]]
    monkeypatch.undo()
    quebec.open()
    assert "Un." in quebec.text


def test_the_browsers_side_keeps_its_promises_on_a_line_that_misbehaves():
    programs = sorted(map(str, Path("tests").rglob("*.test.mjs")))
    done = subprocess.run(["node", "--test", *programs], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "pass 60\n" in done.stdout
