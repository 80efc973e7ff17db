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
        self.behind: set[str] = set()
        """Those that nothing more of a clause is sent to until they have resynced."""

    def keeping_up(self, sids: Iterable[str]) -> list[str]:
        """Those of these sockets, for which something waits, that may be sent more; the others fell behind."""
        keeping_up = [sid for sid in sids if queue_length(sid) < MAX_QUEUED_MESSAGES]
        self.behind.update(set(sids).difference(keeping_up))
        return keeping_up

    def take_drained(self) -> list[str]:
        """The sockets that were behind and whose queue is empty again; they no longer count as slow."""
        drained = [sid for sid in self.behind if not queue_length(sid)]
        self.behind.difference_update(drained)
        return drained

    def forget(self, sid: str) -> None:
        """A socket is gone."""
        self.behind.discard(sid)


def queue_length(sid: str) -> int:
    """How many messages wait for a socket, one that is being written included; none when it is gone."""
    engine = socketio.server.manager.eio_sid_from_sid(sid, "/")
    browser = socketio.server.eio.sockets.get(engine)
    if not browser:
        return 0
    connection = getattr(browser, "connection", None)
    return int(browser.queue.qsize() + (connection is not None and connection.is_draining))
