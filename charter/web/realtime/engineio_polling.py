"""Patches of python-engineio for browsers whose network blocks websockets."""

from base64 import b64encode
from typing import Any

from engineio.exceptions import EngineIOError, UnknownPacketError
from engineio.packet import Packet
from engineio.payload import Payload
from engineio.socket import Socket

MAX_PACKETS = 500
"""Packets in one long-polling request. A fast typist on a slow connection bundles more than the
library's default of 16, which it would drop silently."""

_encode, _decode = Packet.encode, Packet.decode
_take_request = Socket.handle_post_request


def install() -> None:
    """Accept long requests, refuse those that are not understood, and send binary packets in
    base64."""
    Payload.max_decode_packets = MAX_PACKETS
    Packet.encode = _encode_for
    Packet.decode = _decode_flat
    Socket.handle_post_request = _take


def _encode_for(packet: Packet, b64: bool = False) -> str | bytes:
    """Encode packets for one client. The library (4.15) caches the encoding of a packet: where one
    client has a websocket and another polls, the poll would fail, with everything queued for it."""
    encoded: str | bytes = "b" + b64encode(packet.data).decode() if packet.binary and b64 else _encode(packet, False)
    return encoded


def _decode_flat(packet: Packet, encoded: str | bytes) -> None:
    """Decode a packet. What is nested too deep for JSON is text to the library's users, as everything
    is that is no JSON."""
    try:
        _decode(packet, encoded)
    except RecursionError:
        packet.data = encoded[1:]


def _take(socket: Any, environ: dict[str, Any]) -> None:
    """Take in what a browser posts. The library (4.15) answers what it cannot read as if it had been
    taken, and logs a traceback."""
    try:
        _take_request(socket, environ)
    except EngineIOError:
        raise
    except Exception as no:  # of many kinds, by what was sent
        raise UnknownPacketError from no
