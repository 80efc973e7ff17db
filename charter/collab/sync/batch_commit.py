"""Group commit of updates: a batch is validated and committed in one transaction for all clauses, and
then applied to the open documents.

The log decides, at the moment of the commit: an open document is never ahead of it.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from time import monotonic

from sqlalchemy.exc import DBAPIError, OperationalError

from charter.collab.storage import update_log
from charter.collab.storage.open_documents import OpenDocuments
from charter.collab.sync import validation
from charter.collab.sync.batch_validation import BatchValidation
from charter.collab.sync.messages import BatchResult, PendingUpdate
from charter.collab.sync.token_buckets import RateLimits
from charter.collab.ydoc import decoder_errors
from charter.collab.ydoc.document import LoggedEdit, Unreadable
from charter.core.errors import Refused
from charter.database import db
from charter.web import failure_log

log = logging.getLogger("charter.collab")
MAX_REMEMBERED_SPANS = 10_000
SPAN_S = 60
"""For which one row of authorship stands; who typed in between did so within that time."""


class BatchCommitter:
    """Commits the batches of one app in this process."""

    def __init__(self, documents: OpenDocuments, rate_limits: RateLimits) -> None:
        self._documents, self._rate_limits = documents, rate_limits
        self._spans = RecentSpans()

    def commit(self, batch: list[PendingUpdate], grown: Iterable[int] = ()) -> BatchResult:
        """Validate and commit a batch in one transaction, then bring the documents up to the log, as well as those of
        the clauses that have `grown` elsewhere."""
        result = BatchResult()
        valid = self._validated(batch, result)
        clause_ids = {each.clause_id for each in valid} | set(grown)
        try:
            with decoder_errors.as_errors():
                self._write(valid, clause_ids, result)
        except OperationalError:  # the database is away or busy: it would be for each alone, too
            self._give_up(valid, clause_ids, result)
        except Exception:
            # what one update did to the batch must not be everybody's: each has a transaction of its own
            for clause_id in clause_ids:
                self._documents.evict(clause_id)
            self._write_each(valid, set(grown), result)
        _answer_repeated(result)
        return result

    def catch_up(self, clause_id: int) -> BatchResult:
        """Bring a document up to the log at once. A client that comes from another process may know updates that this
        one has not read yet, and must not be taken for the one who wrote them."""
        appended = update_log.read_new({clause_id: self._documents.load(clause_id).seq})
        new = self._documents.load(clause_id).apply(appended.new_edits[clause_id])
        return BatchResult(new_updates={clause_id: new} if new else {})

    def _validated(self, batch: list[PendingUpdate], result: BatchResult) -> list[PendingUpdate]:
        """The updates that pass validation, clause by clause, each tried after those before it."""
        grouped: dict[int, list[PendingUpdate]] = defaultdict(list)
        for update in batch:
            grouped[update.clause_id].append(update)
        valid: list[PendingUpdate] = []
        for clause_id, updates in grouped.items():
            try:
                with decoder_errors.as_errors():
                    document = self._documents.load(clause_id)
                    valid += BatchValidation(document, self._rate_limits, result).passed(updates)
            except Unreadable as no:
                result.refused += [(update, no) for update in updates]
            except Exception:  # of this clause alone
                self._give_up(updates, {clause_id}, result)
        return valid

    def _write(self, valid: list[PendingUpdate], clause_ids: set[int], result: BatchResult) -> None:
        """Append these updates in one transaction, and bring the documents of these clauses up to the log."""
        known = {clause_id: self._documents.load(clause_id).seq for clause_id in clause_ids}
        try:
            edits = [self._edit(each) for each in valid]
            appended = update_log.append(edits, known) if valid else update_log.read_new(known)
        except update_log.BatchRejected as no:
            rest = self._without([valid[place] for place in no.refused], valid, result, no.why)
            self._write(rest, clause_ids, result)
            return

        placed = {blob for each in valid for blob in each.logged}
        for clause_id, logged in appended.new_edits.items():
            self._apply(clause_id, logged, placed, result)
        for update, number in zip(valid, appended.seqs, strict=True):
            if number is None:
                self._refuse(update, result)
            else:
                result.committed.append(update)

    def _edit(self, update: PendingUpdate) -> update_log.NewEdit:
        by, session = update.writer.member_id, update.writer.session_id
        spans = [] if update.authored else self._spans.begin(update)
        return update_log.NewEdit(
            update.clause_id, by, update.blob, session, spans, authored=update.authored, decides=update.decides
        )

    def _refuse(self, update: PendingUpdate, result: BatchResult, why: Refused | None = None) -> None:
        self._spans.clear()  # what a rolled back transaction recorded is not there
        self._documents.load(update.clause_id).reset_placement()
        result.refused.append((update, why or (validation.outdated() if update.authored else validation.closed())))

    def _without(
        self, refused: list[PendingUpdate], valid: list[PendingUpdate], result: BatchResult, why: Refused | None
    ) -> list[PendingUpdate]:
        """Those of a batch that pass validation again, now that some of their clauses' updates are refused: what was
        tried after those may depend on them."""
        for update in refused:
            self._refuse(update, result, why)
        doubtful = {update.clause_id for update in refused}
        rest = [update for update in valid if update not in refused]
        again = self._validated([update for update in rest if update.clause_id in doubtful], result)
        return [update for update in rest if update.clause_id not in doubtful] + again

    def _apply(self, clause_id: int, logged: list[LoggedEdit], placed: set[bytes], result: BatchResult) -> None:
        """Bring a document up to what is committed. If that fails, its clients are asked to compare with the log."""
        try:
            with decoder_errors.as_errors():
                result.new_updates[clause_id] = self._documents.load(clause_id).apply(logged, placed)
        except Exception:
            failure_log.report(log, "clause %d is read again", clause_id)
            self._documents.close(clause_id)
            result.unread.add(clause_id)

    def _write_each(self, valid: list[PendingUpdate], grown: set[int], result: BatchResult) -> None:
        """Append updates one by one; what follows on a socket after one that failed is not tried: it depends on it."""
        stopped: set[str] = set()
        for update in valid:
            try:
                if update.sid in stopped:
                    result.failed.append(update)
                else:
                    for each in self._validated([update], result):  # it may depend on one that was rolled back
                        self._write_one(each, result)
            except Exception:
                stopped.add(update.sid)
                self._give_up([update], {update.clause_id}, result)
        for clause_id in grown:
            try:
                with decoder_errors.as_errors():
                    self._write([], {clause_id}, result)
            except Exception:
                self._give_up([], {clause_id}, result)

    def _write_one(self, update: PendingUpdate, result: BatchResult) -> None:
        before = result.new_updates.pop(update.clause_id, [])
        with decoder_errors.as_errors():
            self._write([update], {update.clause_id}, result)
        result.new_updates[update.clause_id] = before + result.new_updates.get(update.clause_id, [])

    def _give_up(self, updates: list[PendingUpdate], clause_ids: set[int], result: BatchResult) -> None:
        """Ask the authors to send these again, and read these clauses anew when they are next needed."""
        failure_log.report(
            log, "%d updates could not be kept; their authors are asked to send them again", len(updates)
        )
        with suppress(DBAPIError):  # that of a lost connection fails once; until then, so does reading any other clause
            db.session.rollback()
        self._spans.clear()
        result.failed += updates
        for clause_id in clause_ids:
            self._documents.evict(clause_id)


class RecentSpans:
    """When this process last began a span of authorship for a client id: one row a minute is enough."""

    def __init__(self) -> None:
        self._began_at: dict[tuple[int, int], float] = {}

    def begin(self, update: PendingUpdate) -> list[tuple[int, int]]:
        """The client ids for which a span must begin with this update, each with its first clock in it."""
        first: dict[int, int] = {}
        for run in update.decoded.structs:
            first.setdefault(run.client, run.clock)
        now = monotonic()
        begins = [each for each in first.items() if now - self._last(update.clause_id, each[0]) >= SPAN_S]
        if len(self._began_at) > MAX_REMEMBERED_SPANS:
            self._began_at.clear()  # costs one row more for each
        self._began_at.update({(update.clause_id, client): now for client, _ in begins})
        return begins

    def clear(self) -> None:
        """Begin anew with everybody's next update, as after a transaction that was rolled back."""
        self._began_at.clear()

    def _last(self, clause_id: int, client: int) -> float:
        return self._began_at.get((clause_id, client), float("-inf"))


def _answer_repeated(result: BatchResult) -> None:
    """What was sent twice is committed, unless what it repeats was pending in this very batch and was not."""
    doubtful = {update.clause_id for update, _ in result.refused} | {update.clause_id for update in result.failed}
    for update in result.repeated:
        (result.failed if update.clause_id in doubtful else result.committed).append(update)
    result.repeated.clear()
