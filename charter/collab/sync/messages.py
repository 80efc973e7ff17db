"""What the sync pipeline works on: updates that wait to be committed, and what became of a batch of them."""

from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field

from pycrdt import merge_updates
from sqlalchemy import Connection

from charter.collab.presence.participants import Writer
from charter.collab.storage.authored_edits import AuthoredEdit
from charter.collab.ydoc.update_decoder import DecodedUpdate
from charter.core.errors import Refused

OTHER_PROCESS = ""
"""Stands for the socket of an update that another process committed."""


@dataclass(frozen=True)
class PendingUpdate:
    """A Yjs update that waits to be committed."""

    clause_id: int
    writer: Writer
    number: int
    """Given by the browser, counting up; its acknowledgement carries it."""
    blob: bytes
    decoded: DecodedUpdate
    decides: Callable[[Connection], None] | None = None
    """What else is written, in the same transaction, if the update is committed."""
    authored: AuthoredEdit | None = None
    """What the server writes for others; `blob` holds all its parts."""
    result: Future[None] | None = None
    """Of an edit that the server makes: done once it is committed, or fails with why it was not."""

    @property
    def logged(self) -> tuple[bytes, ...]:
        """What the log gains by it."""
        return self.authored.parts if self.authored else (self.blob,)

    @property
    def sid(self) -> str:
        """The socket to answer."""
        return self.writer.sid


@dataclass
class BatchResult:
    """What became of one batch; `new_updates` is what the log has gained of each clause, whoever wrote it."""

    committed: list[PendingUpdate] = field(default_factory=list)
    refused: list[tuple[PendingUpdate, Refused]] = field(default_factory=list)
    failed: list[PendingUpdate] = field(default_factory=list)
    repeated: list[PendingUpdate] = field(default_factory=list)
    """Those that bring nothing which is not in the log, or under way in the same batch."""
    new_updates: dict[int, list[bytes]] = field(default_factory=dict)
    unread: set[int] = field(default_factory=set)
    """The clauses of which this process could not take in what was committed."""

    def clauses(self) -> set[int]:
        """Every clause that the batch was about."""
        refused = [update for update, _ in self.refused]
        return {update.clause_id for update in (*self.committed, *refused, *self.failed)} | set(self.new_updates)

    def merged(self) -> dict[int, tuple[bytes, set[str]]]:
        """For each clause, one update with everything new, and the sockets it came from, `OTHER_PROCESS` included."""
        sids: dict[int, dict[bytes, str]] = defaultdict(dict)
        for update in self.committed:
            sids[update.clause_id][update.blob] = update.sid
        return {
            clause_id: (_merge(blobs), {sids[clause_id].get(blob, OTHER_PROCESS) for blob in blobs})
            for clause_id, blobs in self.new_updates.items()
            if blobs
        }


def _merge(blobs: list[bytes]) -> bytes:
    return blobs[0] if len(blobs) == 1 else merge_updates(*blobs)
