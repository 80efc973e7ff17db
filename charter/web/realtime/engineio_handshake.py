"""Refuses what asks for a websocket and cannot have one, which is anybody's to send.

python-engineio (4.15) leaves it to simple-websocket (1.1), which raises an error: a traceback in the
log for each, and an answer that names the server as the one at fault.
"""

from typing import Any

from engineio.async_drivers._websocket_wsgi import SimpleWebSocketWSGI
from engineio.socket import Socket
from wsproto.utilities import ProtocolError

_accept = SimpleWebSocketWSGI.__call__


class NoReader:
    """Stands for the thread in which simple-websocket would read."""

    name = ""

    def __init__(self, target: Any) -> None:
        pass

    def start(self) -> None:
        """Nothing: whoever waits for a message reads it."""


def install() -> None:
    """Refuse them so."""
    SimpleWebSocketWSGI.__call__ = _accept_without_reader


def is_asked_for(environ: dict[str, Any]) -> bool:
    """Whether a request is for a websocket, as python-engineio reads its headers."""
    connection = environ.get("HTTP_CONNECTION", "").lower().split(",")
    is_named = environ.get("HTTP_UPGRADE", "").lower() in Socket.upgrade_protocols
    return is_named and "upgrade" in [each.strip() for each in connection]


def refuse(socket: Any, start_response: Any) -> tuple[bytes, ...]:
    """Answer that the request was not understood. A browser that polls goes on polling. (A tuple:
    the library takes a list for packets.)"""
    if not socket.connected:
        socket.close(wait=False, abort=True)
    start_response("400 BAD REQUEST", [("Content-Type", "text/plain"), ("Content-Length", "0")])
    return (b"",)


def _accept_without_reader(wsgi: Any, environ: dict[str, Any], start_response: Any) -> Any:
    socket = wsgi.app.__self__
    if environ.get("CONTENT_LENGTH") not in (None, "", "0") or "HTTP_TRANSFER_ENCODING" in environ:
        return refuse(socket, start_response)  # a body would be read as frames, and frames as the body
    wsgi.server_args = wsgi.server_args | {"thread_class": NoReader}
    try:
        return _accept(wsgi, environ, start_response)
    except (ProtocolError, ValueError):  # headers that are missing, or that wsproto cannot read
        if hasattr(wsgi, "ws"):  # they were read
            raise
        return refuse(socket, start_response)
