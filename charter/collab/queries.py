"""What a clause's live text is, and who may type in it."""

from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.clauses.models import Clause
from charter.clauses.versions import Text
from charter.collab import reading, store
from charter.collab.room import Room


def may_edit(member: Member | None, clause: Clause) -> bool:
    """Whether a member may type in this clause now: phase, role and stage, as `store.append` asks."""
    return clause.stage == "drafting" and charters.may(member, charters.get(clause.charter_id), "edit")


def committed_text(clause_id: int) -> Text:
    """A clause's words as the log has them in the present transaction."""
    return reading.text(Room(*store.load(clause_id)).doc)
