"""Compaction: snapshots in the background, so that whoever opens a clause reads the last one and the few edits since.

The log itself stays whole: it is the record of who wrote what and when, and what the making of a clause is played from.
"""

import logging

from charter.collab.storage import update_log
from charter.collab.storage.open_documents import OpenDocuments
from charter.collab.ydoc import to_prosemirror
from charter.content import schema
from charter.web import failure_log

log = logging.getLogger("charter.collab")
EDITS_PER_SNAPSHOT = 500
"""Reading that many takes some 20 ms."""


def compact_if_due(documents: OpenDocuments, clause_id: int) -> None:
    """Keep a snapshot of a clause if many edits have come since the last one."""
    document = documents.get(clause_id)
    if document is None or document.edits_since_snapshot < EDITS_PER_SNAPSHOT:
        return
    document.edits_since_snapshot = 0
    try:
        # A snapshot replaces the edits before it for every reader to come: it must read exactly as they do.
        to_prosemirror.check_order_independence(document.doc)
    except schema.NotInSchema:
        log.exception("clause %d does not read as its log: it is read again", clause_id)
        documents.evict(clause_id)
        return
    try:
        update_log.snapshot(clause_id, document.seq, document.state(), document.item_index.encode())
    except Exception:  # the edits are kept and sent; it is tried again after as many more
        failure_log.report(log, "no snapshot of clause %d could be kept", clause_id)
