"""What python-engineio does not do for browsers whose network blocks websockets."""

from base64 import b64encode

from engineio.packet import Packet
from engineio.payload import Payload

MOST_PACKETS = 500
"""In one request of long-polling: a quick typist on a slow line bundles far more than the library's default of 16,
which it would drop without a word."""

_encode = Packet.encode


def install() -> None:
    """Take in long requests, and send in base64 what a websocket gets in bytes."""
    Payload.max_decode_packets = MOST_PACKETS
    Packet.encode = _encode_for


def _encode_for(packet: Packet, b64: bool = False) -> str | bytes:
    """The library (4.15) encodes a packet once and gives whoever comes later the same: in a room where one has a
    websocket and another polls, the latter's request would fail, with all that waited for it."""
    encoded: str | bytes = "b" + b64encode(packet.data).decode() if packet.binary and b64 else _encode(packet, False)
    return encoded
