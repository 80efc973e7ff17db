"""Who may suggest and decide now: SQL conditions for the statement that acts, and why somebody is refused."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Exists, Select, and_, exists, func, literal, select

from charter.accounts.models import Member
from charter.amendments.suggestions import rules
from charter.amendments.suggestions.models import Suggestion
from charter.charters.models import Charter, StageRight
from charter.charters.queries import has_right
from charter.clauses.models import Clause
from charter.collab.storage.authored_edits import may_edit
from charter.core.errors import NotAllowed
from charter.database import db


def acting(member_id: int, *conditions: ColumnElement[bool]) -> Select[int]:
    """A statement on a `Clause`, its `Charter`, and the `Member` who acts there, where all of this is so."""
    query = select(literal(1)).select_from(Clause).join(Charter, Charter.id == Clause.charter_id)
    return query.join(Member, Member.id == member_id).where(*conditions)


def may_suggest() -> ColumnElement[bool]:
    """SQL condition: who may comment may suggest, while the charter and this clause are drafted."""
    held = exists(select(StageRight.right).where(has_right("comment")).correlate(Charter, Member))
    return and_(Clause.stage == "drafting", Charter.stage.in_(rules.CHARTER_STAGES), held)


def has_room() -> ColumnElement[bool]:
    """SQL condition: this member has less than `rules.MAX_EACH` suggestions in the charter that are not settled."""
    own = select(func.count(Suggestion.id)).where(
        Suggestion.author_id == Member.id, Suggestion.charter_id == Charter.id, Suggestion.stage.in_(rules.PENDING)
    )
    return own.correlate(Member, Charter).scalar_subquery() < rules.MAX_EACH


def is_clause_open() -> ColumnElement[bool]:
    """SQL condition: this clause has less than `rules.MAX_OF_CLAUSE` open suggestions."""
    number = select(func.count(Suggestion.id)).where(Suggestion.clause_id == Clause.id, Suggestion.stage == rules.OPEN)
    return number.correlate(Clause).scalar_subquery() < rules.MAX_OF_CLAUSE


def of_suggestion(member_id: int, *conditions: ColumnElement[bool]) -> Exists:
    """SQL condition on a suggestion: in its clause, all of this is so for a member."""
    return acting(member_id, Clause.id == Suggestion.clause_id, *conditions).correlate(Suggestion).exists()


def may_suggest_in(member: Member | None, clause_id: int) -> bool:
    """Whether a member may suggest changes to a clause now: for pages. The verbs ask again."""
    return member is not None and _holds(member.id, clause_id, may_suggest())


def may_decide_in(member_id: int, clause_id: int) -> bool:
    """Whether a member may decide on the suggestions to a clause now: for pages."""
    return _holds(member_id, clause_id, may_edit())


def require_decider(member_id: int, clause_id: int) -> None:
    """Raise NotAllowed unless a member may decide on the suggestions to a clause now."""
    if not may_decide_in(member_id, clause_id):
        raise NotAllowed(_l("The present stage of this charter does not let you decide on suggestions."))


def reasons(member: Member, clause_id: int) -> list[object]:
    """Why a member may not suggest anything to a clause now; empty if they may."""
    found: list[object] = []
    if not _holds(member.id, clause_id, may_suggest()):
        found.append(_l("The present stage of this charter or of this clause does not let you suggest changes."))
    if not _holds(member.id, clause_id, has_room()):
        most = rules.MAX_EACH
        said = _l("You have %(most)s suggestions in this charter that are not settled: withdraw one first.", most=most)
        found.append(said)
    if not _holds(member.id, clause_id, is_clause_open()):
        found.append(_l("This clause has %(most)s open suggestions: it takes no more.", most=rules.MAX_OF_CLAUSE))
    return found


def _holds(member_id: int, clause_id: int, condition: ColumnElement[bool]) -> bool:
    return db.session.scalar(acting(member_id, Clause.id == clause_id, condition)) is not None
