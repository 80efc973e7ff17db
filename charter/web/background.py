"""The background work of one app: features register their loops, the server starts and stops all of
them together."""

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any, TypeVar

from flask import Flask

from charter.core.periodic import Loop, OnDemand, Periodic
from charter.extensions import socketio
from charter.web import failure_log

Returned = TypeVar("Returned")
log = logging.getLogger("charter.background")


class Background:
    """What runs beside the requests. Every run has an app context, and so a database session, of
    its own."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._loops: list[Loop] = []
        self._endless: list[Loop] = []
        self._at_start: list[Callable[[], object]] = []
        self._running: list[Any] = []
        app.extensions["background"] = self

    def every(self, interval_s: float, work: Callable[[], object], error: str, is_endless: bool = False) -> None:
        """Run `work` at the start and every `interval_s` seconds; `error` is the log's sentence for
        a failed run. What is endless ends only by an error, and is not waited for at the stop."""
        loop = Periodic(self._in_context(work), interval_s, self._logging(error))
        (self._endless if is_endless else self._loops).append(loop)

    def on_demand(self, work: Callable[[], float], error: str) -> OnDemand:
        """Run `work` after each trigger of what is returned; `work` returns the pause after it, in
        seconds."""
        loop = OnDemand(self._in_context(work), self._logging(error))
        self._loops.append(loop)
        return loop

    def at_start(self, work: Callable[[], object]) -> None:
        """Run `work` once, in the background, when the server starts."""
        self._at_start.append(work)

    def start(self) -> None:
        """Start everything that was registered, once for each process that serves."""
        with self._app.app_context():
            self._running = [socketio.start_background_task(loop.run) for loop in self._loops]
            for loop in self._endless:
                socketio.start_background_task(loop.run)
            for work in self._at_start:
                socketio.start_background_task(self._in_context(work))

    def stop(self, timeout_s: float) -> None:
        """End the loops, each after its present run; returns when they have ended, or after `timeout_s`."""
        for loop in (*self._loops, *self._endless):
            loop.stop()
        end = monotonic() + timeout_s
        for each in self._running:
            each.join(max(0.0, end - monotonic()))

    def _in_context(self, work: Callable[[], Returned]) -> Callable[[], Returned]:
        def run() -> Returned:
            with self._app.app_context():
                return work()

        return run

    def _logging(self, error: str) -> Callable[[], None]:
        return lambda: failure_log.report(log, error)
