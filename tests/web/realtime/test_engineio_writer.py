import socket
from queue import Queue
from threading import Thread
from types import SimpleNamespace

import pytest
from engineio.packet import MESSAGE, Packet
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import BytesMessage, TextMessage

from charter.extensions import socketio
from charter.web.realtime import engineio_writer


def read(data: bytes):
    """What another implementation of RFC 6455 makes of it."""
    browser = Connection(ConnectionType.CLIENT)
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
    assert read(engineio_writer.frame(b"\x00" * length)) == b"\x00" * length
    assert read(engineio_writer.frame("é" * length)) == "é" * length


def test_a_slow_line_gets_the_whole_frame():
    message, received = bytes(1_000_000), b""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(10)  # such a socket takes a part of what is sent, as gevent's do
        sending = Thread(target=_send_and_hang_up, args=(ours, message))
        sending.start()
        while some := theirs.recv(65_536):
            received += some
        sending.join()
    assert read(received) == message


def _send_and_hang_up(sock, message):
    engineio_writer._write(SimpleNamespace(ws=SimpleNamespace(connected=True, sock=sock)), message)
    sock.shutdown(socket.SHUT_WR)


def test_a_line_that_is_cut_says_so():
    with pytest.raises(OSError, match="cut"):
        engineio_writer._write(SimpleNamespace(ws=SimpleNamespace(connected=False)), "2")


class Engine:
    """What python-engineio holds of a browser with a websocket, and what has come out at the other end."""

    def __init__(self, ours, theirs):
        ours.setblocking(False)
        self.theirs, self.queue, self.upgraded, self.upgrading = theirs, Queue(), True, False
        self.line = SimpleNamespace(is_busy=False, ws=SimpleNamespace(connected=True, sock=Outer(ours)))

    def check_ping_timeout(self):
        return True

    def write_what_waits(self):
        """As the library's writer does, with room at the other end."""
        while not self.queue.empty():
            engineio_writer._write(self.line, self.queue.get().encode())

    def received(self, length):
        data = b""
        while len(data) < length:
            data += self.theirs.recv(65_536)
        return data


class Outer:
    """A socket of gevent: it waits, and the one inside does not."""

    def __init__(self, inner):
        self._sock = inner

    def sendall(self, data):
        self._sock.setblocking(True)
        self._sock.sendall(data)
        self._sock.setblocking(False)


@pytest.fixture
def engine():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Engine(ours, theirs)


def test_a_free_line_is_written_to_at_once(engine):
    engineio_writer._send(engine, Packet(MESSAGE, b"abc"))
    assert engine.queue.empty()
    assert engine.received(5) == engineio_writer.frame(b"abc")


@pytest.mark.parametrize("busy", ["writing", "waiting", "upgrading", "polling"])
def test_a_line_that_is_not_free_is_written_to_in_its_turn(engine, busy):
    if busy == "writing":
        engine.line.is_busy = True
    elif busy == "waiting":
        engine.queue.put(Packet(MESSAGE, b"first"))
    elif busy == "upgrading":
        engine.upgrading = True
    else:
        engine.upgraded = False
    engineio_writer._send(engine, Packet(MESSAGE, b"abc"))
    engine.theirs.setblocking(False)
    with pytest.raises(BlockingIOError):
        engine.theirs.recv(1)
    assert engine.queue.qsize() == (2 if busy == "waiting" else 1)


def test_what_a_slow_line_does_not_take_follows_whole_and_in_order(engine):
    messages = [bytes([number]) * 100_000 for number in range(20)]
    for message in messages:
        engineio_writer._send(engine, Packet(MESSAGE, message))
    assert engine.queue.qsize() > 1
    writing = Thread(target=engine.write_what_waits)
    writing.start()
    sent = b"".join(engineio_writer.frame(message) for message in messages)
    assert engine.received(len(sent)) == sent
    writing.join()


def test_a_cut_line_is_left_to_whoever_serves_the_queue(engine):
    engine.theirs.close()
    engineio_writer._send(engine, Packet(MESSAGE, b"abc"))
    assert engine.queue.qsize() == 1


def test_a_line_that_takes_nothing_for_long_is_cut(engine):
    closed = []
    engine.close = lambda **how: closed.append(how)
    engine.line.is_busy = True
    for _ in range(engineio_writer.MAX_QUEUED_PACKETS):
        engineio_writer._send(engine, Packet(MESSAGE, b"abc"))
    assert closed == []
    engineio_writer._send(engine, Packet(MESSAGE, b"abc"))
    assert closed == [{"wait": False, "abort": True}]
    assert engine.queue.qsize() == engineio_writer.MAX_QUEUED_PACKETS


def test_what_comes_in_is_bounded_while_it_comes(app, monkeypatch):
    monkeypatch.setattr(engineio_writer, "_handle", lambda _socket, line: line.ws.max_message_size)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        environ = {"wsgi.input": ours.makefile("rb")}
        ws = SimpleNamespace(
            max_message_size=None, connected=False, sock=ours, environ=environ, _handle_events=lambda: True
        )
        line = SimpleNamespace(ws=ws)
        engine = SimpleNamespace(server=socketio.server.eio, connected=False, upgraded=True)
        assert engineio_writer._serve(engine, line) == 1_000_000


def test_a_line_that_sends_without_a_pause_is_read_no_faster_than_it_is_worked_on():
    ws = SimpleNamespace(connected=True, input_buffer=[])
    ws._handle_events = lambda: ws.input_buffer.extend([b""] * 500) or True
    pauses = []

    def sleep(seconds):
        pauses.append(seconds)
        if seconds:
            del ws.input_buffer[:100]

    engineio_writer._bound_reading(ws, sleep)
    assert ws._handle_events()
    assert pauses == [0] + [engineio_writer.PAUSE_S] * 4
    assert len(ws.input_buffer) == engineio_writer.MAX_UNHANDLED_MESSAGES


def test_a_line_that_is_cut_waits_for_nobody():
    ws = SimpleNamespace(connected=False, input_buffer=[b""] * 500, _handle_events=lambda: True)
    pauses = []
    engineio_writer._bound_reading(ws, pauses.append)
    assert ws._handle_events()
    assert pauses == [0]
