import socket
from threading import Thread
from types import SimpleNamespace

import pytest
from engineio.packet import MESSAGE, Packet
from gevent.queue import JoinableQueue
from wsproto import ConnectionType
from wsproto.connection import Connection as WebSocketConnection
from wsproto.events import BytesMessage, TextMessage

from charter.web.realtime import engineio_writer
from charter.web.realtime.engineio_writer import Connection
from charter.web.realtime.packets import Packet as EventPacket
from charter.web.realtime.websocket_frames import frame


def read(data: bytes):
    """What another implementation of RFC 6455 makes of it."""
    browser = WebSocketConnection(ConnectionType.CLIENT)
    browser.receive_data(data)
    events = list(browser.events())
    whole = "" if isinstance(events[0], TextMessage) else b""
    for each in events:
        assert isinstance(each, TextMessage | BytesMessage)
        whole += bytes(each.data) if isinstance(each, BytesMessage) else each.data
    assert events[-1].message_finished
    return whole


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65_535, 65_536, 100_000])
def test_frames_are_read_by_others(length):
    assert read(frame(b"\x00" * length)) == b"\x00" * length
    assert read(frame("é" * length)) == "é" * length


class Outer:
    """A socket of gevent: it waits, and the one inside does not."""

    def __init__(self, inner):
        self._sock = inner

    def sendall(self, data):
        self._sock.setblocking(True)
        self._sock.sendall(data)
        self._sock.setblocking(False)


class Browser:
    """What python-engineio holds of a browser with a websocket, and what has come out at the other end."""

    def __init__(self, ours, theirs):
        ours.setblocking(False)
        self.theirs, self.queue, self.upgraded, self.closed = theirs, JoinableQueue(), True, []
        self.connection = Connection(SimpleNamespace(connected=True, sock=Outer(ours)))
        self.connection.open()
        self.server, self.tasks = self, []

    def check_ping_timeout(self):
        return True

    def start_background_task(self, task, *args):
        self.tasks.append(lambda: task(*args))

    def close(self, **how):
        self.closed.append(how)

    def write_what_waits(self):
        while self.tasks:
            self.tasks.pop()()

    def received(self, length):
        data = b""
        while len(data) < length:
            data += self.theirs.recv(65_536)
        return data

    def has_received_nothing(self):
        self.theirs.setblocking(False)
        with pytest.raises(BlockingIOError):
            self.theirs.recv(1)
        self.theirs.setblocking(True)
        return True


@pytest.fixture
def browser():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Browser(ours, theirs)


def test_a_free_connection_is_written_to_at_once(browser):
    engineio_writer._send(browser, Packet(MESSAGE, b"abc"))
    assert browser.queue.empty()
    assert browser.received(5) == frame(b"abc")


def test_what_comes_while_something_waits_follows_in_its_turn(browser):
    engineio_writer.queue(browser, Packet(MESSAGE, b"first"))
    engineio_writer._send(browser, Packet(MESSAGE, b"abc"))
    assert browser.has_received_nothing()
    browser.write_what_waits()
    assert browser.received(12) == frame(b"first") + frame(b"abc")
    engineio_writer._send(browser, Packet(MESSAGE, b"free again"))
    assert browser.received(12) == frame(b"free again")


def test_a_browser_that_polls_takes_what_waits_itself(browser):
    browser.connection = None
    engineio_writer._send(browser, Packet(MESSAGE, b"abc"))
    assert browser.queue.qsize() == 1
    assert browser.tasks == []


def test_what_a_slow_connection_does_not_take_follows_whole_and_in_order(browser):
    messages = [bytes([number]) * 100_000 for number in range(20)]
    for message in messages:
        engineio_writer._send(browser, Packet(MESSAGE, message))
    assert browser.queue.qsize() > 1
    writing = Thread(target=browser.write_what_waits)
    writing.start()
    sent = b"".join(frame(message) for message in messages)
    assert browser.received(len(sent)) == sent
    writing.join()


def test_a_cut_connection_is_left_to_whoever_reads_from_it(browser):
    browser.theirs.close()
    engineio_writer._send(browser, Packet(MESSAGE, b"abc"))
    browser.connection.ws.connected = False
    browser.write_what_waits()
    assert browser.connection.direct is None
    with pytest.raises(OSError, match="cut"):
        browser.connection.write(b"abc")


def test_a_connection_that_is_closed_writes_its_last_packets_first(browser):
    ended = []
    browser.connection = SimpleNamespace(
        direct=None, is_draining=False, write=ended.append, close=lambda: ended.append("closed")
    )
    engineio_writer.queue(browser, Packet(MESSAGE, b"goodbye"))
    browser.queue.put(None)
    browser.write_what_waits()
    assert ended == [frame(b"goodbye"), "closed"]


def test_a_goodbye_that_is_not_taken_is_not_said_again(browser):
    said = []

    def goodbye():
        said.append("goodbye")
        raise BlockingIOError

    browser.connection.ws.close = goodbye
    browser.connection.ws.sock = SimpleNamespace(settimeout=lambda _seconds: None, shutdown=lambda _how: None)
    browser.connection.close()
    browser.connection.close()
    assert said == ["goodbye"]


def test_a_connection_that_takes_nothing_for_long_is_cut(browser):
    for _ in range(engineio_writer.MAX_QUEUED_PACKETS):
        engineio_writer.queue(browser, Packet(MESSAGE, b"abc"))
    assert browser.closed == []
    engineio_writer.queue(browser, Packet(MESSAGE, b"abc"))
    assert browser.closed == [{"wait": False, "abort": True}]
    assert browser.queue.qsize() == engineio_writer.MAX_QUEUED_PACKETS


@pytest.fixture
def room(browser):
    """A Socket.IO server with one free browser, one that polls and one that is gone."""
    polling = SimpleNamespace(connection=None)
    eio = SimpleNamespace(sockets={"free": browser, "polls": polling})
    return SimpleNamespace(eio=eio, packet_class=EventPacket, recipients=[("a", "free"), ("b", "polls"), ("c", "gone")])


def test_a_room_is_sent_one_frame_and_whoever_could_not_be_written_to_is_named(room, browser):
    skipped = engineio_writer.send_to_all(room, room.recipients, "update", (1, b"abc"))
    assert skipped == ["b", "c"]
    encoded = frame(EventPacket(2, namespace="/", data=["update", 1, b"abc"]).encode())
    assert browser.received(len(encoded)) == encoded


def test_whoever_has_something_waiting_is_skipped_and_a_part_that_was_not_taken_follows(room, browser):
    engineio_writer.send_to_all(room, room.recipients, "update", (1, bytes(1_000_000)))
    assert browser.queue.qsize() == 1
    assert engineio_writer.send_to_all(room, room.recipients, "update", (1, b"later")) == ["a", "b", "c"]
    writing = Thread(target=browser.write_what_waits)
    writing.start()
    encoded = frame(EventPacket(2, namespace="/", data=["update", 1, bytes(1_000_000)]).encode())
    assert browser.received(len(encoded)) == encoded
    writing.join()
