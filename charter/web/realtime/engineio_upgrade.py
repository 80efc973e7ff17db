"""The upgrade from long-polling to a websocket.

A browser opens a websocket while it polls, sends a probe, and switches once the probe is answered
and no poll is pending. From the opening of the websocket on, python-engineio (4.15) answers every
poll at once with nothing. Where a proxy opens websockets but passes no data, the browser then polls
hundreds of times a second and receives nothing. Here polls continue as before until the websocket
is in use; they are ended now and then so that the browser can switch.
"""

from typing import Any

from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI
from engineio.packet import NOOP, Packet
from engineio.socket import Socket
from simple_websocket import ConnectionClosed

UPGRADE_TIMEOUT_S = 10.0
"""Seconds until a websocket that was opened beside the polls must be in use; as in Engine.IO's own
server."""
KINDS = "0123456"
"""First character of an Engine.IO packet, as text."""
FIRST_PAUSE_S = 0.1
"""Seconds until the browser's poll is ended; each further pause is twice as long."""

_answer = Socket.handle_get_request


def install() -> None:
    """Patch python-engineio so that polls continue during an upgrade."""
    Socket.handle_get_request = _answer_get
    SimpleWebSocketWSGI.wait = _wait


def begin(socket: Any, line: Any) -> None:
    """A websocket was opened, either directly or during polling."""
    line.socket = socket
    if socket.connected:
        socket.upgrading = True
        socket.server.start_background_task(_end_polls, socket)


def end(socket: Any) -> None:
    """The websocket is closed; a browser that never switched to it polls on and may try another
    one."""
    if not socket.upgraded:
        socket.upgrading = False


def _answer_get(socket: Any, environ: dict[str, Any], start_response: Any) -> Any:
    """Answer a poll, or serve a websocket."""
    if "HTTP_UPGRADE" not in environ and socket.upgrading and not socket.upgraded:
        return socket.poll()
    return _answer(socket, environ, start_response)


def _wait(line: Any) -> Any:
    """The next packet; None if the connection is closed, if the upgrade times out, or for anything
    that is not a packet: python-engineio would log a traceback for each."""
    line.socket.server.sleep(0)  # the others' turn, however much has come in over this one
    try:
        sent = line.ws.receive(timeout=UPGRADE_TIMEOUT_S if line.socket.upgrading else None)
    except ConnectionClosed:
        return None
    return sent if isinstance(sent, bytes) or (sent and sent[0] in KINDS) else None


def _end_polls(socket: Any) -> None:
    pause = FIRST_PAUSE_S
    while socket.upgrading and not socket.closed:
        socket.server.sleep(pause)
        pause *= 2
        if socket.upgrading and socket.queue.empty():
            socket.queue.put(Packet(NOOP))
