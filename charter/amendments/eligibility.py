"""Who may do what to an amendment at this moment: SQL conditions for the statement that acts, and the same in words
for who is refused."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from charter.accounts.models import HEAD, Member
from charter.amendments import rules
from charter.amendments.models import Amendment, Change, Round, Wording
from charter.amendments.queries import newest_wording
from charter.charters.models import Charter
from charter.charters.queries import has_right
from charter.core import clock
from charter.database import db


def acting(select_: Select[Any], member_id: int, *rights: str) -> Select[Any]:
    """Add to a statement on `Round`: this member has one of these rights now, and binds their association in this
    round."""
    held = or_(*(has_right(each) for each in rights))
    return (
        select_.join(Charter, Charter.id == Round.charter_id)
        .join(Member, Member.id == member_id)
        .where(exists().where(held).correlate(Charter, Member), binds())
    )


def binds() -> ColumnElement[bool]:
    """SQL condition: the member of this row acts for an association, as the round of this row asks. Who sits in the
    place of the head acts as the head."""
    head = aliased(Member)
    for_head = exists().where(head.id == Member.substitute_for_id, head.rank == HEAD).correlate(Member)
    is_head = or_(Member.rank == HEAD, for_head)
    return and_(Member.association_id.is_not(None), or_(Round.binders == rules.ANY_DELEGATE, is_head))


def takes_amendments(now: datetime) -> ColumnElement[bool]:
    """SQL condition: the round of this row is open, and its time has not come."""
    return and_(Round.closed_at.is_(None), or_(Round.closes_at.is_(None), Round.closes_at > now))


def takes_support(now: datetime) -> ColumnElement[bool]:
    """SQL condition: in the round of this row, amendments may be co-signed and rectified."""
    until = and_(Round.cosign_until.is_not(None), Round.cosign_until > now)
    return or_(until, and_(Round.cosign_until.is_(None), takes_amendments(now)))


def takes_amendments_now(round_: Round) -> bool:
    """Whether a round takes amendments at this moment: for pages."""
    return _is_so(round_, takes_amendments(clock.now()))


def takes_support_now(round_: Round) -> bool:
    """Whether amendments of a round may be co-signed and rectified at this moment: for pages."""
    return _is_so(round_, takes_support(clock.now()))


def _is_so(round_: Round, condition: ColumnElement[bool]) -> bool:
    query = select(literal(1)).select_from(Round).where(Round.id == round_.id, condition)
    return db.session.scalar(query) is not None


def is_under_limits(association_id: int | None, clause_ids: Collection[int], is_sub: bool) -> ColumnElement[bool]:
    """SQL condition: one more amendment of an association, to these clauses, stays within the limits of the round of
    this row. What was withdrawn does not count; sub-amendments are counted by themselves."""
    own = _own(association_id, is_sub)
    every = select(func.count()).where(*own).correlate(Round).scalar_subquery()
    in_all = or_(Round.most_each.is_(None), every < Round.most_each)
    return and_(in_all, is_under_clause_limit(association_id, clause_ids, is_sub))


def is_under_clause_limit(association_id: int | None, clause_ids: Collection[int], is_sub: bool) -> ColumnElement[bool]:
    """SQL condition: the same for each of these clauses alone: what an amendment that is there may reach too."""
    own = _own(association_id, is_sub)
    conditions: list[ColumnElement[bool]] = [true()]
    for clause_id in clause_ids:
        here = select(func.count(Amendment.id.distinct())).select_from(Amendment)
        here = here.join(Wording, and_(*newest_wording())).join(Change, Change.wording_id == Wording.id)
        number = here.where(*own, Change.clause_id == clause_id).correlate(Round).scalar_subquery()
        conditions.append(or_(Round.most_each_clause.is_(None), number < Round.most_each_clause))
    return and_(*conditions)


def _own(association_id: int | None, is_sub: bool) -> tuple[ColumnElement[bool], ...]:
    kind = Amendment.parent_id.is_not(None) if is_sub else Amendment.parent_id.is_(None)
    counted = Amendment.stage.not_in((rules.WITHDRAWN, rules.CARRIED))
    return Amendment.round_id == Round.id, Amendment.association_id == association_id, kind, counted


def reasons(round_id: int, member: Member, *rights: str, binding: bool = True) -> list[object]:
    """Why this member may not act for an association in a round; empty if they may. `binding`: by binding it, which
    a draft does not."""
    if member.association_id is None:
        return [_l("Amendments are of associations: your mandate is for none.")]
    found = []
    if not _is_found(_holding(rights), round_id, member):
        found.append(_l("The present stage of this charter does not let you do this."))
    if binding and not _is_found(_binding(), round_id, member):
        found.append(_l("In this round the head of the delegation binds the association."))
    return found


def _is_found(statement: Select[int], round_id: int, member: Member) -> bool:
    return db.session.scalar(statement, {"round_id": round_id, "member_id": member.id}) is not None


@cache
def _holding(rights: tuple[str, ...]) -> Select[int]:
    """The statement that finds whether a member holds one of these rights in the charter of a round."""
    held = or_(*(has_right(each) for each in rights))
    return _of_member().where(exists().where(held).correlate(Charter, Member, Round))


@cache
def _binding() -> Select[int]:
    """The statement that finds whether a member binds their association in a round."""
    return _of_member().where(binds())


def _of_member() -> Select[int]:
    query = select(literal(1)).select_from(Round).join(Charter, Charter.id == Round.charter_id)
    return query.join(Member, Member.id == bindparam("member_id")).where(Round.id == bindparam("round_id"))


def may(round_: Round, member: Member | None, *rights: str) -> bool:
    """Whether a member has one of these rights now, and binds their association in this round: for pages. The verbs
    ask again."""
    return member is not None and not reasons(round_.id, member, *rights)


def may_draft(round_: Round, member: Member | None) -> bool:
    """Whether a member may write drafts for a round now, also where somebody else binds their association."""
    return member is not None and not reasons(round_.id, member, "amend", binding=False)
