"""Find the members of a delegation, and who of them sits."""

from sqlalchemy import select

from charter.accounts.mandates import sits
from charter.accounts.models import HEAD, SUBSTITUTE, Member
from charter.database import db


def delegation(association_id: int) -> list[tuple[Member, bool]]:
    """The delegates of an association, the head first and substitutes last, each with whether they
    sit now."""
    query = select(Member, sits()).where(Member.association_id == association_id, Member.role == "delegate")
    found = [(member, bool(is_sitting)) for member, is_sitting in db.session.execute(query.order_by(Member.id))]
    return sorted(found, key=lambda each: (each[0].rank != HEAD, each[0].rank == SUBSTITUTE))


def substitute_of(delegate_id: int) -> Member | None:
    """The substitute of a delegate."""
    return db.session.scalar(select(Member).where(Member.substitute_for_id == delegate_id))


def may_seat(by: Member, substitute: Member) -> bool:
    """Whether a member may say who sits, of a substitute and their delegate: the secretary may, and
    the head of their delegation, sitting or not: else a head who was replaced could not come back."""
    return by.role == "secretary" or (by.rank == HEAD and by.association_id == substitute.association_id)
