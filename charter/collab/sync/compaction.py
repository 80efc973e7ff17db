"""Snapshots in the background: whoever opens a clause reads the last one and the few edits since, not the whole log.

The log itself stays whole: it is the record of who wrote what and when, and what the making of a clause is played from.
"""

import logging

from charter.collab.storage import open_documents, update_log
from charter.collab.sync import validation
from charter.content import schema

log = logging.getLogger("charter.collab")
MANY = 500
"""Edits after which a clause is folded: reading them takes some 20 ms."""


def fold(clause_id: int) -> None:
    """Keep a snapshot of a clause if many edits have come since the last one."""
    room = open_documents.opened(clause_id)
    if room is None or room.unfolded < MANY:
        return
    room.unfolded = 0
    try:
        validation.check_order(room.doc)
    except schema.NotInSchema:
        log.exception("clause %d does not read as its log: it is read again", clause_id)
        open_documents.rest(clause_id)
        return
    update_log.snapshot(clause_id, room.seq, room.state(), room.index.encode())
