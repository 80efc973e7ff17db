"""What a clause's live text is, and who may type in it."""

import logging

from markupsafe import Markup

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
    """Whether a member may type in this clause now: phase, role and stage, as `store.append` asks."""
    return clause.stage == "drafting" and charters.may_in(member, clause.charter_id, "edit")


def committed_text(clause_id: int) -> Text:
    """A clause's words as the log has them in the present transaction. Raises Unreadable."""
    try:
        return to_prosemirror.text(LiveDocument(*update_log.load(clause_id)).doc)
    except NotInSchema as problem:
        raise Unreadable from problem


def text_or_version(clause_id: int, version: Version) -> tuple[Markup, bool]:
    """A clause's live words, or those of a version where they cannot be read; and whether they could be."""
    try:
        return committed_text(clause_id).markup, True
    except Unreadable:
        log.exception("clause %d cannot be read", clause_id)
        return version.markup, False
