"""The background work of one app: features register their loops, the server starts and stops all of
them together."""

import logging
from collections.abc import Callable
from typing import TypeVar

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
        self._at_start: list[Callable[[], object]] = []
        app.extensions["background"] = self

    def every(self, interval_s: float, work: Callable[[], object], error: str) -> None:
        """Run `work` at the start and every `interval_s` seconds; `error` is the log's sentence for
        a failed run."""
        self._loops.append(Periodic(self._in_context(work), interval_s, self._logging(error)))

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
            for loop in self._loops:
                socketio.start_background_task(loop.run)
            for work in self._at_start:
                socketio.start_background_task(self._in_context(work))

    def stop(self) -> None:
        """End the loops, each after its present run."""
        for loop in self._loops:
            loop.stop()

    def _in_context(self, work: Callable[[], Returned]) -> Callable[[], Returned]:
        def run() -> Returned:
            with self._app.app_context():
                return work()

        return run

    def _logging(self, error: str) -> Callable[[], None]:
        return lambda: failure_log.report(log, error)
