"""Websocket frames, written whole and made once.

simple-websocket (1.1) gives a frame to `socket.send`, which takes only a part of it when a line is slow: what follows
would be read as nonsense, and the line lost. It also frames a message anew for each of the hundreds who receive it.
"""

from functools import lru_cache
from typing import Any

from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI

FINAL_TEXT, FINAL_BINARY = 0x81, 0x82
SHORT, MIDDLE = 126, 2**16
"""Lengths from which two, and eight, more bytes tell the length."""


def install() -> None:
    """Send frames so."""
    SimpleWebSocketWSGI.send = _send


def _send(line: Any, message: str | bytes) -> None:
    """Send a message; OSError when the line is cut, as python-engineio expects."""
    if not line.ws.connected:
        raise OSError("the line is cut")
    line.ws.sock.sendall(frame(message))


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
