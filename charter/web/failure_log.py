"""Log failures of background loops: a fault with its traceback, an outage as one line each
second."""

import sys
from logging import Logger
from time import monotonic

from redis import RedisError

from charter.database import is_passing

PAUSE_S = 1.0
"""Minimum time between two lines about an outage, for all loops together."""

_reported_at: list[float] = []
_left_out: dict[str, tuple[float, int]] = {}


def report(log: Logger, what: str, *args: object, problem: BaseException | None = None) -> None:
    """Log, inside an `except` or with its `problem`, what failed. During an outage every loop fails
    every second: only the first failure is logged."""
    problem = problem or sys.exception()
    if not isinstance(problem, RedisError) and not is_passing(problem):
        log.exception(what, *args)
    elif not _reported_at or monotonic() - _reported_at[-1] >= PAUSE_S:
        _reported_at[:] = [monotonic()]
        log.warning(f"{what}: %s", *args, one_line(problem))


def report_rarely(log: Logger, what: str, *args: object) -> None:
    """Log what anybody can cause as often as they like: at most one line per kind and second, with
    the number of those left out."""
    at, unsaid = _left_out.get(what, (0.0, 0))
    if monotonic() - at < PAUSE_S:
        _left_out[what] = at, unsaid + 1
    else:
        _left_out[what] = monotonic(), 0
        log.warning(f"{what} (and %d more since the last such line)", *args, unsaid)


def one_line(problem: BaseException | None) -> str:
    """The error on one line, without the statement and its values."""
    words = str(getattr(problem, "orig", None) or problem).strip()
    return f"{type(problem).__name__}: {words.splitlines()[0] if words else ''}"


def reset() -> None:
    """Log the next failure at once."""
    _reported_at.clear()
    _left_out.clear()
