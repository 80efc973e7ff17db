"""The flush loop: group commit for all clauses. Commit what has arrived, then send it.

Everything that arrives while a flush runs goes into the next one. Nobody hears of an edit, not even
its author, before it is on disk. The pause after a flush is paced by what sending cost: next to
nothing in a clause that few have open; in a full hall it gathers more keystrokes in each flush.
"""

from collections.abc import Callable, Iterable
from time import thread_time

from charter.collab.storage.open_documents import OpenDocuments
from charter.collab.sync import compaction
from charter.collab.sync.batch_commit import BatchCommitter
from charter.collab.sync.messages import BatchResult, PendingUpdate
from charter.web import metrics
from charter.web.background import Background

PAUSE_PER_SECOND_OF_SENDING = 0.1
"""Seconds of pause for each second of processor time that sending took."""


class FlushLoop:
    """Takes in updates from all sockets of this process and commits them together."""

    def __init__(
        self,
        background: Background,
        documents: OpenDocuments,
        committer: BatchCommitter,
        send: Callable[[BatchResult], object],
    ) -> None:
        """`send` sends a result to whom it concerns."""
        self._documents, self._committer, self._send = documents, committer, send
        self._loop = background.on_demand(self.flush, "a batch could not be flushed")
        self._pending: list[PendingUpdate] = []
        self._grown_elsewhere: set[int] = set()

    def submit(self, update: PendingUpdate) -> None:
        """Queue an update for the next flush."""
        self._pending.append(update)
        self._loop.trigger()

    def check_log(self, clause_ids: Iterable[int]) -> None:
        """Read at the next flush what other processes have written in those of these clauses that are open here."""
        if open_here := {each for each in clause_ids if self._documents.seq(each) is not None}:
            self._grown_elsewhere |= open_here
            self._loop.trigger()

    def flush(self) -> float:
        """Commit what is pending now, and send it; returns for how long to pause, in seconds."""
        batch, self._pending = self._pending, []
        grown, self._grown_elsewhere = self._grown_elsewhere, set()
        if not batch and not grown:
            return 0.0
        with metrics.FLUSH_SECONDS.time():
            result = self._committer.commit(batch, grown)
        _count(result)

        sending_since = thread_time()
        self._send(result)  # after the commit: what was sent is never lost
        pause_s = (thread_time() - sending_since) * PAUSE_PER_SECOND_OF_SENDING

        self.check_log({each.clause_id for each in result.failed})  # what failed may have been kept all the same
        for clause_id in result.new_updates:
            compaction.compact_if_due(self._documents, clause_id)
        return pause_s


def _count(result: BatchResult) -> None:
    for label, updates in (("kept", result.committed), ("refused", result.refused), ("failed", result.failed)):
        metrics.EDITS.labels(label).inc(len(updates))
