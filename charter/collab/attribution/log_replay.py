"""Log replay: reads the update log of a clause from its start, for the provenance of its words.

The result is cached, so that the next call reads only the edits that are new.
"""

from collections import OrderedDict
from threading import Lock

from flask import current_app
from sqlalchemy import select
from werkzeug.local import LocalProxy

from charter.collab.attribution.provenance import ProvenanceTracker
from charter.collab.models import Edit
from charter.collab.storage import update_log
from charter.collab.ydoc import update_decoder
from charter.core.loop import run_in_thread
from charter.database import db

MAX_CACHED_REPLAYS = 8
"""The replay of a long clause takes some 20 MB."""
AuthoredEdit = tuple[int, int | None, bytes]
"""The number of an edit, its author, and its update."""


class _Replay:
    def __init__(self) -> None:
        self.provenance, self.seq = ProvenanceTracker(), 0

    def read(self, edits: list[AuthoredEdit]) -> None:
        """Read the next edits of the log."""
        for seq, member_id, blob in edits:
            self.provenance.add(update_decoder.decode(blob), member_id or 0)
            self.seq = seq


class LogReplays:
    """A cache of replays, for the clauses requested last."""

    def __init__(self) -> None:
        self._replays: OrderedDict[int, _Replay] = OrderedDict()
        self._reading = Lock()

    def of(self, clause_id: int) -> ProvenanceTracker:
        """The provenance of a clause, up to the newest edit."""
        with self._reading:
            replay = self._replays.setdefault(clause_id, _Replay())
            self._replays.move_to_end(clause_id)
            while len(self._replays) > MAX_CACHED_REPLAYS:
                self._replays.popitem(last=False)

            edits = _since(clause_id, replay.seq)

            try:
                run_in_thread(lambda: replay.read(edits))
            except BaseException:
                del self._replays[clause_id]  # it may have been read halfway
                raise

            return replay.provenance


def _since(clause_id: int, seq: int) -> list[AuthoredEdit]:
    """The edits of a clause after `seq`, with their authors."""
    query = select(Edit.seq, Edit.member_id, Edit.blob)
    query = query.where(Edit.clause_id == clause_id, Edit.seq > seq, update_log.is_not_set_aside())
    rows = db.session.execute(query.order_by(Edit.seq))
    return [(seq, member_id, blob) for seq, member_id, blob in rows]


log_replays: LogReplays = LocalProxy(lambda: current_app.extensions["collab"].log_replays)  # type: ignore[assignment]
"""The cache of the present app."""
