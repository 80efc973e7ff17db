"""Background loops: run a function again and again until told to stop.

Plain Python: what a loop runs, and where its errors are logged, is given by the caller.
"""

from collections.abc import Callable
from threading import Event
from time import sleep
from typing import Protocol


class Loop(Protocol):
    """Something that runs in the background until it is stopped."""

    def run(self) -> None:
        """Loop in the calling thread or greenlet until `stop`."""

    def stop(self) -> None:
        """End the loop after the present run."""


class Periodic:
    """Runs `work` at once, and then every `interval_s` seconds.

    An error does not end the loop: `on_error` is called inside the `except`, and the next run comes
    as usual.
    """

    def __init__(self, work: Callable[[], object], interval_s: float, on_error: Callable[[], None]) -> None:
        self._work, self._on_error = work, on_error
        self._interval_s = interval_s
        self._stopped = Event()

    def run(self) -> None:
        """Loop in the calling thread or greenlet until `stop`."""
        while not self._stopped.is_set():
            try:
                self._work()
            except Exception:
                self._on_error()
            self._stopped.wait(self._interval_s)

    def stop(self) -> None:
        """End the loop after the present run."""
        self._stopped.set()


class OnDemand:
    """Runs `work` after a `trigger`; triggers that come while it runs, or pauses, share the next
    run.

    `work` returns how long to pause before the next run, in seconds. After an error there is no
    pause.
    """

    def __init__(self, work: Callable[[], float], on_error: Callable[[], None]) -> None:
        self._work, self._on_error = work, on_error
        self._due = Event()
        self._is_stopped = False

    def trigger(self) -> None:
        """Ask for a run."""
        self._due.set()

    def run(self) -> None:
        """Loop in the calling thread or greenlet until `stop`."""
        while True:
            self._due.wait()
            self._due.clear()  # before the work: a trigger that comes during it is not lost
            if self._is_stopped:
                return
            pause_s = 0.0
            try:
                pause_s = self._work()
            except Exception:
                self._on_error()
            sleep(pause_s)  # also for 0: the others' turn

    def stop(self) -> None:
        """End the loop after the present run and its pause."""
        self._is_stopped = True
        self._due.set()
