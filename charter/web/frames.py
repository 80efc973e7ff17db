"""Websocket frames: made once for all who receive them, written at once where a line is free, and written whole.

python-engineio (4.15) puts each message in a queue of each browser and wakes a greenlet for it; for 600 people that is
most of what a keystroke costs. Here a message goes straight to the socket when nothing waits for that browser and the
system takes it; otherwise it waits in the queue as before. simple-websocket (1.1) gives a frame to `socket.send`, which
takes only a part of it when a line is slow: what follows would be read as nonsense, and the line lost.
"""

from functools import lru_cache
from typing import Any

from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI
from engineio.socket import Socket

FINAL_TEXT, FINAL_BINARY = 0x81, 0x82
SHORT, MIDDLE = 126, 2**16
"""Lengths from which two, and eight, more bytes tell the length."""
MOST = 1000
"""Packets that may wait for one browser, answers to what it asks included; with more, its line is cut."""

_handle = Socket._websocket_handler


class Rest(bytes):
    """What is left of a frame when the system took only a part of it; waits in the queue like a packet."""

    def encode(self) -> "Rest":
        """Itself: it is framed already."""
        return self


def install() -> None:
    """Send frames so."""
    SimpleWebSocketWSGI.send = _write
    Socket._websocket_handler = _remember_line
    Socket.send = _send


def _remember_line(socket: Any, line: Any) -> Any:
    """Serve a browser's websocket, and know it while it lasts. What comes in is bounded while it comes, not once it is
    there whole: what is compressed may be a thousand times as large."""
    line.ws.max_message_size = socket.server.max_http_buffer_size
    line.is_busy = False
    socket.line = line
    return _handle(socket, line)


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
