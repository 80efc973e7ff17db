"""From long-polling to a websocket, where the network lets one through.

A browser opens a websocket beside its polls, sends a probe, and takes the websocket into use once that was answered and
no poll is under way. python-engineio (4.15) answers every poll at once, with nothing, from the websocket's opening on:
where a proxy opens websockets but lets nothing through them, the browser asks hundreds of times a second and hears
nothing more. Here polls go on as before until the websocket is in use, and are ended now and then so that it can be.
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
    """Let polls go on meanwhile."""
    Socket.handle_get_request = _answer_get
    SimpleWebSocketWSGI.wait = _wait


def begin(socket: Any, line: Any) -> None:
    """A websocket is there: the only line of a browser, or one that it opened beside its polls."""
    line.socket = socket
    if socket.connected:
        socket.upgrading = True
        socket.server.start_background_task(_end_polls, socket)


def end(socket: Any) -> None:
    """The websocket is gone; a browser that never took it into use polls on, and may try another."""
    if not socket.upgraded:
        socket.upgrading = False


def _answer_get(socket: Any, environ: dict[str, Any], start_response: Any) -> Any:
    """Answer a poll, or serve a websocket."""
    if "HTTP_UPGRADE" not in environ and socket.upgrading and not socket.upgraded:
        return socket.poll()
    return _answer(socket, environ, start_response)


def _wait(line: Any) -> Any:
    """What comes in next; None when the line is cut, when a websocket is not taken into use in time, or when it sends
    what is no packet: to python-engineio that is a fault of its own, with a page in the log for each."""
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
