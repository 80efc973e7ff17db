"""Restore a version of a clause."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l
from pycrdt import Doc
from sqlalchemy import Connection

from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.clauses.versions.automatic import AnyVersion
from charter.collab.extension import collab
from charter.collab.storage import client_ids, live_text, update_log
from charter.collab.sync import validation
from charter.collab.sync.server_edits import ServerEdit
from charter.collab.sync.token_buckets import RateLimit
from charter.collab.ydoc import patch
from charter.core.errors import Refused
from charter.history import present_text
from charter.history.present_text import Shown
from charter.journal import actions as journal

MAX_EDITS_SINCE_SHOWN = 500
"""Edits since a page was shown after which its preview is no longer valid."""
RESTORATIONS_PER_MEMBER = RateLimit(per_second=0.1, burst=10)


def restore(clause_id: int, version: AnyVersion, shown: Shown, by: Member, session_id: int) -> bool:
    """Restore the words of a version by one new edit in a member's name, which is validated and
    committed like any other. Returns whether anything had to change.

    The edit turns the text that the member was `shown` into that of the version; what others typed
    since is merged. Refused without the right to edit, or if too much has changed since.
    """
    clause = clauses.get(clause_id)
    charter = charters.get(clause.charter_id)
    if not live_text.may_edit(by, clause):
        raise validation.closed()
    if collab.rate_limits.try_acquire("restoration", by.id, RESTORATIONS_PER_MEMBER):
        raise Refused(_l("You have restored many versions in a short time. Wait a moment."))
    _check_still(clause_id, shown)
    client = client_ids.deterministic("restoration", clause_id, version.digest, shown, by.id)
    blob = _edit(clause_id, shown.edit, client, version)
    if not blob:
        return False
    decides = _deciding(clause_id, version, shown, by, charter.id)
    collab.submit_edit(ServerEdit(clause_id, blob, client, by.id, session_id, charter.language, decides))
    return True


def _deciding(
    clause_id: int, version: AnyVersion, shown: Shown, by: Member, charter_id: int
) -> Callable[[Connection], None]:
    """A function that records the restoration in the transaction of its edit. It runs in another
    thread, so it takes values only."""
    facts = {"number": version.number, "digest": version.digest}
    signed = journal.ActorSnapshot(by.id, by.label)

    def decide(connection: Connection) -> None:
        if present_text.last_restoration(connection, clause_id) == shown.restoration:  # else the same was sent twice
            journal.append(connection, "clause.restored", f"clause:{clause_id}", signed, charter_id, **facts)

    return decide


def _check_still(clause_id: int, shown: Shown) -> None:
    present = present_text.present(clause_id)
    is_known = 0 < shown.edit <= present.edit and shown.restoration == present.restoration
    if not is_known or present_text.edits_since(clause_id, shown.edit) > MAX_EDITS_SINCE_SHOWN:
        raise Refused(_l("The text has changed much since this page was shown. See again what would change."))


def _edit(clause_id: int, edit: int, client: int, version: AnyVersion) -> bytes:
    """The update that turns an earlier text into that of a version."""
    mine: Doc[Any] = Doc(client_id=client)
    for _seq, blob in update_log.load(clause_id, until=edit)[0]:
        mine.apply_update(blob)
    return patch.update(mine, version.content)
