import socket
from collections import deque
from types import SimpleNamespace

import pytest
from engineio.packet import PING

from charter.web.realtime import engineio_pings, engineio_websocket
from charter.web.realtime.engineio_pings import PingSchedule
from charter.web.realtime.engineio_writer import Connection


class Incoming:
    """simple-websocket's side of a connection, which takes each piece that is read for one message."""

    receive_bytes = 4096

    def __init__(self, sock):
        self.sock, self.connected, self.input_buffer = sock, True, []
        self.ws = SimpleNamespace(receive_data=self.input_buffer.append)

    def _handle_events(self):
        return True


@pytest.fixture
def ends():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Connection(Incoming(ours)), theirs


TURNS = SimpleNamespace(server=SimpleNamespace(sleep=lambda _seconds: None))


def test_whoever_waits_for_a_message_reads_it(ends):
    connection, theirs = ends
    theirs.send(b"abc")
    assert engineio_websocket.receive(TURNS, connection) == b"abc"


def test_a_connection_that_ends_has_no_more_messages(ends):
    connection, theirs = ends
    theirs.close()
    assert engineio_websocket.receive(TURNS, connection) is None


@pytest.mark.parametrize(("sent", "is_taken"), [("", 0), ("x", 0), ("é", 0), ("-1", 0), ("bAA", 0), ("3", 1), (b"", 1)])
def test_what_is_no_packet_ends_a_connection(ends, sent, is_taken):
    connection, _ = ends
    connection.ws.input_buffer.append(sent)
    assert engineio_websocket.receive(TURNS, connection) == (sent if is_taken else None)


def test_a_message_is_waited_for_no_longer_than_allowed(ends):
    connection, _ = ends
    assert engineio_websocket.receive(TURNS, connection, 0.01) is None


def test_others_have_their_turn_before_each_message(ends):
    connection, theirs = ends
    turns = []
    theirs.send(b"abc")
    server = SimpleNamespace(sleep=turns.append)
    engineio_websocket.receive(SimpleNamespace(server=server), connection)
    assert turns == [0]


def test_others_have_their_turn_after_each_piece_that_is_no_message(ends):
    connection, theirs = ends
    pieces, turns = [b"ping", b"ping", b"message"], []
    connection.ws.receive_bytes = 4
    connection.ws.ws.receive_data = lambda data: data != b"ping" and connection.ws.input_buffer.append(data)
    theirs.send(b"".join(pieces))
    server = SimpleNamespace(sleep=turns.append)
    assert engineio_websocket.receive(SimpleNamespace(server=server), connection) == b"mess"
    assert len(turns) == len(pieces)


class Server:
    """An Engine.IO server whose time passes when it sleeps."""

    ping_interval = 25

    def __init__(self):
        self.tasks, self.slept = deque(), []

    def start_background_task(self, task):
        self.tasks.append(task)

    def sleep(self, seconds):
        self.slept.append(round(seconds))


def browser(**state):
    sent = []
    known = {"closing": False, "closed": False, "last_ping": None, "send": sent.append, "sent": sent}
    return SimpleNamespace(**known | state)


def test_each_browser_is_pinged_by_one_task_for_all():
    server, browsers = Server(), [browser(), browser(), browser(closed=True)]
    schedule = PingSchedule(server)
    for each in browsers:
        schedule.add(each)
    assert len(server.tasks) == 1
    server.tasks.popleft()()
    assert [[packet.packet_type for packet in each.sent] for each in browsers] == [[PING], [PING], []]
    assert server.slept == [25, 25, 25]


def test_a_ping_that_fails_is_no_other_browsers(caplog):
    def fail(_packet):
        raise MemoryError

    server, other = Server(), browser()
    schedule = PingSchedule(server)
    schedule.add(browser(send=fail))
    schedule.add(other)
    server.tasks.popleft()()
    assert len(other.sent) == 1
    assert "a ping could not be sent" in caplog.text


def test_the_next_ping_waits_for_a_pong():
    server = Server()
    each = browser(last_ping=1.0, server=server)
    engineio_pings._schedule(each)
    engineio_pings._schedule(each)
    assert len(server.ping_schedule._due) == 1
