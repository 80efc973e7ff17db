"""What a process looks after once in a while."""

from datetime import timedelta

import pytest
from engineio.packet import MESSAGE, Packet
from engineio.socket import Socket as Line

from charter.accounts.models import Session
from charter.collab.extension import collab
from charter.collab.presence import remote
from charter.collab.presence.participants import Participant
from charter.collab.storage import open_documents, update_log
from charter.collab.sync import backpressure
from charter.collab.ydoc import document
from charter.collab.ydoc.document import LiveDocument
from charter.core import clock
from charter.database import db
from charter.extensions import socketio
from charter.web.realtime.process_bus import process_bus
from tests.collab.client import Writer, first_line, flush


def elsewhere(clause_id, writer, words):
    """Another process commits what somebody typed at the end of the first line."""
    update = writer.change(lambda root: first_line(root).insert(len(first_line(root)), words))
    member_id = collab.presence.writer(clause_id, sid(writer)).member_id
    [number] = update_log.append([update_log.NewEdit(clause_id, member_id, update)], {clause_id: 0}).seqs
    db.session.rollback()
    assert number
    return number


def sid(writer):
    return socketio.server.manager.sid_from_eio_sid(writer.socket.client.eio_sid, "/")


def look():
    """The round that reads the log, and the flush that follows."""
    collab.other_processes.check_log()
    flush()


def test_what_another_process_wrote_is_told_once(app, writer, clause):
    namur, quebec = writer("namur"), writer("quebec")
    elsewhere(clause.id, namur, "Ailleurs. ")
    look()
    look()
    assert len(quebec.socket.received("update")) == 1
    assert len(namur.socket.received("update")) == 1
    assert "Ailleurs." in writer("geneve").text


def test_what_another_process_wrote_is_built_upon(app, writer, clause):
    namur, quebec = writer("namur"), writer("quebec")
    quebec.type(" Ici.")
    flush()
    namur.catch_up()
    elsewhere(clause.id, namur, " Ailleurs.")
    look()
    quebec.catch_up()
    quebec.type(" Encore ici.")
    flush()
    assert [number for _, number in quebec.socket.received("ack")] == [2]
    assert "Ailleurs." in quebec.text


def test_whoever_opens_a_clause_gets_what_other_processes_wrote_before(app, writer, clause, monkeypatch):
    namur, quebec = writer("namur"), writer("quebec")
    elsewhere(clause.id, namur, " Ailleurs.")
    monkeypatch.setattr(process_bus, "is_used", lambda: True)
    assert "Ailleurs." in writer("geneve").text
    assert len(quebec.socket.received("update")) == 1


def test_edits_that_a_room_has_are_no_news(app, writer, clause):
    namur = writer("namur")
    elsewhere(clause.id, namur, "Ailleurs. ")
    log, _ = update_log.load(clause.id)
    assert len(collab.documents.load(clause.id).apply(log)) == 1
    assert collab.documents.load(clause.id).apply(log) == []


def test_a_quiet_room_rests_and_its_people_miss_nothing(app, writer, clause, monkeypatch):
    namur, quebec = writer("namur"), writer("quebec")
    monkeypatch.setattr(open_documents, "IDLE_S", -1.0)
    collab.documents.evict_idle()
    assert collab.documents.get(clause.id) is None
    elsewhere(clause.id, namur, "Pendant le repos. ")
    quebec.type(" Après.")
    flush()
    namur.catch_up()
    quebec.catch_up()
    assert "Pendant le repos." in quebec.text
    assert "Après." in namur.text


def test_a_newcomer_to_a_resting_room_sees_the_whole_text(app, writer, clause, monkeypatch):
    namur = writer("namur")
    namur.type(" Avant.")
    flush()
    monkeypatch.setattr(open_documents, "IDLE_S", -1.0)
    collab.documents.evict_idle()
    assert "Avant." in writer("quebec").text


def test_after_a_failed_flush_people_still_hear_what_came_before_it(app, writer, clause, monkeypatch):
    namur, quebec = writer("namur"), writer("quebec")
    elsewhere(clause.id, namur, "Ailleurs. ")
    with monkeypatch.context() as broken:
        broken.setattr(update_log, "append", lambda *_: 1 / 0)
        quebec.type(" Perdu pour l’instant.")
        flush()
    assert quebec.socket.received("resync") == [[clause.id]]
    look()
    assert len(quebec.socket.received("update")) == 1


def test_after_a_failure_behind_the_commit_everyone_still_hears(app, writer, clause, monkeypatch):
    namur, quebec = writer("namur"), writer("quebec")
    with monkeypatch.context() as broken:
        broken.setattr(LiveDocument, "apply", lambda *_: 1 / 0)
        namur.type(" Gardé.")
        flush()
    assert namur.socket.received("ack") == [[clause.id, 1]]
    assert quebec.socket.received("resync") == [[clause.id]]
    quebec.open()
    assert "Gardé." in quebec.text


def test_two_processes_may_keep_the_same_snapshot(app, clause):
    for _ in range(2):
        update_log.snapshot(clause.id, 7, b"state", b"index")
    db.session.rollback()
    assert update_log.load(clause.id, until=7) == ([(7, b"state")], b"index")


def test_who_has_a_session_that_ended_by_itself_is_cut_off(app, writer, clause, monkeypatch):
    namur, quebec = writer("namur"), writer("quebec")
    ended = db.session.get(Session, collab.presence.writer(clause.id, sid(quebec)).session_id)
    ended.expires_at = clock.now() - timedelta(seconds=1)
    db.session.commit()
    collab.housekeeping.check_sessions()
    assert not quebec.socket.client.is_connected()
    assert namur.socket.client.is_connected()


@pytest.fixture
def slow(app, writer, clause):
    """Somebody whose connection takes nothing in: what the library holds for it."""
    quebec = writer("quebec")
    line = Line(socketio.server.eio, quebec.socket.client.eio_sid)
    socketio.server.eio.sockets[line.sid] = line
    for _ in range(backpressure.MAX_QUEUED_MESSAGES):
        line.queue.put(Packet(MESSAGE, "x"))
    yield quebec, line
    socketio.server.eio.sockets.pop(line.sid)
    collab.backpressure.forget(sid(quebec))


def test_a_slow_line_is_sent_nothing_more_and_compares_when_it_has_caught_up(app, writer, clause, slow):
    quebec, line = slow
    namur = writer("namur")
    for _ in range(3):
        namur.type(" Encore.")
        flush()
        collab.throttle.flush()
    collab.broadcaster.resume_slow_clients()
    heard = {each["name"] for each in quebec.socket.client.get_received()}
    assert heard.isdisjoint({"update", "presence", "resync"})
    while not line.queue.empty():
        line.queue.get()
    collab.broadcaster.resume_slow_clients()
    assert quebec.socket.received("resync") == [[clause.id]]
    quebec.open()
    assert quebec.text.count("Encore.") == 3
    namur.type(" Et encore.")
    flush()
    assert len(quebec.socket.received("update")) == 1


def person(number):
    return Participant(id=number, name="Ville de Dakar", association="Dakar", colour=2, acted=clock.now())


def received(writer: Writer):
    collab.throttle.flush()
    told = writer.socket.received("presence")
    return [each["id"] for _, here, _, _ in told for each in here], [each for _, _, gone, _ in told for each in gone]


def test_people_of_other_processes_come_and_go(app, writer, clause):
    namur = writer("namur")
    received(namur)
    collab.other_processes._receive_changes("p1", clause.id, [person(7).message()], [], 1)
    assert received(namur) == ([7], [])
    quebec = writer("quebec")
    assert 7 in {each["id"] for each in quebec.answer["participants"]}
    assert quebec.answer["count"] == 3
    received(namur)
    collab.other_processes._receive_changes("p1", clause.id, [], [7], 0)
    assert received(namur) == ([], [7])


def test_a_roster_corrects_what_hints_missed(app, writer, clause):
    namur = writer("namur")
    collab.other_processes._receive_changes("p1", clause.id, [person(7).message()], [], 1)
    received(namur)
    collab.other_processes._receive_heartbeat("p1", [(clause.id, ([person(8).message()], 1))])
    assert received(namur) == ([8], [7])


def test_a_process_that_is_silent_is_gone_with_its_people(app, writer, clause, monkeypatch):
    namur = writer("namur")
    collab.other_processes._receive_changes("p1", clause.id, [person(7).message()], [], 1)
    received(namur)
    assert collab.remote_presence.expire() == {}
    monkeypatch.setattr(remote, "GONE_AFTER_S", -1.0)
    collab.other_processes._remove(collab.remote_presence.expire())
    assert received(namur) == ([], [7])
    assert collab.remote_presence.count(clause.id) == 0


def test_a_room_where_nobody_is_is_closed(app, writer, clause):
    namur = writer("namur")
    collab.documents.load(2)
    collab.housekeeping.evict_idle()
    assert list(collab.documents.seqs()) == [clause.id]
    namur.socket.hang_up()
    assert collab.documents.seqs() == {}


def test_a_document_that_nobody_needs_is_let_go_of_and_comes_back_the_same(app, writer, clause, monkeypatch):
    namur, quebec = writer("namur"), writer("quebec")
    namur.type(" Avant.")
    flush()
    before = collab.documents.load(clause.id).state()
    monkeypatch.setattr(document, "UNUSED_AFTER_S", -1.0)
    collab.documents.evict_idle()
    assert collab.documents.get(clause.id)._doc is None
    namur.type(" Pendant.")
    flush()
    assert collab.documents.get(clause.id)._doc is None
    quebec.catch_up()
    assert quebec.text.count("Avant. Pendant.") == 1
    assert "Avant. Pendant." in writer("geneve").text
    assert len(collab.documents.load(clause.id).state()) > len(before)
