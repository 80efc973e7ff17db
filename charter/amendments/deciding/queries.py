"""Find advice on amendments, answers, outcomes and incorporations."""

from collections.abc import Collection, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from charter.amendments import queries, rules
from charter.amendments.deciding import rules as deciding
from charter.amendments.deciding.models import Disposition, Incorporation, Outcome
from charter.amendments.models import Amendment, Change, Round, RoundBase, Wording
from charter.core.errors import NotFound
from charter.database import db


def newest(amendment_ids: Collection[int], is_published: bool = False) -> dict[int, Disposition]:
    """The newest advice on each of these amendments, by the id of the amendment. `is_published`: of what is published
    alone, which is all that others than moderators may read."""
    rows = select(func.max(Disposition.id)).where(Disposition.amendment_id.in_(amendment_ids))
    if is_published:
        rows = rows.where(Disposition.published_at.is_not(None))
    query = select(Disposition).where(Disposition.id.in_(rows.group_by(Disposition.amendment_id)))
    return {each.amendment_id: each for each in db.session.scalars(query)}


def all_of(amendment_id: int, is_published: bool) -> list[Disposition]:
    """Every advice on an amendment, the newest first."""
    query = select(Disposition).where(Disposition.amendment_id == amendment_id)
    if is_published:
        query = query.where(Disposition.published_at.is_not(None))
    return list(db.session.scalars(query.order_by(Disposition.revision.desc())))


def of_charter(charter_id: int, disposition_id: int) -> Disposition:
    """An advice on an amendment of this charter, or NotFound."""
    found = db.session.get(Disposition, disposition_id)
    if found is None or found.amendment.charter_id != charter_id:
        raise NotFound(_l("There is no such advice."))
    return found


def outcomes(amendment_ids: Collection[int]) -> dict[int, Outcome]:
    """How each of these amendments ended, by its id; without those that have not."""
    query = select(Outcome).where(Outcome.amendment_id.in_(amendment_ids))
    return {each.amendment_id: each for each in db.session.scalars(query)}


def incorporation(round_id: int, clause_id: int) -> Incorporation | None:
    """What was put into the text of a clause in a round."""
    own = Incorporation.round_id == round_id, Incorporation.clause_id == clause_id
    return db.session.scalar(select(Incorporation).where(*own))


def incorporations(round_id: int) -> dict[int, Incorporation]:
    """The same for every clause of a round, by clause id."""
    query = select(Incorporation).where(Incorporation.round_id == round_id)
    return {each.clause_id: each for each in db.session.scalars(query)}


def new_clauses_due(amendments: Sequence[Amendment]) -> list[tuple[Amendment, Change]]:
    """The new clauses of adopted amendments of one round that are not in the charter yet, by number."""
    adopted = [each for each in amendments if each.stage == rules.ADOPTED and each.parent_id is None]
    done = set(new_clauses(adopted[0].round_id).values()) if adopted else set()
    return [
        (each, change)
        for each in adopted
        for change in each.wording.changes
        if change.clause_id is None and (each.number, change.position) not in done
    ]


def new_clauses(round_id: int) -> dict[int, tuple[int, int]]:
    """The number of the amendment, and the position of its change, that gave each clause that a round added, by clause
    id."""
    rows = select(Incorporation.clause_id, Incorporation.wordings)
    rows = rows.where(Incorporation.round_id == round_id, Incorporation.base_digest == "")
    return {clause_id: (number, position) for clause_id, [[number, _, position]] in db.session.execute(rows)}


def unfinished(clause_ids: Collection[int]) -> dict[int, list[int]]:
    """The numbers of the amendments of these clauses, in the last round of each if it is closed, that are undecided, or
    adopted and not in the text; by clause id."""
    done = exists().where(Incorporation.round_id == Amendment.round_id, Incorporation.clause_id == Change.clause_id)
    is_due = and_(Amendment.stage == rules.ADOPTED, Amendment.parent_id.is_(None), ~done)
    later = aliased(RoundBase)
    is_latest = ~exists().where(later.clause_id == Change.clause_id, later.round_id > Amendment.round_id)
    query = select(Change.clause_id, Amendment.number).select_from(Amendment)
    query = query.join(Wording, and_(*queries.newest_wording())).join(Change, Change.wording_id == Wording.id)
    query = query.join(Round, Round.id == Amendment.round_id).where(Round.closed_at.is_not(None))
    query = query.where(Change.clause_id.in_(clause_ids), is_latest, or_(Amendment.stage.in_(rules.UNDECIDED), is_due))
    found: dict[int, list[int]] = {}
    for clause_id, number in db.session.execute(query.order_by(Amendment.number)):
        if clause_id is not None:
            found.setdefault(clause_id, []).append(number)
    return found


def is_final(amendment: Amendment) -> bool:
    """Whether nothing changes an amendment any more: it has its outcome, or its round is decided."""
    return amendment.round.decided_at is not None or bool(outcomes([amendment.id]))


def appeals(charter_id: int) -> list[Disposition]:
    """The published advice that an amendment is inadmissible about which its author asks the secretary."""
    return _appeals(Amendment.charter_id == charter_id)


def appeals_of_round(round_id: int) -> list[Disposition]:
    """The same for the amendments of one round."""
    return _appeals(Amendment.round_id == round_id)


def appeal(amendment: Amendment) -> Disposition | None:
    """The same for one amendment; None where nobody asks, or the secretary has spoken."""
    return next(iter(_appeals(Amendment.id == amendment.id)), None)


def _appeals(which: ColumnElement[bool]) -> list[Disposition]:
    """A later advice that is not published changes nothing of what the author asks."""
    query = select(Amendment.id).join(Round, Round.id == Amendment.round_id)
    query = query.where(which, Amendment.stage == rules.INADMISSIBLE, Round.decided_at.is_(None))
    query = query.where(Amendment.id.not_in(select(Outcome.amendment_id)))  # of which the secretary has spoken
    latest = newest(db.session.scalars(query.order_by(Amendment.id)).all(), is_published=True).values()
    disputed = [each for each in latest if each.advice == deciding.INADMISSIBLE]
    return [each for each in disputed if each.answer and each.answer.kind == deciding.REFUSES]
