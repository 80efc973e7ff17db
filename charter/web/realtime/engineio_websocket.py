"""Serves Engine.IO over a websocket with one greenlet for each browser.

python-engineio (4.15) has one that reads messages, one that writes them, one that sleeps until the
next ping, and simple-websocket (1.1) one that reads bytes. Here whoever waits for a message reads
the bytes, and what writes (`engineio_writer`) or pings (`engineio_pings`) lives only while there is
something to write, or once for all.

The libraries take an empty queue for a dead connection, and cut it. Here a missing pong alone says
that it is dead; and it is then let go of, though it takes no goodbye.
"""

import logging
from typing import Any

from engineio.exceptions import QueueEmpty, SocketIsClosedError, UnknownPacketError
from engineio.packet import Packet
from engineio.socket import Socket
from wsproto.utilities import LocalProtocolError

from charter.web.realtime import engineio_upgrade, engineio_writer
from charter.web.realtime.engineio_writer import Connection

log = logging.getLogger("charter")
GOODBYE_S = 5.0
"""How long a connection that ends may take for its last packets."""
PACKET_TYPES = "0123456"
"""What a packet of Engine.IO begins with, as text."""

_next_packets = Socket.poll
_receive_packet = Socket.receive
_end_connection = Socket.close


def install() -> None:
    """Serve websockets so."""
    Socket._websocket_handler = serve
    Socket.poll = _poll
    Socket.receive = _receive
    Socket.close = _end


def serve(socket: Any, wsgi: Any) -> list[Any]:
    """Serve a browser's websocket until it ends. A message is bounded while it comes, not once it
    is there whole: what is compressed may be a thousand times as large."""
    ws = wsgi.ws
    ws.max_message_size = socket.server.max_http_buffer_size
    connection = Connection(ws)
    try:
        if not socket.connected or engineio_upgrade.negotiate(socket, connection, receive):
            _use(socket, connection)
            _receive_all(socket, connection)
    finally:
        engineio_upgrade.end(socket)
        connection.close()
        ws.sock.close()
        ws.environ["wsgi.input"].close()  # frames that are left there would be read as another request
    return []


def _use(socket: Any, connection: Connection) -> None:
    connection.ws.sock.settimeout(None)  # that of the upgrade would cut a slow one
    socket.connection = connection
    socket.connected = socket.upgraded = True
    socket.upgrading = False
    if socket.queue.empty():
        connection.open()
    else:
        engineio_writer.drain(socket)


def _receive_all(socket: Any, connection: Connection) -> None:
    while (message := receive(socket, connection)) is not None:
        try:
            socket.receive(Packet(encoded_packet=message))
        except UnknownPacketError:
            continue
        except SocketIsClosedError:
            break
        except Exception:
            log.exception("a message could not be received")
            break
    socket.close(wait=False, abort=True, reason=socket.server.reason.TRANSPORT_CLOSE)


def receive(socket: Any, connection: Connection, timeout_s: float | None = None) -> Any:
    """The next message; None when the connection is cut, when nothing comes in time, or when what
    comes is no packet: to python-engineio that is an error of its own, with a traceback in the log
    for each."""
    socket.server.sleep(0)  # the others' turn, however much has come in from this one
    ws = connection.ws
    while ws.connected and not ws.input_buffer:
        try:
            ws.sock.settimeout(timeout_s)
            if data := ws.sock.recv(ws.receive_bytes):
                ws.ws.receive_data(data)
                ws.connected = ws._handle_events()
            else:
                ws.connected = False
        except (OSError, LocalProtocolError):
            ws.connected = False
        if not ws.input_buffer:  # pings, or a part: gevent does not wait where more has come already
            socket.server.sleep(0)
    if not ws.input_buffer:
        return None
    message = ws.input_buffer.pop(0)
    return message if isinstance(message, bytes) or (message and message[0] in PACKET_TYPES) else None


def _receive(socket: Any, packet: Packet) -> None:
    """Take a packet in. What follows a goodbye would be an event, or a connection, of nobody: to
    python-socketio an error, after which it remembers that connection for good."""
    if socket.closed:
        raise SocketIsClosedError
    _receive_packet(socket, packet)


def _poll(socket: Any) -> Any:
    """The packets that wait for a browser that polls, once there are some. QueueEmpty when nothing
    has come, not even a ping: it never answered the last one. One that has gone over to a websocket
    meanwhile is not dead."""
    while True:
        try:
            return _next_packets(socket)
        except QueueEmpty:
            if socket.closed or not socket.upgraded:
                raise


def _end(socket: Any, wait: bool = True, abort: bool = False, reason: Any = None) -> None:
    """End a browser's connection, whatever it still takes: one that polls may never ask for its last
    packets."""
    is_first = not socket.closing
    _end_connection(socket, False, abort, reason)
    if is_first and socket.connection:
        engineio_writer.drain(socket)
        socket.server.start_background_task(_close_later, socket)


def _close_later(socket: Any) -> None:
    socket.server.sleep(GOODBYE_S)
    socket.connection.close()
