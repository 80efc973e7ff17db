"""Wait for a condition, for so long and no longer."""

from collections.abc import Callable
from threading import Event
from time import monotonic

TIMEOUT_S = 30.0
"""Seconds after which something that should come is given up."""


def until(holds: Callable[[], object], what: str, patience: float = TIMEOUT_S) -> None:
    """Return once `holds()` is true; AssertionError with `what` if that takes longer than `patience` seconds."""
    end = monotonic() + patience
    while not holds():
        assert monotonic() < end, f"not within {patience:g} s: {what}"
        Event().wait(0.05)
