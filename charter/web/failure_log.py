"""Log failures of background loops: a fault with its traceback, an outage as one line each second."""

import sys
from logging import Logger
from time import monotonic

from redis import RedisError

from charter.database import is_passing

PAUSE_S = 1.0
"""Minimum time between two lines about an outage, for all loops together."""

_told: list[float] = []
_seldom: dict[str, tuple[float, int]] = {}


def tell(log: Logger, what: str, *args: object, problem: BaseException | None = None) -> None:
    """Log, inside an `except` or with its `problem`, what was not done. During an outage every loop
    fails every second: only the first one is logged."""
    problem = problem or sys.exception()
    if not isinstance(problem, RedisError) and not is_passing(problem):
        log.exception(what, *args)
    elif not _told or monotonic() - _told[-1] >= PAUSE_S:
        _told[:] = [monotonic()]
        log.warning(f"{what}: %s", *args, one_line(problem))


def seldom(log: Logger, what: str, *args: object) -> None:
    """Log what anybody can cause as often as they like: at most one line per kind and second, with
    the number of those left out."""
    at, unsaid = _seldom.get(what, (0.0, 0))
    if monotonic() - at < PAUSE_S:
        _seldom[what] = at, unsaid + 1
    else:
        _seldom[what] = monotonic(), 0
        log.warning(f"{what} (and %d more since the last such line)", *args, unsaid)


def one_line(problem: BaseException | None) -> str:
    """The error on one line, without the statement and its values."""
    words = str(getattr(problem, "orig", None) or problem).strip()
    return f"{type(problem).__name__}: {words.splitlines()[0] if words else ''}"


def forget() -> None:
    """Log the next failure at once."""
    _told.clear()
    _seldom.clear()
