"""Watches over the connections to the database: nobody holds one and asks for another. Where all connections are in the
hands of people who wait for a second one, nobody gets any until they give up."""

import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import get_ident

from flask import has_app_context
from flask.globals import app_ctx
from sqlalchemy import event
from sqlalchemy.pool import Pool

import charter

CHARTER = str(Path(charter.__file__).parent)
COPYING = ("backup.py", "copying.py")
"""Commands that hold one connection to each of two databases. No page and no event calls them."""
Holder = tuple[int, int]
"""A thread, or greenlet, and the application context within it: sessions belong to these."""


@contextmanager
def watched() -> Iterator[list[str]]:
    """Where a second connection was asked for, from now to the end of the block."""
    held: Counter[Holder] = Counter()
    holders: dict[int, Holder] = {}
    found: list[str] = []

    def taken(_connection: object, record: object, _proxy: object) -> None:
        if not has_app_context():
            return
        holder = holders[id(record)] = (get_ident(), id(app_ctx._get_current_object()))
        held[holder] += 1
        if held[holder] > 1 and (asked := _asked_by_charter()):
            found.append(asked)

    def returned(_connection: object, record: object) -> None:
        if holder := holders.pop(id(record), None):
            held[holder] -= 1

    event.listen(Pool, "checkout", taken)
    event.listen(Pool, "checkin", returned)
    try:
        yield found
    finally:
        event.remove(Pool, "checkout", taken)
        event.remove(Pool, "checkin", returned)


def _asked_by_charter() -> str:
    """The frames of ours, outermost first; "" when a test itself asked, or who copies."""
    ours = [frame for frame in traceback.extract_stack() if frame.filename.startswith(CHARTER)]
    if any(Path(frame.filename).name in COPYING for frame in ours):
        return ""
    return "".join(traceback.format_list(ours))
