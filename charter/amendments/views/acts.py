"""What a person may do with an amendment now: forms are shown for these acts alone, and the verbs ask again."""

from dataclasses import dataclass

from sqlalchemy import select

from charter.accounts.models import Association, Member
from charter.amendments import eligibility, queries, rules
from charter.amendments.models import Amendment
from charter.database import db


@dataclass(frozen=True)
class Acts:
    """Each act, and whether this person may."""

    rectify: bool = False
    withdraw: bool = False
    take_over: bool = False
    cosign: bool = False
    uncosign: bool = False
    sub_amend: bool = False


def of(amendment: Amendment, member: Member | None) -> Acts:
    """What a member may do with it."""
    if member is None or member.association_id is None:
        return Acts()

    round_ = amendment.round
    is_own = amendment.association_id == member.association_id
    is_pending = amendment.stage in rules.CHANGEABLE
    round_lasts, signs = eligibility.takes_support_now(round_), _signs(amendment, member)
    # A sub-amendment may be changed and supported until the vote on its amendment.
    is_in_time = round_lasts or amendment.parent_id is not None
    amends, cosigns = eligibility.may(round_, member, "amend"), eligibility.may(round_, member, "cosign")
    gave = any(
        each.association_id == member.association_id and not each.withdrawn_at for each in amendment.cosignatures
    )
    return Acts(
        rectify=is_own and is_pending and is_in_time and amends,
        withdraw=is_own and is_pending and (amends or cosigns),
        take_over=not is_own and amendment.stage == rules.WITHDRAWN and round_lasts and amends,
        cosign=not is_own and is_pending and is_in_time and not signs and cosigns,
        uncosign=gave and is_pending and cosigns,
        sub_amend=not is_own and amendment.parent_id is None and is_pending and amends,
    )


def _signs(amendment: Amendment, member: Member) -> bool:
    """Whether the member's association co-signs the newest wording; who co-signed an earlier one may do so again."""
    return any(
        each.association_id == member.association_id and each.wording_digest == amendment.wording.digest
        for each in amendment.cosignatures
        if each.withdrawn_at is None
    )


def askable(amendment: Amendment, member: Member | None) -> list[Association]:
    """The associations that a member may ask to co-sign it, by name: those with delegates in the charter that do not
    co-sign it; none for who may not ask."""
    if member is None or amendment.association_id != member.association_id or amendment.stage not in rules.CHANGEABLE:
        return []
    if not eligibility.may(amendment.round, member, "amend", "cosign"):
        return []
    signing = {each.association_id for each in amendment.supporters} | {amendment.association_id}
    sitting = select(Member.association_id).where(Member.id.in_(queries.delegates_of(amendment.charter_id)))
    query = select(Association).where(Association.id.in_(sitting), Association.id.not_in(signing))
    return list(db.session.scalars(query.order_by(Association.name)))
