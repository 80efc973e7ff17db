"""Turn a Rust panic of the decoder into an error: pyo3 raises it as a BaseException, which `except
Exception` misses."""

from collections.abc import Iterator
from contextlib import contextmanager

from gevent import GreenletExit

_MEANT = (Exception, KeyboardInterrupt, SystemExit, GeneratorExit, GreenletExit)
"""Exceptions to pass on unchanged: errors, and those that stop a process or a greenlet."""


class Panicked(Exception):
    """The decoder panicked; the document it worked on is in an unknown state."""


@contextmanager
def as_errors() -> Iterator[None]:
    """Raise Panicked for a panic in this block."""
    try:
        yield
    except _MEANT:
        raise
    except BaseException as panic:
        raise Panicked(str(panic)) from panic
