"""The live documents that this process holds in memory: a cache of the log.

A document that nobody edits for a while is evicted, and read again from the last snapshot when it
is needed, in some 10 ms. After eviction only one number
stays in memory: the last edit that was sent to its clients.
"""

from time import monotonic

from charter.collab.storage import update_log
from charter.collab.ydoc.document import LiveDocument

IDLE_S = 60.0
"""Without an edit or a client that joins, after which a document is evicted."""


class OpenDocuments:
    """The documents of one app, by clause."""

    def __init__(self) -> None:
        self._documents: dict[int, LiveDocument] = {}
        self._used_at: dict[int, float] = {}
        self._evicted_at_seq: dict[int, int] = {}
        """Up to which edit the clients of these clauses have been sent."""

    def load(self, clause_id: int) -> LiveDocument:
        """The document of a clause, from memory or from the log."""
        if clause_id not in self._documents:
            # After an eviction, the log is read as far as its clients have been sent: the edits
            # after that, which another process wrote, count as new and are broadcast.
            epoch = update_log.epoch(clause_id)
            edits, index = update_log.load(clause_id, self._evicted_at_seq.get(clause_id))
            # Reading may yield to another greenlet that loads the same clause: the first document
            # is kept, since updates may have been placed in it already.
            self._documents.setdefault(clause_id, LiveDocument(edits, index, epoch))
            self._evicted_at_seq.pop(clause_id, None)
        self._used_at[clause_id] = monotonic()
        return self._documents[clause_id]

    def get(self, clause_id: int) -> LiveDocument | None:
        """The document of a clause, if it is in memory."""
        return self._documents.get(clause_id)

    def seq(self, clause_id: int) -> int | None:
        """Up to which edit the clients of a clause have been sent; None when nobody has it open."""
        document = self._documents.get(clause_id)
        return document.seq if document else self._evicted_at_seq.get(clause_id)

    def seqs(self) -> dict[int, int]:
        """The same for every clause that is open."""
        in_memory = {clause_id: document.seq for clause_id, document in self._documents.items()}
        return self._evicted_at_seq | in_memory

    def evict_idle(self) -> None:
        """Evict the documents that were not used for a while; compress those that were not read for
        a while."""
        for clause_id, document in list(self._documents.items()):
            if monotonic() - self._used_at[clause_id] > IDLE_S:
                self.evict(clause_id)
            else:
                document.compress_if_unused()

    def evict(self, clause_id: int) -> None:
        """Drop a document; the next use reads the log again, as far as its clients have been
        sent."""
        if document := self._documents.pop(clause_id, None):
            self._evicted_at_seq[clause_id] = document.seq
            del self._used_at[clause_id]

    def close_outdated(self) -> list[int]:
        """Close the documents of a former epoch, which a repair has ended; returns their
        clauses."""
        present = update_log.epochs(list(self._documents))
        documents = self._documents.items()
        outdated = [each for each, document in documents if present.get(each) != document.epoch]
        for clause_id in outdated:
            self.close(clause_id)
        return outdated

    def close_unless(self, clause_id: int, epoch: str) -> None:
        """Close a document of another epoch than this one."""
        document = self._documents.get(clause_id)
        if document and document.epoch != epoch:
            self.close(clause_id)

    def close(self, clause_id: int) -> None:
        """Drop a document, and up to where its clients have been sent."""
        for each in (self._documents, self._used_at, self._evicted_at_seq):
            each.pop(clause_id, None)
