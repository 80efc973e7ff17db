"""Heartbeats: a ping to each browser some time after its last pong, from one greenlet for all.

python-engineio (4.15) keeps a greenlet for each browser that sleeps until its next ping: of 2,000
people, 2,000 stacks.
"""

import logging
from collections import deque
from time import monotonic, time
from typing import Any

from engineio.exceptions import SocketIsClosedError
from engineio.packet import PING, Packet
from engineio.socket import Socket

log = logging.getLogger("charter")


class PingSchedule:
    """The browsers of one Engine.IO server, in the order in which their pings are due: the interval
    is the same."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._due: deque[tuple[float, Any]] = deque()
        self._is_running = False

    def add(self, socket: Any) -> None:
        """Ping a browser an interval from now."""
        self._due.append((monotonic() + self._server.ping_interval, socket))
        if not self._is_running:
            self._is_running = True
            self._server.start_background_task(self._run)

    def _run(self) -> None:
        while self._due:
            due_at, socket = self._due[0]
            self._server.sleep(max(0.0, due_at - monotonic()))
            self._due.popleft()
            try:
                _ping(socket)
            except Exception:  # the others' pings come all the same
                log.exception("a ping could not be sent")
        self._is_running = False


def install() -> None:
    """Schedule pings so."""
    Socket.schedule_ping = _schedule


def _schedule(socket: Any) -> None:
    if not socket.last_ping:
        return  # the last ping has no pong yet
    socket.last_ping = None
    server = socket.server
    if not hasattr(server, "ping_schedule"):
        server.ping_schedule = PingSchedule(server)
    server.ping_schedule.add(socket)


def _ping(socket: Any) -> None:
    if socket.closing or socket.closed:
        return
    socket.last_ping = time()  # from here on a missing pong counts
    try:
        socket.send(Packet(PING))
    except SocketIsClosedError:
        return
