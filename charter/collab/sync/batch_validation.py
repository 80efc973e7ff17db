"""One clause's share of a batch before the gate: what may go on to the log."""

import logging
from dataclasses import replace
from typing import Any

from pycrdt import Doc

from charter.collab.presence.participants import Update
from charter.collab.sync import rate_limits, validation
from charter.collab.sync.batch_result import Outcome
from charter.collab.ydoc.document import Room
from charter.core.errors import Refused

log = logging.getLogger("charter.collab")


class Trial:
    """A room as it would be with the updates that were let in so far. Plain typing is placed and no more; everything
    else of one batch is tried together on one copy, and one by one only if that fails."""

    def __init__(self, room: Room, outcome: Outcome) -> None:
        """`outcome` hears what is not let in."""
        self._room, self._outcome = room, outcome
        self._passed: list[Update] = []
        self._stopped: set[str] = set()
        """The sockets of which an update was not let in: what follows on it is not tried."""

    def of(self, updates: list[Update]) -> list[Update]:
        """The updates that are let in, in order."""
        all_plain = True
        for update in updates:
            if update.sid in self._stopped:
                self._outcome.failed.append(update)
                continue
            try:
                all_plain &= self._place(update)
            except (validation.Incomplete, Refused) as no:
                self._refuse(update, no)
        if not all_plain and not self._is_sound():
            self._try_each()
        return self._passed

    def _place(self, update: Update) -> bool:
        """Let an update into the room's shape; returns whether it is plain typing. One that brings nothing is not
        written again: it was kept before, if those before it in this batch are."""
        shape = self._room.shape
        blob, scanned = validation.trimmed(shape, update.blob, update.scan)
        if not update.decides and validation.brings_nothing(shape, scanned):
            self._outcome.repeated.append(update)
            return True
        new = replace(update, blob=blob, scan=scanned)
        validation.check_weight(self._weight(new))
        is_plain = validation.place(shape, scanned)
        self._passed.append(new)
        return is_plain

    def _weight(self, update: Update) -> int:
        coming = sum(len(each.blob) for each in (*self._passed, update))
        if self._room.weight + coming > validation.LARGEST_CLAUSE:
            self._room.state()  # weighs it anew: what was typed and deleted since weighs little
        return self._room.weight + coming

    def _is_sound(self) -> bool:
        try:
            validation.check_neighbours(self._room.state(), [each.scan for each in self._passed])
            validation.try_out(self._room.scratch(), [each.blob for each in self._passed])
        except (validation.Incomplete, Refused):
            return False
        return True

    def _try_each(self) -> None:
        updates, self._passed = self._passed, []
        for update in updates:
            try:
                validation.check_neighbours(self._scratch().get_update(), [update.scan])
                validation.try_out(self._scratch(), [update.blob])
                self._passed.append(update)
            except (validation.Incomplete, Refused) as no:
                self._refuse(update, no)

    def _scratch(self) -> Doc[Any]:
        scratch = self._room.scratch()
        for each in self._passed:
            scratch.apply_update(each.blob)
        return scratch

    def _refuse(self, update: Update, no: Exception) -> None:
        """Say no to one, and take its place out of the shape."""
        self._stopped.add(update.sid)
        rate_limits.charge("update", update.writer.member_id, rate_limits.MEMBER, rate_limits.REFUSAL)
        if isinstance(no, Refused):
            log.warning(
                "update %d by member %d to clause %d: %s", update.number, update.writer.member_id, update.clause_id, no
            )
            self._outcome.refused.append((update, no))
        else:
            self._outcome.failed.append(update)
        self._room.forget_shape()
        for each in self._passed:
            self._room.shape.take(each.scan)
