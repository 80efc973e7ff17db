"""Keep the event loop free: run blocking work in threads, and let pages yield to shorter
requests."""

from collections.abc import Callable
from typing import TypeVar

import gevent
from gevent.lock import BoundedSemaphore
from gevent.monkey import is_module_patched
from gevent.threadpool import ThreadPool

Returned = TypeVar("Returned")
MAX_YIELD_S = 0.02
"""Longest time a request yields to the event loop. Under saturation this admits about 50 page loads
per second."""
_turn = BoundedSemaphore(1)


def run_in_thread(work: Callable[[], Returned], pool: ThreadPool | None = None) -> Returned:
    """Run blocking work in a thread pool (gevent's own by default) and wait for the result, while
    the loop serves others. Without gevent, in tests and on the command line, it runs in place."""
    if not is_module_patched("threading"):
        return work()
    result: Returned = (pool or gevent.get_hub().threadpool).apply(work)
    return result


def yield_to_loop() -> None:
    """Wait, in a queue, until the loop is idle; the first in the queue waits at most
    `MAX_YIELD_S`."""
    if is_module_patched("threading"):
        with _turn, gevent.Timeout(MAX_YIELD_S, False):
            gevent.idle()
