"""Log replay: the provenance of a clause, from its update log. It is cached, so that the next call
reads only new edits."""

from collections import OrderedDict
from threading import Lock

from flask import current_app
from sqlalchemy import select
from werkzeug.local import LocalProxy

from charter.collab.attribution.provenance import Provenance
from charter.collab.models import Edit
from charter.collab.storage import update_log
from charter.collab.ydoc import update_decoder
from charter.core.loop import run_in_thread
from charter.database import db

MAX_KEPT = 8
"""Clauses in the cache; a long one takes some 20 MB."""
Logged = tuple[int, int | None, bytes]


class _Replay:
    def __init__(self) -> None:
        self.provenance, self.seq = Provenance(), 0

    def read(self, edits: list[Logged]) -> None:
        """Read the next edits of the log."""
        for seq, member_id, blob in edits:
            self.provenance.take(update_decoder.decode(blob), member_id or 0)
            self.seq = seq


class LogReplays:
    """A cache of replays, for the clauses requested last."""

    def __init__(self) -> None:
        self._replays: OrderedDict[int, _Replay] = OrderedDict()
        self._reading = Lock()

    def of(self, clause_id: int) -> Provenance:
        """The provenance of a clause, up to the newest edit."""
        with self._reading:
            replay = self._replays.setdefault(clause_id, _Replay())
            self._replays.move_to_end(clause_id)
            while len(self._replays) > MAX_KEPT:
                self._replays.popitem(last=False)

            edits = _since(clause_id, replay.seq)

            try:
                run_in_thread(lambda: replay.read(edits))
            except BaseException:
                del self._replays[clause_id]  # it may have been read halfway
                raise

            return replay.provenance


def _since(clause_id: int, seq: int) -> list[Logged]:
    """The edits of a clause after `seq`, with their authors."""
    query = select(Edit.seq, Edit.member_id, Edit.blob).where(Edit.clause_id == clause_id, Edit.seq > seq)
    rows = db.session.execute(query.where(update_log.is_not_set_aside()).order_by(Edit.seq))
    return [(seq, member_id, blob) for seq, member_id, blob in rows]


log_replays: LogReplays = LocalProxy(lambda: current_app.extensions["collab"].log_replays)  # type: ignore[assignment]
"""The cache of the present app."""
