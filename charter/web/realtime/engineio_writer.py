"""Sends Engine.IO packets over websockets: framed once for all receivers, and written at once where
a socket is free.

python-engineio (4.15) puts each message in a queue of each browser and wakes a greenlet for it; for
600 people that is most of what a keystroke costs. Here a message goes straight to the operating
system. What it does not take waits in the queue, and a greenlet that lives as long as something
waits writes it. simple-websocket (1.1) gives a frame to `socket.send`, which takes only a part of
it when a connection is slow: what follows would be read as nonsense.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from socket import SHUT_RDWR
from typing import Any

from engineio.packet import MESSAGE, Packet
from engineio.socket import Socket
from socketio.packet import EVENT

from charter.web.realtime.websocket_frames import Rest, frame

MAX_QUEUED_PACKETS = 1000
"""For one browser, answers to what it asks included; with more, it is disconnected."""


class Connection:
    """The websocket of one browser."""

    __slots__ = ("direct", "is_draining", "ws")

    def __init__(self, ws: Any) -> None:
        self.ws = ws
        """simple-websocket's server: handshake, incoming frames."""
        self.is_draining = False
        """Whether a greenlet writes what waits in the queue."""
        self.direct: Callable[[bytes], int] | None = None
        """Writes without waiting. None while something waits in the queue, or is being written: a
        frame must never overtake another, or stand inside one."""

    def open(self) -> None:
        """Let packets be written directly. gevent's socket would wait; the one inside says that it
        cannot."""
        sock = getattr(self.ws.sock, "_sock", None)
        self.direct = sock.send if sock and self.ws.connected else None

    def write(self, data: bytes) -> None:
        """Write data whole, however long that takes; OSError when the connection is cut."""
        if not self.ws.connected:
            raise OSError("the connection is cut")
        self.ws.sock.sendall(data)

    def close(self) -> None:
        """Close the websocket, and wake whoever reads from it or writes to it: a dead one never
        answers a goodbye."""
        self.direct = None
        with suppress(OSError):  # it was cut before
            try:
                if self.ws.connected:
                    self.ws.sock.settimeout(0)  # a connection that takes nothing is not waited for
                    self.ws.close()
            finally:
                self.ws.connected = False  # also where the goodbye was not taken: it is said once
                self.ws.sock.shutdown(SHUT_RDWR)


def install() -> None:
    """Send packets so."""
    Socket.connection = None
    Socket.send = _send


def send_to_all(server: Any, recipients: Iterable[tuple[str, str]], event: str, args: tuple[Any, ...]) -> list[str]:
    """Emit an event to Socket.IO sockets, each with its Engine.IO socket; what all receive is
    encoded once.

    Returns the sockets that were skipped because a message waits for them already: whether they may
    be sent more is the caller's to decide.
    """
    encoded = server.packet_class(EVENT, namespace="/", data=[event, *args]).encode()
    packets = [Packet(MESSAGE, part) for part in (encoded if isinstance(encoded, list) else [encoded])]
    data = b"".join(frame(packet.encode()) for packet in packets)
    sockets = server.eio.sockets
    skipped = []
    for sid, engine_id in recipients:
        socket = sockets.get(engine_id)
        if not (socket and socket.connection and _write_at_once(socket, data)):  # gone, polls, or is busy
            skipped.append(sid)
    return skipped


def _send(socket: Any, packet: Any) -> None:
    """Send a packet to a browser: at once if nothing waits for it, else in its turn."""
    if not socket.check_ping_timeout():
        return
    if not (socket.connection and _write_at_once(socket, frame(packet.encode()))):
        queue(socket, packet)


def _write_at_once(socket: Any, data: bytes) -> bool:
    """Write a frame if nothing waits for the browser; what the system does not take then waits.
    Returns whether the frame is on its way."""
    direct = socket.connection.direct
    if direct is None:
        return False
    try:
        sent = direct(data)
    except OSError:  # full, or cut: whoever drains the queue waits, or finds out
        sent = 0
    if sent < len(data):
        queue(socket, Rest(data[sent:]))
    return True


def queue(socket: Any, packet: Any) -> None:
    """Let a packet wait until the browser has taken in, or polls for, what waits before it."""
    if socket.queue.qsize() >= MAX_QUEUED_PACKETS:
        socket.close(wait=False, abort=True)
        return
    socket.queue.put(packet)
    drain(socket)


def drain(socket: Any) -> None:
    """Have a greenlet write what waits for a websocket; a browser that polls takes it itself."""
    connection = socket.connection
    if connection and socket.upgraded and not connection.is_draining:
        connection.is_draining, connection.direct = True, None
        socket.server.start_background_task(_drain, socket)


def _drain(socket: Any) -> None:
    connection = socket.connection
    try:
        while not socket.queue.empty():
            packet = socket.queue.get(block=False)
            socket.queue.task_done()
            if packet is None:  # the connection was closed, and its last packets are written
                connection.close()
                return
            connection.write(packet if isinstance(packet, Rest) else frame(packet.encode()))
    except OSError:  # cut: whoever reads from it ends it
        return
    connection.is_draining = False
    connection.open()
