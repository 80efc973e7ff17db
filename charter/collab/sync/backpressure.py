"""Lines that take in less than is sent: their queue is bounded, and once it is empty they compare texts instead.

What waits for a browser waits in the queue of its connection. Beyond a bound nothing more of a clause is put there; the
browser is asked to compare when it has taken what there was.
"""

from collections.abc import Iterable

from charter.extensions import socketio

MOST = 64
"""Messages that may wait for one browser."""

_behind: set[str] = set()


def slow(sids: Iterable[str]) -> list[str]:
    """Those of these sockets that nothing more should be sent to now."""
    _behind.update(sid for sid in sids if sid not in _behind and waiting(sid) >= MOST)
    return [sid for sid in sids if sid in _behind] if _behind else []


def caught_up() -> list[str]:
    """The sockets that were behind and have taken in what waited; they are no longer thought slow."""
    there = [sid for sid in _behind if not waiting(sid)]
    _behind.difference_update(there)
    return there


def waiting(sid: str) -> int:
    """How many messages wait for a socket, one that is being written included; none when it is gone."""
    engine = socketio.server.manager.eio_sid_from_sid(sid, "/")
    line = socketio.server.eio.sockets.get(engine)
    return line.queue.qsize() + getattr(getattr(line, "line", None), "is_busy", False) if line else 0


def forget(sid: str) -> None:
    """A socket is gone."""
    _behind.discard(sid)
