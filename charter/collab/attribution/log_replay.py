"""The log of a clause, read from its start: kept in this process, so that the next to ask reads only what is new."""

from collections import OrderedDict
from threading import Lock

from sqlalchemy import select

from charter.collab.attribution.provenance import Retracing
from charter.collab.models import Edit
from charter.collab.storage import update_log
from charter.collab.ydoc import update_decoder
from charter.core.loop import off_the_loop
from charter.database import db

KEPT = 8
"""Clauses whose history is kept; a long one weighs some 20 MB."""
Logged = tuple[int, int | None, bytes]


class _History:
    def __init__(self) -> None:
        self.moves, self.seq = Retracing(), 0

    def read(self, edits: list[Logged]) -> None:
        """Read these edits, the next ones of the log."""
        for seq, member_id, blob in edits:
            self.moves.take(update_decoder.read(blob), member_id or 0)
            self.seq = seq


_known: OrderedDict[int, _History] = OrderedDict()
_reading = Lock()


def of(clause_id: int) -> Retracing:
    """What the log of a clause tells of where its words come from, up to now."""
    with _reading:
        found = _known.setdefault(clause_id, _History())
        _known.move_to_end(clause_id)
        while len(_known) > KEPT:
            _known.popitem(last=False)
        news = select(Edit.seq, Edit.member_id, Edit.blob).where(Edit.clause_id == clause_id, Edit.seq > found.seq)
        news = news.where(update_log.is_read())
        edits = [(seq, by, blob) for seq, by, blob in db.session.execute(news.order_by(Edit.seq))]
        try:
            off_the_loop(lambda: found.read(edits))
        except BaseException:
            del _known[clause_id]
            raise
        return found.moves


def forget_all() -> None:
    """Let go of everything."""
    _known.clear()
