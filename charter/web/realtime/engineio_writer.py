"""Websocket frames: made once for all who receive them, written at once where a line is free, and written whole.

python-engineio (4.15) puts each message in a queue of each browser and wakes a greenlet for it; for 600 people that is
most of what a keystroke costs. Here a message goes straight to the socket when nothing waits for that browser and the
system takes it; otherwise it waits in the queue as before. simple-websocket (1.1) gives a frame to `socket.send`, which
takes only a part of it when a line is slow: what follows would be read as nonsense, and the line lost.

The library takes an empty queue for a dead line, and cuts it. Here a missing pong alone says that a line is dead; and
it is then let go of, though it takes no goodbye.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from socket import SHUT_RDWR
from typing import Any

from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI
from engineio.exceptions import QueueEmpty
from engineio.socket import Socket

from charter.web.realtime import engineio_upgrade

FINAL_TEXT, FINAL_BINARY = 0x81, 0x82
SHORT, MIDDLE = 126, 2**16
"""Lengths from which two, and eight, more bytes tell the length."""
MOST = 1000
"""Packets that may wait for one browser, answers to what it asks included; with more, its line is cut."""
MOST_UNREAD = 100
"""Messages that were read from a line and not worked on, after which no more are read."""
PAUSE_S = 0.02
"""Seconds between two looks whether they were."""
GOODBYE_S = 5.0
"""Seconds that a line has to take the last words of a connection that ends."""

_handle = Socket._websocket_handler
_next_packets = Socket.poll
_end_connection = Socket.close


class Rest(bytes):
    """What is left of a frame when the system took only a part of it; waits in the queue like a packet."""

    def encode(self) -> "Rest":
        """Itself: it is framed already."""
        return self


def install() -> None:
    """Send frames so."""
    SimpleWebSocketWSGI.send = _write
    SimpleWebSocketWSGI.close = _close
    Socket._websocket_handler = _serve
    Socket.send = _send
    Socket.poll = _poll
    Socket.close = _end


def _serve(socket: Any, line: Any) -> Any:
    """Serve a browser's websocket, and know it while it lasts. What comes in is bounded while it comes, not once it is
    there whole: what is compressed may be a thousand times as large."""
    line.ws.max_message_size = socket.server.max_http_buffer_size
    _pace(line.ws, socket.server.sleep)
    line.is_busy = False
    socket.line = line
    engineio_upgrade.begin(socket, line)
    try:
        return _handle(socket, line)
    finally:
        engineio_upgrade.end(socket)
        _close(line)
        line.ws.environ["wsgi.input"].close()  # frames that are left there would be read as another request


def _pace(ws: Any, sleep: Callable[[float], None]) -> None:
    """Let the others have their turn after each piece that is read from a line, and read no more than is worked on:
    who sends small frames without a pause would keep everybody waiting, and fill the memory."""
    handle = ws._handle_events

    def handled() -> Any:
        goes_on = handle()
        sleep(0)
        while goes_on and ws.connected and len(ws.input_buffer) > MOST_UNREAD:
            sleep(PAUSE_S)
        return goes_on

    ws._handle_events = handled


def _poll(socket: Any) -> Any:
    """The packets that wait for a browser, once there are some; an empty list when its line is closed. QueueEmpty when
    it polls and nothing has come, not even a ping: it never answered the last one. Over a websocket pings do not come
    this way, so that an empty queue means nothing."""
    while True:
        try:
            return _next_packets(socket)
        except QueueEmpty:
            if not socket.upgraded:
                raise


def _end(socket: Any, wait: bool = True, abort: bool = False, reason: Any = None) -> None:
    """End a browser's connection, whatever its line still takes."""
    if getattr(socket, "line", None) and not socket.closing:
        socket.server.start_background_task(_let_go, socket)
    _end_connection(socket, wait, abort, reason)


def _let_go(socket: Any) -> None:
    socket.server.sleep(GOODBYE_S)
    _close(socket.line)


def _close(line: Any) -> None:
    """Close a websocket, and let go whoever reads from it or writes to it: a dead one never answers a goodbye."""
    with suppress(OSError):  # it was cut before
        try:
            if line.ws.connected:
                line.ws.sock.settimeout(0)  # a line that takes nothing is not waited for
                line.ws.close()
        finally:
            line.ws.sock.shutdown(SHUT_RDWR)


def _send(socket: Any, packet: Any) -> None:
    """Send a packet to a browser: now if its line is free, else in its turn."""
    if not socket.check_ping_timeout():
        return
    line = getattr(socket, "line", None)
    is_free = line and not line.is_busy and socket.upgraded and not socket.upgrading and socket.queue.empty()
    left = _write_now(line, packet) if is_free else packet
    if left and socket.queue.qsize() >= MOST:
        socket.close(wait=False, abort=True)
    elif left:
        socket.queue.put(left)


def _write_now(line: Any, packet: Any) -> Any:
    """Write a packet without waiting; returns what is left to write, if anything is."""
    sock = getattr(line.ws.sock, "_sock", None)  # gevent's socket would wait; the one inside says that it cannot
    if not sock or not line.ws.connected:
        return packet
    data = frame(packet.encode())
    try:
        sent = sock.send(data)
    except OSError:  # full, or cut: whoever serves the queue waits, or finds out
        return packet
    return Rest(data[sent:])


def _write(line: Any, message: str | bytes) -> None:
    """Write a message whole, however long that takes; OSError when the line is cut, as python-engineio expects."""
    if not line.ws.connected:
        raise OSError("the line is cut")
    line.is_busy = True
    line.ws.sock.sendall(message if isinstance(message, Rest) else frame(message))
    line.is_busy = False


@lru_cache(maxsize=8, typed=True)
def frame(message: str | bytes) -> bytes:
    """A message as one unmasked frame (RFC 6455, 5.2)."""
    first, payload = (FINAL_TEXT, message.encode()) if isinstance(message, str) else (FINAL_BINARY, message)
    length = len(payload)
    if length < SHORT:
        return bytes([first, length]) + payload
    if length < MIDDLE:
        return bytes([first, 126]) + length.to_bytes(2) + payload
    return bytes([first, 127]) + length.to_bytes(8) + payload
