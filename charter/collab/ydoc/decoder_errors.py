"""A panic of the decoder's Rust side is a BaseException, which no `except Exception` sees: here it becomes an error."""

from collections.abc import Iterator
from contextlib import contextmanager

from gevent import GreenletExit

_MEANT = (Exception, KeyboardInterrupt, SystemExit, GeneratorExit, GreenletExit)
"""What goes on as it is: errors, and what is raised to stop a process or a greenlet."""


class Panicked(Exception):
    """The decoder panicked; nothing is known of the document it worked on."""


@contextmanager
def as_errors() -> Iterator[None]:
    """Raise Panicked for a panic in this block."""
    try:
        yield
    except _MEANT:
        raise
    except BaseException as panic:
        raise Panicked(str(panic)) from panic
