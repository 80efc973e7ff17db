"""What a background loop could not do, in the log: the trace of a fault; of an outage, one line each second."""

import sys
from logging import Logger
from time import monotonic

from redis import RedisError

from charter.database import is_passing

PAUSE_S = 1.0
"""Between two lines about an outage, whichever loops meet it."""

_told: list[float] = []
_seldom: dict[str, tuple[float, int]] = {}


def tell(log: Logger, what: str, *args: object, problem: BaseException | None = None) -> None:
    """Log, inside an `except` or with its `problem`, what was not done. An outage is met by every loop in every
    second: all but the first say nothing that the log does not hold already."""
    problem = problem or sys.exception()
    if not isinstance(problem, RedisError) and not is_passing(problem):
        log.exception(what, *args)
    elif not _told or monotonic() - _told[-1] >= PAUSE_S:
        _told[:] = [monotonic()]
        log.warning(f"{what}: %s", *args, one_line(problem))


def seldom(log: Logger, what: str, *args: object) -> None:
    """Log what anybody may bring about as often as they like: at most one line of a kind each second, with how many
    went before it unsaid."""
    at, unsaid = _seldom.get(what, (0.0, 0))
    if monotonic() - at < PAUSE_S:
        _seldom[what] = at, unsaid + 1
    else:
        _seldom[what] = monotonic(), 0
        log.warning(f"{what} (and %d more since the last such line)", *args, unsaid)


def one_line(problem: BaseException | None) -> str:
    """What went wrong, without the statement and the values that it was about."""
    words = str(getattr(problem, "orig", None) or problem).strip()
    return f"{type(problem).__name__}: {words.splitlines()[0] if words else ''}"


def forget() -> None:
    """Tell of the next one at once."""
    _told.clear()
    _seldom.clear()
