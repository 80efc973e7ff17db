"""The live text of a clause as the log has it, and who may edit it."""

import logging

from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.clauses.models import Clause, Version
from charter.clauses.versions.published import Text
from charter.collab.storage import update_log
from charter.collab.ydoc import to_prosemirror
from charter.collab.ydoc.document import LiveDocument, Unreadable
from charter.content.schema import NotInSchema

log = logging.getLogger("charter.collab")


def may_edit(member: Member | None, clause: Clause) -> bool:
    """Whether a member may type in this clause now: what a page shows. `update_log.append` asks
    again at the commit."""
    return clause.stage == "drafting" and charters.may_in(member, clause.charter_id, "edit")


def committed_text(clause_id: int) -> Text:
    """The text of a clause as the log has it in the present transaction. Raises Unreadable."""
    try:
        return to_prosemirror.text(LiveDocument(*update_log.load(clause_id)).doc)
    except NotInSchema as problem:
        raise Unreadable from problem


def text_or_version(clause_id: int, version: Version) -> tuple[Text | Version, bool]:
    """The live text of a clause, or a version of it if the log cannot be read; and whether it
    could."""
    try:
        return committed_text(clause_id), True
    except Unreadable:
        log.exception("clause %d cannot be read", clause_id)
        return version, False
