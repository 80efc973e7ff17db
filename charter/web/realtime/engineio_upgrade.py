"""From long-polling to a websocket, where the network lets one through.

A browser opens a websocket beside its polls, sends a probe, and takes the websocket into use once
that was answered and no poll is under way. python-engineio (4.15) answers every poll at once, with
nothing, from the websocket's opening on: where a proxy opens websockets but lets nothing through
them, the browser asks hundreds of times a second and hears nothing more. Here polls go on as before
until the websocket is in use, and are ended now and then so that it can be.
"""

from collections.abc import Callable
from typing import Any

from engineio.packet import NOOP, PING, PONG, UPGRADE, Packet
from engineio.socket import Socket

from charter.web.realtime import engineio_handshake
from charter.web.realtime.engineio_writer import Connection
from charter.web.realtime.websocket_frames import frame

UPGRADE_TIMEOUT_S = 10.0
"""Until a websocket that was opened beside the polls must be in use; as in Engine.IO's own
server."""
FIRST_PAUSE_S = 0.1
"""Until the browser's poll is ended; each further pause is twice as long."""

Receive = Callable[[Any, Connection, float], Any]
_answer = Socket.handle_get_request


def install() -> None:
    """Let polls go on meanwhile."""
    Socket.handle_get_request = _answer_get


def negotiate(socket: Any, connection: Connection, receive: Receive) -> bool:
    """Whether a browser that polls takes its websocket into use: it sends a probe over it, hears
    that it came, and says so once no poll is under way."""
    socket.upgrading = True  # what is sent meanwhile waits for a poll, or for the websocket
    socket.server.start_background_task(_end_polls, socket)
    if not _is_packet(receive(socket, connection, UPGRADE_TIMEOUT_S), PING, "probe"):
        return False
    try:
        connection.write(frame(Packet(PONG, data="probe").encode()))
    except OSError:  # cut since
        return False
    socket.queue.put(Packet(NOOP))  # ends a poll
    is_wanted = _is_packet(receive(socket, connection, UPGRADE_TIMEOUT_S), UPGRADE)
    return is_wanted and not socket.closed and not socket.upgraded  # over another websocket meanwhile


def _is_packet(message: Any, kind: int, data: str | None = None) -> bool:
    if message is None:
        return False
    packet = Packet(encoded_packet=message)
    return packet.packet_type == kind and (data is None or packet.data == data)


def end(socket: Any) -> None:
    """The websocket is gone; a browser that never took it into use polls on, and may try
    another."""
    if not socket.upgraded:
        socket.upgrading = False


def _answer_get(socket: Any, environ: dict[str, Any], start_response: Any) -> Any:
    """Answer a poll, or serve a websocket."""
    if not socket.connected and not engineio_handshake.is_asked_for(environ):
        return engineio_handshake.refuse(socket, start_response)
    if "HTTP_UPGRADE" not in environ and socket.upgrading and not socket.upgraded:
        return socket.poll()
    return _answer(socket, environ, start_response)


def _end_polls(socket: Any) -> None:
    pause = FIRST_PAUSE_S
    while socket.upgrading and not socket.closed:
        socket.server.sleep(pause)
        pause *= 2
        if socket.upgrading and socket.queue.empty():
            socket.queue.put(Packet(NOOP))
