"""Find suggestions. A draft is found by its author alone."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from charter.accounts.models import Member
from charter.amendments.suggestions import rules
from charter.amendments.suggestions.models import Suggestion
from charter.core.errors import NotFound
from charter.database import db


def get(clause_id: int, suggestion_id: int, reader: Member) -> Suggestion:
    """A suggestion to a clause, or NotFound; `reader`: a member who takes part in its charter."""
    found = db.session.scalar(
        select(Suggestion)
        .where(Suggestion.id == suggestion_id, Suggestion.clause_id == clause_id)
        .execution_options(populate_existing=True)
    )
    is_hidden = found is not None and found.made_at is None and found.author_id != reader.id
    if found is None or is_hidden:
        raise NotFound(_l("There is no such suggestion."))
    return found


def open_of(clause_id: int, author_id: int | None = None) -> list[Suggestion]:
    """The open suggestions to a clause, or those of one author, oldest first."""
    query = select(Suggestion).where(Suggestion.clause_id == clause_id, Suggestion.stage == rules.OPEN)
    if author_id is not None:
        query = query.where(Suggestion.author_id == author_id)
    return list(db.session.scalars(query.options(joinedload(Suggestion.author)).order_by(Suggestion.id)))


def drafts_of(clause_id: int, author: Member | None) -> list[Suggestion]:
    """What a member is writing for a clause, oldest first."""
    if author is None:
        return []
    query = select(Suggestion).where(Suggestion.clause_id == clause_id, Suggestion.author_id == author.id)
    return list(db.session.scalars(query.where(Suggestion.stage == rules.DRAFT).order_by(Suggestion.id)))


def settled_of(clause_id: int, most: int) -> list[Suggestion]:
    """The suggestions to a clause that were settled last, newest first."""
    shown = (rules.ACCEPTED, rules.DECLINED, rules.WITHDRAWN, rules.CONVERTED)
    query = select(Suggestion).where(Suggestion.clause_id == clause_id, Suggestion.stage.in_(shown))
    query = query.where(Suggestion.made_at.is_not(None)).order_by(Suggestion.settled_at.desc(), Suggestion.id.desc())
    return list(db.session.scalars(query.limit(most)))
