"""What became of an edit that the server made for somebody: it goes through the flush like any other."""

import secrets
from threading import Event

from flask_babel import lazy_gettext as _l

from charter.collab.sync.batch_result import Outcome
from charter.core.errors import Refused

PATIENCE = 15.0
"""Seconds to wait for a flush; one takes some milliseconds."""


class Receipt:
    """What becomes of one update. `sid` stands where a browser's socket would: nobody listens to it."""

    def __init__(self) -> None:
        self.sid = f"receipt:{secrets.token_hex(8)}"
        self._told = Event()
        self._no: Refused | None = None

    def wait(self) -> None:
        """Return once the update is committed; raise Refused when it was refused or could not be kept."""
        try:
            if not self._told.wait(PATIENCE):
                raise Refused(_l("The server is busy, and your edit may still come. Look at the clause in a moment."))
            if self._no:
                raise self._no
        finally:
            _expected.pop(self.sid, None)

    def tell(self, no: Refused | None) -> None:
        """The update was committed, or this is why it was not."""
        self._no = no
        self._told.set()


_expected: dict[str, Receipt] = {}


def expect() -> Receipt:
    """A receipt for an update that is about to be sent under its `sid`."""
    receipt = Receipt()
    _expected[receipt.sid] = receipt
    return receipt


def deliver(outcome: Outcome) -> None:
    """Tell those who wait in this process."""
    if not _expected:
        return
    failed = Refused(_l("Your edit could not be saved just now, and nothing was changed. Try again in a moment."))
    answers: list[tuple[str, Refused | None]] = [(each.sid, None) for each in outcome.kept]
    answers += [(each.sid, no) for each, no in outcome.refused] + [(each.sid, failed) for each in outcome.failed]
    for sid, no in answers:
        if receipt := _expected.get(sid):
            receipt.tell(no)
