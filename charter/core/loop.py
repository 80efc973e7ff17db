"""Keep the event loop free: one slow piece of work must not make everybody wait."""

from collections.abc import Callable
from typing import TypeVar

import gevent
from gevent.lock import BoundedSemaphore
from gevent.monkey import is_module_patched
from gevent.threadpool import ThreadPool

Returned = TypeVar("Returned")
LONGEST = 0.02
"""Seconds for which the first in the queue gives way: in the worst rush, fifty pages a second go on."""
_turn = BoundedSemaphore(1)


def off_the_loop(work: Callable[[], Returned], pool: ThreadPool | None = None) -> Returned:
    """Run blocking work in a pool of threads (gevent's own, if none is given) and wait for it, so that others are
    served meanwhile. Without gevent, in tests and on the command line, it simply runs.
    """
    if not is_module_patched("threading"):
        return work()
    result: Returned = (pool or gevent.get_hub().threadpool).apply(work)
    return result


def give_way() -> None:
    """Wait, in a queue, until nobody else asks anything of this process; the first waits no longer than `LONGEST`."""
    if is_module_patched("threading"):
        with _turn, gevent.Timeout(LONGEST, False):
            gevent.idle()
