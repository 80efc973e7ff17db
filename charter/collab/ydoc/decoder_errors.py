"""Turns a panic of the Rust CRDT library into an exception.

pycrdt raises a panic as a BaseException, which no `except Exception` sees: one malformed update
would end the greenlet that works for everybody.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from gevent import GreenletExit

_NOT_A_PANIC = (Exception, KeyboardInterrupt, SystemExit, GeneratorExit, GreenletExit)
"""Errors, and what is raised to stop a process or a greenlet."""


class DecoderPanic(Exception):
    """The Rust library panicked; nothing is known of the document that it worked on."""


@contextmanager
def as_errors() -> Iterator[None]:
    """Raise DecoderPanic for a panic in this block."""
    try:
        yield
    except _NOT_A_PANIC:
        raise
    except BaseException as panic:
        raise DecoderPanic(str(panic)) from panic
