"""Find charters, who takes part in them, and what a member may do in them now."""

from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select, true

from charter.accounts.mandates import sits
from charter.accounts.models import Association, Member
from charter.charters.models import Appointment, Charter, Participation, StageRight
from charter.core.errors import NotAllowed, NotFound
from charter.database import db

APPOINTED_ROLES = ("moderator", "observer")
"""The roles in which a member takes part in a charter by appointment."""


def get(charter_id: int) -> Charter:
    """A charter by id, or NotFound."""
    charter = db.session.get(Charter, charter_id)
    if charter is None:
        raise NotFound(_l("There is no such charter."))
    return charter


def lock(charter_id: int) -> None:
    """Lock a charter until the transaction ends. Changes of the charter, its clauses and votes are
    serialised, so that each starts from what the journal says. This is always the first lock, which
    prevents deadlocks; rows read before may be stale and are read again."""
    db.session.execute(select(Charter.id).where(Charter.id == charter_id).with_for_update(key_share=True))
    db.session.expire_all()


def readable(charter_id: int, reader: object | None) -> Charter:
    """A charter by id, or NotFound if there is none, or it is in preparation and nobody is signed
    in."""
    return _for(reader, db.session.get(Charter, charter_id))


def by_slug(slug: str, reader: object | None) -> Charter:
    """A charter by slug, or NotFound if there is none, or it is in preparation and nobody is signed
    in."""
    return _for(reader, db.session.scalar(select(Charter).where(Charter.slug == slug)))


def _for(reader: object | None, charter: Charter | None) -> Charter:
    if charter is None or (reader is None and not is_public(charter)):
        raise NotFound(_l("There is no such charter."))
    return charter


def is_public(charter: Charter) -> bool:
    """Whether everybody may read a charter, signed in or not."""
    return charter.stage != "preparing"


def is_first() -> bool:
    """Whether there is no charter yet."""
    return db.session.scalar(select(Charter.id).limit(1)) is None


def visible(reader: object | None) -> list[Charter]:
    """The charters that a member, or the public, may see; newest first."""
    shown = Charter.stage != "preparing"
    if isinstance(reader, Member):
        shown |= exists().where(Member.id == reader.id, takes_part()).correlate(Charter)
    return list(db.session.scalars(select(Charter).where(shown).order_by(Charter.id.desc())))


def of_member(member: Member) -> list[Charter]:
    """The charters that a member takes part in, newest first: those whose drafts and assembly are theirs
    to read."""
    own = with_part(member.id)
    return [each for each in visible(member) if each.id in own]


def takes_part() -> ColumnElement[bool]:
    """SQL condition: the member of this row takes part in the charter of this row. Delegates come
    with their association; moderators and observers are appointed; the secretary is everywhere."""
    at_home = exists().where(Participation.charter_id == Charter.id)
    at_home = at_home.where(Participation.association_id == Member.association_id).correlate(Charter, Member)
    appointed = exists().where(Appointment.charter_id == Charter.id, Appointment.member_id == Member.id)
    return or_(
        Charter.takes_everyone,
        Member.role == "secretary",
        and_(Member.role == "delegate", at_home),
        and_(or_(*(Member.role == each for each in APPOINTED_ROLES)), appointed.correlate(Charter, Member)),
    )


def takes_part_in(member_id: int, charter: ColumnElement[bool]) -> bool:
    """Whether a member takes part in the charter of which this condition holds; also when there is
    none."""
    apart = select(Charter.id).join(Member, Member.id == member_id).where(charter, ~takes_part())
    return db.session.scalar(apart) is None


def taking_part(charter_id: int) -> set[int]:
    """The ids of the members who take part in a charter."""
    query = select(Member.id).join(Charter, Charter.id == charter_id).where(takes_part())
    return set(db.session.scalars(query))


def with_part(member_id: int) -> set[int]:
    """The ids of the charters that a member takes part in."""
    query = select(Charter.id).join(Member, Member.id == member_id).where(takes_part())
    return set(db.session.scalars(query))


def titles_with_part(member_id: int, most: int) -> list[str]:
    """The titles of the newest charters that a member takes part in."""
    query = select(Charter.title).join(Member, Member.id == member_id).where(takes_part())
    return list(db.session.scalars(query.order_by(Charter.id.desc()).limit(most)))


def require_part(member: Member, charter_id: int) -> None:
    """Raise NotAllowed unless a member takes part in a charter."""
    if not takes_part_in(member.id, Charter.id == charter_id):
        raise NotAllowed(_l("You do not take part in this charter."))


def participations(charter_id: int) -> dict[int, Participation]:
    """The associations in the assembly of a charter, each with its place there, by association."""
    found = db.session.scalars(select(Participation).where(Participation.charter_id == charter_id))
    return {each.association_id: each for each in found}


def association_count(charter: Charter) -> int:
    """How many associations are in the assembly of a charter."""
    return db.session.scalar(counting_associations(charter)) or 0


def counting_associations(charter: Charter) -> Select[Any]:
    """The statement that counts them."""
    places = select(func.count()).where(Participation.charter_id == charter.id)
    return select(func.count(Association.id)) if charter.takes_everyone else places


def appointed(charter_id: int) -> set[int]:
    """The moderators and observers appointed to a charter."""
    return set(db.session.scalars(select(Appointment.member_id).where(Appointment.charter_id == charter_id)))


def has_right(right: str | None, stage: str | None = None) -> ColumnElement[bool]:
    """SQL condition: the member of this row has `right`, or any (None), in the present stage of the charter of this
    row, or in another `stage`. Of a delegate and their substitute, the one who sits has it."""
    return and_(
        StageRight.charter_id == Charter.id,
        StageRight.stage == (Charter.stage if stage is None else stage),
        StageRight.role == Member.role,
        true() if right is None else StageRight.right == right,
        sits(),
        takes_part(),
    )


def may(member: Member | None, charter: Charter, right: str) -> bool:
    """Whether a member has a right in the present stage of a charter, read from the database
    now."""
    return may_in(member, charter.id, right)


def may_in(member: Member | None, charter_id: int, right: str) -> bool:
    """Like `may`, for a charter id."""
    if member is None:
        return False
    asked = {"member_id": member.id, "charter_id": charter_id}
    return db.session.scalar(_holding(right), asked) is not None


@cache
def _holding(right: str) -> Select[str]:
    """The statement that finds a right of a member in a charter: every page asks it, and building it costs more than
    running it."""
    query = select(StageRight.right).select_from(Charter).join(Member, Member.id == bindparam("member_id"))
    return query.join(StageRight, has_right(right)).where(Charter.id == bindparam("charter_id"))


def rights_of(member: Member, charter_id: int) -> set[str]:
    """What a member may do in the present stage of a charter, read from the database now."""
    query = select(StageRight.right).select_from(Charter).join(Member, Member.id == member.id)
    return set(db.session.scalars(query.join(StageRight, has_right(None)).where(Charter.id == charter_id)))


def rights(charter: Charter) -> set[tuple[str, str, str]]:
    """The table of rights of a charter, as (stage, role, right)."""
    query = select(StageRight.stage, StageRight.role, StageRight.right).where(StageRight.charter_id == charter.id)
    return {(stage, role, right) for stage, role, right in db.session.execute(query)}
