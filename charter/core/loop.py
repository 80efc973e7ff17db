"""Keep the event loop free: run blocking work in threads, and let pages yield to shorter
requests."""

from collections.abc import Callable
from functools import cached_property
from time import perf_counter
from typing import TypeVar, cast

import gevent
from gevent.lock import BoundedSemaphore
from gevent.monkey import is_module_patched
from gevent.threadpool import ThreadPool

Returned = TypeVar("Returned")
MAX_YIELD_S = 0.02
"""Longest time a request yields to the event loop. Under saturation this admits about 50 page loads
per second."""
MAX_IN_PLACE_S = 0.003
"""How long blocking work may stop the event loop: less than a page takes to render."""
RUNS_IN_THREAD = 200
"""How many runs go to the thread after a long one, before one is tried in place again."""
_turn = BoundedSemaphore(1)


def run_in_thread(work: Callable[[], Returned], pool: ThreadPool | None = None) -> Returned:
    """Run blocking work in a thread pool (gevent's own by default) and wait for the result, while
    the loop serves others. Without gevent, in tests and on the command line, it runs in place."""
    if not is_module_patched("threading"):
        return work()
    result, problem = (pool or gevent.get_hub().threadpool).apply(_outcome, (work,))
    if problem:
        raise problem
    return cast(Returned, result)


def _outcome(work: Callable[[], Returned]) -> tuple[Returned | None, BaseException | None]:
    """What work returns, or raises: the caller, who waits for it, decides whether an error is worth a line
    in the log; gevent would print a traceback of each that ends a thread's work."""
    try:
        return work(), None
    except BaseException as problem:
        return None, problem


class BlockingWork:
    """Runs blocking work of one kind: in place while it is short; after a long run, in a thread of its own
    for a while.

    Going to a thread and back costs more than a fast disk takes for a commit. A slow disk, or a lock
    that another program holds, stops everybody for one run in `RUNS_IN_THREAD`, and else only who waits
    for that work. Runs in the thread are not timed: under load they wait for the interpreter.
    """

    def __init__(self) -> None:
        self._runs_for_thread = 0

    def run(self, work: Callable[[], Returned]) -> Returned:
        """Run `work` and return its result, or raise its error."""
        if self._runs_for_thread:
            self._runs_for_thread -= 1
            return run_in_thread(work, self._thread)

        start = perf_counter()
        try:
            return work()
        finally:
            if perf_counter() - start > MAX_IN_PLACE_S:
                self._runs_for_thread = RUNS_IN_THREAD

    @cached_property
    def _thread(self) -> ThreadPool:
        return ThreadPool(1)


def yield_to_loop() -> None:
    """Wait, in a queue, until the loop is idle; the first in the queue waits at most
    `MAX_YIELD_S`."""
    if is_module_patched("threading"):
        with _turn, gevent.Timeout(MAX_YIELD_S, False):
            gevent.idle()
