"""Find members and associations."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, case, select

from charter.accounts import rules
from charter.accounts.mandates import in_force, sits
from charter.accounts.models import Account, Association, College, Member, Session, SignInLink
from charter.core import alphabet, clock
from charter.core.errors import NotFound
from charter.core.ids import token_digest
from charter.database import db


def get(member_id: int) -> Member:
    """A member by id, or NotFound."""
    member = db.session.get(Member, member_id)
    if member is None:
        raise NotFound(_l("There is no such member."))
    return member


def mandates_of_address(email: str) -> list[Member]:
    """The mandates of an address, oldest first, regardless of case."""
    query = select(Member).join(Account).where(Account.email == rules.normalised_address(email))
    return list(db.session.scalars(query.order_by(Member.id)))


def mandates_of(member: Member) -> list[Member]:
    """The mandates of a member's account that are in force, this one included, oldest first."""
    query = select(Member).where(Member.account_id == member.account_id, in_force())
    return list(db.session.scalars(query.order_by(Member.id)))


def sharing_an_account(member_ids: Collection[int]) -> set[int]:
    """The ids of all mandates of the accounts of these members."""
    accounts = select(Member.account_id).where(Member.id.in_(member_ids))
    return set(db.session.scalars(select(Member.id).where(Member.account_id.in_(accounts))))


def wanting_receipts(member_ids: Collection[int]) -> set[int]:
    """Those of these members whose account wants a mail about each ballot of its own."""
    query = select(Member.id).join(Account).where(Member.id.in_(member_ids), Account.receipts)
    return set(db.session.scalars(query))


def people_of(member: Member) -> list[Member]:
    """The people of a member's account: for each name, the first of its mandates in force."""
    people: list[Member] = []
    for each in mandates_of(member):
        if not any(alphabet.is_same(each.name, known.name) for known in people):
            people.append(each)

    return people


def by_email(email: str) -> Member | None:
    """The first mandate of this address, regardless of case; rather one that is in force."""
    query = select(Member).join(Account).where(Account.email == rules.normalised_address(email))
    return db.session.scalar(query.order_by(case((in_force(), 0), else_=1), Member.id).limit(1))


def is_in_force(member_id: int) -> bool:
    """Whether a mandate has begun, has not ended, and is not suspended."""
    return db.session.scalar(select(Member.id).where(Member.id == member_id, in_force())) is not None


def is_sitting(member_id: int) -> bool:
    """Whether a mandate is in force, and its member is the one of the two who sits."""
    return db.session.scalar(select(Member.id).where(Member.id == member_id, sits())) is not None


def rests(member: Member) -> bool:
    """Whether a member is the one of a delegate and their substitute who does not sit."""
    return member.role == "delegate" and not is_sitting(member.id)


def able_to_sign_in(email: str) -> int | None:
    """The id of the first mandate in force of this address."""
    query = select(Member.id).join(Account).where(Account.email == rules.normalised_address(email), in_force())
    return db.session.scalar(query.order_by(Member.id).limit(1))


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


def has_other_secretary(member_id: int) -> bool:
    """Whether somebody else is secretary, without an end."""
    other = select(Member.id).where(Member.role == "secretary", Member.id != member_id)
    return db.session.scalar(other.where(in_force(), Member.ends_at.is_(None)).limit(1)) is not None


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
    query = select(Association).join(College)
    return sorted(db.session.scalars(query), key=lambda each: (each.college_id, alphabet.key(each.name), each.id))


def colleges() -> list[College]:
    """All colleges, oldest first."""
    return list(db.session.scalars(select(College).order_by(College.id)))


def sessions(member: Member) -> list[tuple[Session, Member]]:
    """The valid sessions of a member's account, newest first, each with the mandate that it acts
    under."""
    query = select(Session, Member).join(Member, Member.id == Session.member_id)
    lasting = and_(Session.revoked_at.is_(None), Session.expires_at > clock.now(), in_force())
    found = db.session.execute(query.where(Member.account_id == member.account_id, lasting).order_by(Session.id.desc()))
    return [(session, mandate) for session, mandate in found]
