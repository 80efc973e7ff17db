"""Write websocket frames: encoded once for all recipients, written at once where the socket accepts
them, and written whole.

python-engineio (4.15) queues each message per client and wakes a greenlet for it; for 600 clients
that is most of the cost of a keystroke. Here a message is written directly if nothing is queued for
that client and the system accepts it; otherwise it is queued as before. simple-websocket (1.1)
passes a frame to `socket.send`, which writes only a part of it on a slow connection; what follows
would be read as garbage, and the connection be lost.

The library takes an empty queue for a dead connection and closes it. Here only a missing pong does,
and closing does not wait for the peer.
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
"""Payload lengths from which the frame header has two, and eight, more bytes."""
MAX_QUEUED_PACKETS = 1000
"""Packets queued for one client, acknowledgements included; above it the connection is closed."""
MAX_UNHANDLED_MESSAGES = 100
"""Messages read from a connection and not handled yet; above it, reading stops."""
PAUSE_S = 0.02
"""Seconds between two checks whether they have been handled."""
CLOSE_TIMEOUT_S = 5.0
"""Seconds that a client has to receive the last packets of a connection that is closed."""

_handle = Socket._websocket_handler
_next_packets = Socket.poll
_end_connection = Socket.close


class FrameRest(bytes):
    """The rest of a frame of which the system accepted only a part; it is queued like a packet."""

    def encode(self) -> "FrameRest":
        """Itself: it is framed already."""
        return self


def install() -> None:
    """Write websocket frames so."""
    SimpleWebSocketWSGI.send = _write
    SimpleWebSocketWSGI.close = _close
    Socket._websocket_handler = _serve
    Socket.send = _send
    Socket.poll = _poll
    Socket.close = _end


def _serve(socket: Any, line: Any) -> Any:
    """Serve a websocket, and register it while it lasts. Input is bounded while it arrives, not
    once it is complete: compressed input may be a thousand times as large."""
    line.ws.max_message_size = socket.server.max_http_buffer_size
    _bound_reading(line.ws, socket.server.sleep)
    line.is_busy = False
    socket.line = line
    engineio_upgrade.begin(socket, line)
    try:
        return _handle(socket, line)
    finally:
        engineio_upgrade.end(socket)
        _close(line)
        line.ws.environ["wsgi.input"].close()  # frames that are left there would be read as another request


def _bound_reading(ws: Any, sleep: Callable[[float], None]) -> None:
    """Yield after each message that is read, and read no more than is handled: a client that sends
    without a pause would block the others and fill the memory."""
    handle = ws._handle_events

    def handled() -> Any:
        goes_on = handle()
        sleep(0)
        while goes_on and ws.connected and len(ws.input_buffer) > MAX_UNHANDLED_MESSAGES:
            sleep(PAUSE_S)
        return goes_on

    ws._handle_events = handled


def _poll(socket: Any) -> Any:
    """The queued packets of a client, once there are some; an empty list if the connection is
    closed. QueueEmpty if the client polls and nothing has come, not even a ping: it never answered
    the last one. Pings do not pass here for websockets, so that an empty queue means nothing for
    them."""
    while True:
        try:
            return _next_packets(socket)
        except QueueEmpty:
            if not socket.upgraded:
                raise


def _end(socket: Any, wait: bool = True, abort: bool = False, reason: Any = None) -> None:
    """Close a client's connection, whatever it still accepts."""
    if getattr(socket, "line", None) and not socket.closing:
        socket.server.start_background_task(_let_go, socket)
    _end_connection(socket, wait, abort, reason)


def _let_go(socket: Any) -> None:
    socket.server.sleep(CLOSE_TIMEOUT_S)
    _close(socket.line)


def _close(line: Any) -> None:
    """Close a websocket and wake whoever reads from it or writes to it: a dead peer never answers a
    close frame."""
    with suppress(OSError):  # it was cut before
        try:
            if line.ws.connected:
                line.ws.sock.settimeout(0)  # a line that takes nothing is not waited for
                line.ws.close()
        finally:
            line.ws.sock.shutdown(SHUT_RDWR)


def _send(socket: Any, packet: Any) -> None:
    """Send a packet to a client: at once if nothing is queued, else in order."""
    if not socket.check_ping_timeout():
        return
    line = getattr(socket, "line", None)
    is_free = line and not line.is_busy and socket.upgraded and not socket.upgrading and socket.queue.empty()
    left = _write_now(line, packet) if is_free else packet
    if left and socket.queue.qsize() >= MAX_QUEUED_PACKETS:
        socket.close(wait=False, abort=True)
    elif left:
        socket.queue.put(left)


def _write_now(line: Any, packet: Any) -> Any:
    """Write a packet without blocking; returns the rest that the system did not accept."""
    sock = getattr(line.ws.sock, "_sock", None)  # gevent's socket would wait; the one inside says that it cannot
    if not sock or not line.ws.connected:
        return packet
    data = frame(packet.encode())
    try:
        sent = sock.send(data)
    except OSError:  # full, or cut: whoever serves the queue waits, or finds out
        return packet
    return FrameRest(data[sent:])


def _write(line: Any, message: str | bytes) -> None:
    """Write a whole message, however long that takes; OSError if the connection is closed, as
    python-engineio expects."""
    if not line.ws.connected:
        raise OSError("the line is cut")
    line.is_busy = True
    line.ws.sock.sendall(message if isinstance(message, FrameRest) else frame(message))
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
