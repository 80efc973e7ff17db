"""What anybody can send to a line's address: it is answered or cut, and says nothing in the log but one sentence."""

from base64 import b64encode
from contextlib import closing
from http.client import HTTPConnection
from json import loads
from socket import SO_LINGER, SOL_SOCKET, create_connection
from struct import pack

import pytest
from socketio import packet
from socketio.msgpack_packet import MsgPackPacket

from tests.connection.conftest import serving

WEBSOCKET = "/socket.io/?EIO=4&transport=websocket"
POLLING = "/socket.io/?EIO=4&transport=polling"
HEADERS = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    "Sec-WebSocket-Version": "13",
}
TEXT, BINARY, CLOSE = 1, 2, 8
CONNECT = MsgPackPacket(packet.CONNECT, None, "/").encode()
NESTED = "[" * 100_000
UNUSUAL_HEADERS = [
    {"Sec-WebSocket-Key": None},
    {"Sec-WebSocket-Version": "8"},
    {"Connection": "keep-alive"},
    {"Sec-WebSocket-Extensions": "permessage-deflate; server_max_window_bits=x"},
    {"Sec-WebSocket-Protocol": "é"},
    {"Transfer-Encoding": "chunked"},
]
NO_CHUNKS = b"0\r\n\r\n"
UNREADABLE = [b"\xff", b"x", b"9", b"d=", b"3\x1e" * 600, b"1\x1eb" + b64encode(CONNECT)]


def frame(kind: int, payload: bytes) -> bytes:
    length = len(payload)
    lengths = bytes([0x80 | length]) if length < 126 else bytes([0x80 | 127]) + length.to_bytes(8)
    return bytes([0x80 | kind]) + lengths + bytes(4) + payload  # masked by zeros


@pytest.fixture(scope="module")
def host(filled, preloaded):
    with serving(preloaded, filled) as url:  # whose log is looked through at the end
        yield url.removeprefix("http://")


def ask(host: str, *request: object, **more: object):
    with closing(HTTPConnection(host, timeout=5)) as connection:
        connection.request(*request, **more)
        with connection.getresponse() as answer:
            return answer.status, answer.read().decode()


def polling(host: str) -> str:
    return f"{POLLING}&sid={loads(ask(host, 'GET', POLLING)[1][1:])['sid']}"


def test_a_websocket_that_cannot_be_is_refused(host):
    wrong = [{name: value for name, value in (HEADERS | each).items() if value} for each in UNUSUAL_HEADERS]
    assert [
        ask(host, "GET", WEBSOCKET, NO_CHUNKS if "Transfer-Encoding" in each else None, each)[0] for each in wrong
    ] == [400] * len(wrong)


def test_a_websocket_with_a_body_is_refused(host):
    assert ask(host, "GET", WEBSOCKET, b"abc", HEADERS)[0] == 400


def test_a_request_that_cannot_be_read_is_refused(host):
    assert [ask(host, "POST", polling(host), each)[0] for each in UNREADABLE] == [400] * len(UNREADABLE)


def test_what_is_nested_too_deep_is_passed_over(host):
    assert ask(host, "POST", polling(host), "4" + NESTED) == (200, "OK")


@pytest.mark.parametrize(
    "frames",
    [
        frame(TEXT, b"1") + frame(BINARY, CONNECT),
        frame(TEXT, b"4" + NESTED.encode()) + frame(CLOSE, b""),
    ],
)
def test_a_line_is_cut_without_a_word(host, frames):
    with create_connection(tuple(host.split(":")), 5) as line:
        _open(line, host, WEBSOCKET)
        line.sendall(frames)
        while line.recv(4096):
            pass


@pytest.mark.parametrize("probe", [b"2probe", b"2" + NESTED.encode()])
def test_an_upgrade_that_is_cut_leaves_the_browser_polling(host, probe):
    address = polling(host)
    with create_connection(tuple(host.split(":")), 5) as line:
        _open(line, host, address.replace("polling", "websocket"))
        line.sendall(frame(TEXT, probe) + frame(CLOSE, b""))
        while line.recv(4096):
            pass
    assert ask(host, "POST", address, "3")[0] == 200


def test_a_browser_takes_one_websocket_into_use(host):
    address = polling(host).replace("polling", "websocket")
    with create_connection(tuple(host.split(":")), 5) as one, create_connection(tuple(host.split(":")), 5) as other:
        for line in (one, other):
            _open(line, host, address)
            line.sendall(frame(TEXT, b"2probe"))
            assert line.recv(8)[2:] == b"3probe"
        one.sendall(frame(TEXT, b"5") * 2)
        assert one.recv(4096)
        other.sendall(frame(TEXT, b"5"))
        while other.recv(4096):
            pass


def test_who_goes_away_in_the_middle_of_a_request_is_not_logged(host):
    with create_connection(tuple(host.split(":")), 5) as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: ")
        line.setsockopt(SOL_SOCKET, SO_LINGER, pack("ii", 1, 0))  # reset it when it is closed
    assert ask(host, "GET", "/robots.txt")[0]


def _open(line, host: str, address: str) -> None:
    headers = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
    line.sendall(f"GET {address} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n".encode())
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += line.recv(1)
    assert head.startswith(b"HTTP/1.1 101")
