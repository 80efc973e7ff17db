"""What a background loop could not do, in the log: the trace of a fault; of an outage, one line each second."""

import sys
from logging import Logger
from time import monotonic

from redis import RedisError

from charter.database import is_passing

PAUSE_S = 1.0
"""Between two lines about an outage, whichever loops meet it."""

_told: list[float] = []


def tell(log: Logger, what: str, *args: object, problem: BaseException | None = None) -> None:
    """Log, inside an `except` or with its `problem`, what was not done. An outage is met by every loop in every
    second: all but the first say nothing that the log does not hold already."""
    problem = problem or sys.exception()
    if not isinstance(problem, RedisError) and not is_passing(problem):
        log.exception(what, *args)
    elif not _told or monotonic() - _told[-1] >= PAUSE_S:
        _told[:] = [monotonic()]
        log.warning(f"{what}: %s", *args, one_line(problem))


def one_line(problem: BaseException | None) -> str:
    """What went wrong, without the statement and the values that it was about."""
    words = str(getattr(problem, "orig", None) or problem).strip()
    return f"{type(problem).__name__}: {words.splitlines()[0] if words else ''}"


def forget() -> None:
    """Tell of the next outage at once."""
    _told.clear()
