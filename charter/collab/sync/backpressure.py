"""Backpressure: each client's send queue is bounded; a client that fell behind is asked to resync once it has drained.

What waits for a browser waits in the queue of its connection. Beyond a bound, nothing more of a clause is put there.
"""

from collections.abc import Iterable

from charter.extensions import socketio

MAX_QUEUED_MESSAGES = 64
"""For one browser."""


class Backpressure:
    """The clients of one app that fell behind, by socket."""

    def __init__(self) -> None:
        self._behind: set[str] = set()

    def slow_clients(self, sids: Iterable[str]) -> list[str]:
        """Those of these sockets that nothing more should be sent to now."""
        self._behind.update(sid for sid in sids if sid not in self._behind and queue_length(sid) >= MAX_QUEUED_MESSAGES)
        return [sid for sid in sids if sid in self._behind] if self._behind else []

    def take_drained(self) -> list[str]:
        """The sockets that were behind and whose queue is empty again; they no longer count as slow."""
        drained = [sid for sid in self._behind if not queue_length(sid)]
        self._behind.difference_update(drained)
        return drained

    def forget(self, sid: str) -> None:
        """A socket is gone."""
        self._behind.discard(sid)


def queue_length(sid: str) -> int:
    """How many messages wait for a socket, one that is being written included; none when it is gone."""
    engine = socketio.server.manager.eio_sid_from_sid(sid, "/")
    line = socketio.server.eio.sockets.get(engine)
    return line.queue.qsize() + getattr(getattr(line, "line", None), "is_busy", False) if line else 0
