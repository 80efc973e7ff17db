import socket
from threading import Thread
from types import SimpleNamespace

import pytest
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import BytesMessage, TextMessage

from charter.web import frames


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
    assert read(frames.frame(b"\x00" * length)) == b"\x00" * length
    assert read(frames.frame("é" * length)) == "é" * length


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
    frames._send(SimpleNamespace(ws=SimpleNamespace(connected=True, sock=sock)), message)
    sock.shutdown(socket.SHUT_WR)


def test_a_line_that_is_cut_says_so():
    with pytest.raises(OSError, match="cut"):
        frames._send(SimpleNamespace(ws=SimpleNamespace(connected=False)), "2")
