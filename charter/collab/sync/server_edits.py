"""Edits that the server makes in a member's name: validated and committed like those of a browser."""

import secrets
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import Connection

from charter.collab.presence.participants import Writer
from charter.collab.storage.authored_edits import AuthoredEdit
from charter.collab.sync.flush_loop import FlushLoop
from charter.collab.sync.messages import BatchResult, PendingUpdate
from charter.collab.ydoc import update_decoder
from charter.core.errors import Refused
from charter.database import db

COMMIT_TIMEOUT_S = 15.0
"""Longest time to wait for a commit; one takes some milliseconds."""


@dataclass(frozen=True)
class ServerEdit:
    """One update, who makes it, signed in where, under which client id, and what else it writes if it is committed."""

    clause_id: int
    blob: bytes
    client: int
    member_id: int
    session_id: int
    language: str
    decides: Callable[[Connection], None]
    authored: AuthoredEdit | None = None


def submit(flush_loop: FlushLoop, edit: ServerEdit) -> None:
    """Queue an edit, and return once it is committed. Raises Refused when it was refused or could not be kept."""
    result: Future[None] = Future()
    no_socket = f"server:{secrets.token_hex(8)}"
    writer = Writer(no_socket, edit.member_id, edit.session_id, edit.language, frozenset({edit.client}))
    decoded = update_decoder.decode(edit.blob)
    update = PendingUpdate(edit.clause_id, writer, 0, edit.blob, decoded, edit.decides, edit.authored, result)
    flush_loop.submit(update)
    db.session.rollback()  # the flush needs a connection: none is kept while waiting for it
    try:
        result.result(COMMIT_TIMEOUT_S)
    except TimeoutError:
        busy = _l("The server is busy, and your edit may still come. Look at the clause in a moment.")
        raise Refused(busy) from None


def resolve(batch: BatchResult) -> None:
    """Tell those who wait in this process what became of their edits."""
    for update in batch.committed:
        _resolve(update, None)
    for update, no in batch.refused:
        _resolve(update, no)
    for update in batch.failed:
        failed = _l("Your edit could not be saved just now, and nothing was changed. Try again in a moment.")
        _resolve(update, Refused(failed))


def _resolve(update: PendingUpdate, no: Refused | None) -> None:
    if update.result is None or update.result.done():
        return
    if no:
        update.result.set_exception(no)
    else:
        update.result.set_result(None)
