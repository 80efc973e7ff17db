"""Decode incoming packets. A client may send anything: what no page of ours sends is ignored, with
one log line per second, where python-socketio (5.18) would log a traceback for each."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from socketio.msgpack_packet import MsgPackPacket
from socketio.packet import ACK, CONNECT, DISCONNECT, EVENT

from charter.web import failure_log

log = logging.getLogger("charter")


class NotUnderstood(Exception):
    """Not a packet that a page of ours sends."""


class Packet(MsgPackPacket):  # type: ignore[misc]
    """A Socket.IO packet, validated before the library uses it."""

    packet_type: Any
    data: Any

    def decode(self, encoded_packet: Any) -> None:
        """Decode it; raises NotUnderstood."""
        try:
            super().decode(encoded_packet)
        except Exception as no:  # of many kinds, by what was sent
            raise NotUnderstood from no
        if self.packet_type in (CONNECT, DISCONNECT):
            self.data = None  # a browser sends what stands for "undefined" there
        if self.namespace != "/" or not isinstance(self.id, int | None) or not self._is_usual():
            raise NotUnderstood

    def _is_usual(self) -> bool:
        match self.packet_type, self.data:
            case (int(kind), list([str(), *_])) if kind == EVENT:
                return True
            case (int(kind), list()) if kind == ACK:
                return True
        return isinstance(self.packet_type, int) and self.data is None and self.packet_type in (CONNECT, DISCONNECT)


def install(server: Any) -> None:
    """Make a Socket.IO server decode packets so."""
    server.packet_class = Packet
    server.eio.handlers["message"] = _passing_over(server.eio.handlers["message"])


def _passing_over(take: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(take)
    def taken(sid: str, data: Any) -> Any:
        try:
            if data:  # of nothing, the library would not try to read a packet
                return take(sid, data)
        except NotUnderstood:
            failure_log.report_rarely(log, "a packet was not understood")
        return None

    return taken
