"""Patches of python-engineio for browsers whose network blocks websockets."""

from base64 import b64encode

from engineio.packet import Packet
from engineio.payload import Payload

MAX_PACKETS = 500
"""Packets in one long-polling request. A fast typist on a slow connection bundles more than the
library's default of 16, which it would drop silently."""

_encode = Packet.encode


def install() -> None:
    """Accept long requests, and send binary packets in base64."""
    Payload.max_decode_packets = MAX_PACKETS
    Packet.encode = _encode_for


def _encode_for(packet: Packet, b64: bool = False) -> str | bytes:
    """Encode packets for one client. The library (4.15) caches the encoding of a packet: where one
    client has a websocket and another polls, the poll would fail, with everything queued for it."""
    encoded: str | bytes = "b" + b64encode(packet.data).decode() if packet.binary and b64 else _encode(packet, False)
    return encoded
