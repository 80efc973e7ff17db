"""Log replay: the log of a clause read from its start, and kept, so that the next to ask reads only what is new."""

from collections import OrderedDict
from threading import Lock

from flask import current_app
from sqlalchemy import select
from werkzeug.local import LocalProxy

from charter.collab.attribution.provenance import Retracing
from charter.collab.models import Edit
from charter.collab.storage import update_log
from charter.collab.ydoc import update_decoder
from charter.core.loop import off_the_loop
from charter.database import db

MAX_KEPT = 8
"""Clauses whose replay is kept; that of a long one takes some 20 MB."""
Logged = tuple[int, int | None, bytes]


class _Replay:
    def __init__(self) -> None:
        self.provenance, self.seq = Retracing(), 0

    def read(self, edits: list[Logged]) -> None:
        """Read these edits, the next ones of the log."""
        for seq, member_id, blob in edits:
            self.provenance.take(update_decoder.decode(blob), member_id or 0)
            self.seq = seq


class LogReplays:
    """The replays that this process keeps, of the clauses that were asked for last."""

    def __init__(self) -> None:
        self._replays: OrderedDict[int, _Replay] = OrderedDict()
        self._reading = Lock()

    def of(self, clause_id: int) -> Retracing:
        """What the log of a clause tells of where its words come from, up to now."""
        with self._reading:
            replay = self._replays.setdefault(clause_id, _Replay())
            self._replays.move_to_end(clause_id)
            while len(self._replays) > MAX_KEPT:
                self._replays.popitem(last=False)
            edits = _since(clause_id, replay.seq)
            try:
                off_the_loop(lambda: replay.read(edits))
            except BaseException:
                del self._replays[clause_id]  # it may have been read halfway
                raise
            return replay.provenance


def _since(clause_id: int, seq: int) -> list[Logged]:
    """The edits of a clause after one of them, each with its author."""
    query = select(Edit.seq, Edit.member_id, Edit.blob).where(Edit.clause_id == clause_id, Edit.seq > seq)
    rows = db.session.execute(query.where(update_log.is_not_set_aside()).order_by(Edit.seq))
    return [(seq, member_id, blob) for seq, member_id, blob in rows]


log_replays: LogReplays = LocalProxy(lambda: current_app.extensions["collab"].log_replays)  # type: ignore[assignment]
"""Those of the present app."""
