"""A line lasts for as long as both ends do."""

from queue import SimpleQueue
from socket import SHUT_WR, create_connection
from threading import Event
from time import monotonic

import pytest

from tests.connection import busy_server
from tests.connection.conftest import serving
from tests.support.socket_client import CLOSED, Polling, WebSocket
from tests.support.waiting import until

EMPTY_QUEUE_S = busy_server.INTERVAL_S + busy_server.TIMEOUT_S
"""For how long an empty queue was taken for a life, in a hurry; else 45 seconds."""
WEBSOCKET, POLLING, UPGRADED = ["websocket"], ["polling"], ["polling", "websocket"]


def _of_each_kind(hold, url):
    """Lines of people who say nothing, listen to much, and speak themselves, over each transport."""
    ways = [("clause:1", 0), (busy_server.TOPIC, 0), ("clause:1", 150)]
    return [
        hold(url, transports=transports, topic=topic, pace=pace)
        for transports in (WEBSOCKET, POLLING, UPGRADED)
        for topic, pace in ways
    ]


def test_lines_last_whether_their_people_speak_or_listen_or_do_nothing(server, hold):
    lines = _of_each_kind(hold, server)
    until(lambda: all(each.count("ping") > 3 * EMPTY_QUEUE_S or each.cuts() for each in lines), "pings come", 30)
    assert [each.cuts() for each in lines] == [[]] * len(lines)
    assert [each.count("upgrade") for each in lines] == [0] * 6 + [1] * 3


def test_lines_last_for_two_minutes_as_they_are_served(filled, preloaded, hold):
    with serving(preloaded, filled) as url:
        heard: SimpleQueue = SimpleQueue()
        others = [kind(url, "", heard) for kind in (WebSocket, Polling)]
        lines = _of_each_kind(hold, url)
        end = monotonic() + 125
        while monotonic() < end and not any(each.cuts() for each in lines):
            Event().wait(1)
        assert [each.cuts() for each in lines] == [[]] * len(lines)
        assert min(each.count("ping") for each in lines) >= 4  # one every 25 seconds
        said = [heard.get() for _ in range(heard.qsize())]
        assert (CLOSED,) not in said
        for each in others:
            each.close()


HASTY = (
    "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {host}\r\n"
    "Upgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
GOODBYE = b"\x88\x82\0\0\0\0\x03\xe8"


def test_what_is_left_of_a_line_is_no_request(filled, preloaded):
    with serving(preloaded, filled) as url:  # whose log is looked through at the end
        host = url.removeprefix("http://")
        with create_connection(tuple(host.split(":")), 10) as line:
            line.sendall(HASTY.format(host=host).encode() + GOODBYE)
            assert line.recv(4096).startswith(b"HTTP/1.1 101")
            line.shutdown(SHUT_WR)
            while line.recv(4096):
                pass


class Dead(WebSocket):
    """A line whose other end has gone without a word."""

    def _answer_ping(self):
        """Never again."""


@pytest.mark.parametrize("topic", ["clause:1", busy_server.TOPIC])
def test_a_line_that_answers_no_ping_is_cut(server, topic):
    heard: SimpleQueue = SimpleQueue()
    began = monotonic()
    dead = Dead(server, "", heard)
    dead.emit("watch", topic)
    while heard.get(timeout=5 * EMPTY_QUEUE_S) != (CLOSED,):
        assert monotonic() - began < 5 * EMPTY_QUEUE_S
