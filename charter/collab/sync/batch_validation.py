"""Validates one clause's share of a batch: which updates may go on to the log."""

import logging
from dataclasses import replace
from typing import Any

from pycrdt import Doc

from charter.collab.sync import validation
from charter.collab.sync.messages import BatchResult, PendingUpdate
from charter.collab.sync.token_buckets import REFUSED_UPDATE_COST, UPDATES_PER_MEMBER, RateLimits
from charter.collab.ydoc.document import LiveDocument
from charter.collab.ydoc.update_decoder import MissingDependency
from charter.core.errors import Refused

log = logging.getLogger("charter.collab")


class BatchValidation:
    """A document as it would be with the updates that have passed so far.

    Plain typing is only placed. All else of one batch is tried on one copy, and one by one only if
    that fails.
    """

    def __init__(
        self,
        document: LiveDocument,
        rate_limits: RateLimits,
        result: BatchResult,
    ) -> None:
        """`result` receives what does not pass."""
        self._document, self._rate_limits, self._result = document, rate_limits, result
        self._passed: list[PendingUpdate] = []
        self._stopped: set[str] = set()
        """The sockets of which an update did not pass."""

    def passed(self, updates: list[PendingUpdate]) -> list[PendingUpdate]:
        """The updates that pass, in order."""
        all_plain = True
        for update in updates:
            if update.sid in self._stopped:
                # A client's updates build on each other: the later ones cannot pass without the one
                # that did not.
                self._result.failed.append(update)
                continue
            try:
                all_plain &= self._place(update)
            except (MissingDependency, Refused) as no:
                self._refuse(update, no)

        if not all_plain and not self._is_sound_batch():
            self._try_each()
        return self._passed

    def _place(self, update: PendingUpdate) -> bool:
        """Add an update to the placement index; returns whether it is plain typing."""
        placement = self._document.placement
        blob, decoded = validation.without_known(placement, update.blob, update.decoded)
        if not update.decides and placement.contains(decoded):
            # It was committed before, if those before it in this batch are: it is acknowledged, and
            # not written again.
            self._result.repeated.append(update)
            return True

        new = replace(update, blob=blob, decoded=decoded)
        validation.check_size(self._size_with(new))
        is_plain = validation.place(placement, decoded)
        self._passed.append(new)
        return is_plain

    def _size_with(self, update: PendingUpdate) -> int:
        added = sum(len(each.blob) for each in (*self._passed, update))
        if self._document.max_bytes + added > validation.MAX_CLAUSE_BYTES:
            self._document.state()  # makes it exact: what was typed and deleted takes little room
        return self._document.max_bytes + added

    def _is_sound_batch(self) -> bool:
        try:
            decoded = [each.decoded for each in self._passed]
            validation.check_origins(self._document.state(), decoded)
            validation.check_on_copy(self._document.copy(), [each.blob for each in self._passed])
        except (MissingDependency, Refused):
            return False
        return True

    def _try_each(self) -> None:
        updates, self._passed = self._passed, []
        for update in updates:
            try:
                validation.check_origins(self._copy_with_passed().get_update(), [update.decoded])
                validation.check_on_copy(self._copy_with_passed(), [update.blob])
                self._passed.append(update)
            except (MissingDependency, Refused) as no:
                self._refuse(update, no)

    def _copy_with_passed(self) -> Doc[Any]:
        copied = self._document.copy()
        for each in self._passed:
            copied.apply_update(each.blob)
        return copied

    def _refuse(self, update: PendingUpdate, no: Exception) -> None:
        """Refuse an update, and take it out of the placement index."""
        self._stopped.add(update.sid)
        member_id = update.writer.member_id
        self._rate_limits.penalise("update", member_id, UPDATES_PER_MEMBER, REFUSED_UPDATE_COST)
        if isinstance(no, Refused):
            number, clause_id = update.number, update.clause_id
            log.warning("update %d by member %d to clause %d: %s", number, member_id, clause_id, no)
            self._result.refused.append((update, no))
        else:
            # It lacks something that the client may still have: it is asked to compare state
            # vectors, and send that too.
            self._result.failed.append(update)

        # The index may hold a part of what was refused: it is built again from what is committed
        # and what passed.
        self._document.reset_placement()
        for each in self._passed:
            self._document.placement.add(each.decoded)
