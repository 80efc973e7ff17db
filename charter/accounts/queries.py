"""Find members and associations."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from charter.accounts import rules
from charter.accounts.models import Association, College, Member, Session, SignInLink
from charter.core import clock
from charter.core.errors import NotFound
from charter.core.ids import token_digest
from charter.database import db


def get(member_id: int) -> Member:
    """A member by id, or NotFound."""
    member = db.session.get(Member, member_id)
    if member is None:
        raise NotFound(_l("There is no such member."))
    return member


def by_email(email: str) -> Member | None:
    """The member with this address, regardless of case."""
    return db.session.scalar(select(Member).where(Member.email == rules.normalised_address(email)))


def able_to_sign_in(email: str) -> int | None:
    """The id of the member with this address, unless suspended."""
    query = select(Member.id).where(Member.email == email.strip().lower(), Member.suspended_at.is_(None))
    return db.session.scalar(query)


def get_by_email(email: str) -> Member:
    """The member with this address, or NotFound."""
    member = by_email(email)
    if member is None:
        raise NotFound(_l("There is no such member."))
    return member


def of_link(secret: str) -> Member | None:
    """The member whom a sign-in link would sign in; None if it is used, expired or unknown."""
    unused = (
        select(Member)
        .join(SignInLink)
        .where(
            SignInLink.secret_digest == token_digest(secret),
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > clock.now(),
        )
    )

    return db.session.scalar(unused)


def secretaries() -> int:
    """The number of secretaries who can sign in."""
    query = select(func.count()).select_from(Member).where(Member.role == "secretary", Member.suspended_at.is_(None))
    return db.session.scalar(query) or 0


def members() -> list[Member]:
    """All members, by role, then by name."""
    return list(db.session.scalars(select(Member).order_by(Member.role, Member.name, Member.id)))


def association(association_id: int) -> Association:
    """An association by id, or NotFound."""
    found = db.session.get(Association, association_id)
    if found is None:
        raise NotFound(_l("There is no such association."))
    return found


def association_named(name: str) -> Association | None:
    """The association with exactly this name."""
    return db.session.scalar(select(Association).where(Association.name == name))


def members_by_id(ids: Collection[int]) -> dict[int, Member]:
    """These members, by id."""
    return {member.id: member for member in db.session.scalars(select(Member).where(Member.id.in_(ids)))}


def associations_by_id(ids: Collection[int]) -> dict[int, Association]:
    """These associations, by id."""
    return {each.id: each for each in db.session.scalars(select(Association).where(Association.id.in_(ids)))}


def associations() -> list[Association]:
    """All associations, by college, then by name."""
    query = select(Association).join(College).order_by(College.id, Association.name)
    return list(db.session.scalars(query))


def colleges() -> list[College]:
    """All colleges, oldest first."""
    return list(db.session.scalars(select(College).order_by(College.id)))


def sessions(member: Member) -> list[Session]:
    """The valid sessions of a member, newest first."""
    query = select(Session).where(
        Session.member_id == member.id, Session.revoked_at.is_(None), Session.expires_at > clock.now()
    )
    return list(db.session.scalars(query.order_by(Session.id.desc())))
