"""Validates one clause's share of a batch: which updates may go on to the log."""

import logging
from dataclasses import replace
from typing import Any

from pycrdt import Doc

from charter.collab.sync import validation
from charter.collab.sync.messages import BatchResult, PendingUpdate
from charter.collab.sync.rate_limits import REFUSED_UPDATE_COST, UPDATES_PER_MEMBER, RateLimits
from charter.collab.ydoc.document import LiveDocument
from charter.core.errors import Refused

log = logging.getLogger("charter.collab")


class BatchValidation:
    """A document as it would be with the updates that have passed so far. Plain typing is placed and no more;
    everything else of one batch is tried on one scratch copy, and one by one only if that fails."""

    def __init__(self, document: LiveDocument, rate_limits: RateLimits, result: BatchResult) -> None:
        """`result` is told what does not pass."""
        self._document, self._rate_limits, self._result = document, rate_limits, result
        self._passed: list[PendingUpdate] = []
        self._stopped: set[str] = set()
        """The sockets of which an update did not pass: what follows may depend on it, and is not tried."""

    def passed(self, updates: list[PendingUpdate]) -> list[PendingUpdate]:
        """The updates that pass, in order."""
        all_plain = True
        for update in updates:
            if update.sid in self._stopped:
                self._result.failed.append(update)
                continue
            try:
                all_plain &= self._place(update)
            except (validation.Incomplete, Refused) as no:
                self._refuse(update, no)
        if not all_plain and not self._is_sound():
            self._try_each()
        return self._passed

    def _place(self, update: PendingUpdate) -> bool:
        """Let an update into the room's placement; returns whether it is plain typing. One that brings nothing is not
        written again: it was kept before, if those before it in this batch are."""
        placement = self._document.placement
        blob, decoded = validation.trimmed(placement, update.blob, update.decoded)
        if not update.decides and validation.brings_nothing(placement, decoded):
            self._result.repeated.append(update)
            return True
        new = replace(update, blob=blob, decoded=decoded)
        validation.check_weight(self._weight(new))
        is_plain = validation.place(placement, decoded)
        self._passed.append(new)
        return is_plain

    def _weight(self, update: PendingUpdate) -> int:
        coming = sum(len(each.blob) for each in (*self._passed, update))
        if self._document.weight + coming > validation.MAX_CLAUSE_BYTES:
            self._document.state()  # weighs it anew: what was typed and deleted since weighs little
        return self._document.weight + coming

    def _is_sound(self) -> bool:
        try:
            validation.check_neighbours(self._document.state(), [each.decoded for each in self._passed])
            validation.try_out(self._document.scratch(), [each.blob for each in self._passed])
        except (validation.Incomplete, Refused):
            return False
        return True

    def _try_each(self) -> None:
        updates, self._passed = self._passed, []
        for update in updates:
            try:
                validation.check_neighbours(self._scratch().get_update(), [update.decoded])
                validation.try_out(self._scratch(), [update.blob])
                self._passed.append(update)
            except (validation.Incomplete, Refused) as no:
                self._refuse(update, no)

    def _scratch(self) -> Doc[Any]:
        scratch = self._document.scratch()
        for each in self._passed:
            scratch.apply_update(each.blob)
        return scratch

    def _refuse(self, update: PendingUpdate, no: Exception) -> None:
        """Say no to one, and take its place out of the placement."""
        self._stopped.add(update.sid)
        self._rate_limits.penalise("update", update.writer.member_id, UPDATES_PER_MEMBER, REFUSED_UPDATE_COST)
        if isinstance(no, Refused):
            log.warning(
                "update %d by member %d to clause %d: %s", update.number, update.writer.member_id, update.clause_id, no
            )
            self._result.refused.append((update, no))
        else:
            self._result.failed.append(update)
        self._document.reset_placement()
        for each in self._passed:
            self._document.placement.take(each.decoded)
