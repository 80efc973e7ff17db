"""Websocket frames (RFC 6455, 5.2) as a server sends them: whole messages, unmasked, not
compressed."""

from functools import lru_cache

FINAL_TEXT, FINAL_BINARY = 0x81, 0x82
LENGTH_16_BIT, LENGTH_64_BIT = 126, 127
"""Stand where a short length would: two, or eight, bytes of length follow."""


class Rest(bytes):
    """What is left of a frame when the system took only a part of it; waits in the queue like a
    packet."""


@lru_cache(maxsize=8, typed=True)
def frame(message: str | bytes) -> bytes:
    """A message as one frame; the last ones are remembered, since a room's sockets are sent the
    same."""
    first, payload = (FINAL_TEXT, message.encode()) if isinstance(message, str) else (FINAL_BINARY, message)
    length = len(payload)
    if length < LENGTH_16_BIT:
        return bytes([first, length]) + payload
    if length < 2**16:
        return bytes([first, LENGTH_16_BIT]) + length.to_bytes(2) + payload
    return bytes([first, LENGTH_64_BIT]) + length.to_bytes(8) + payload
