"""Other associations support an amendment, and take their support back."""

from collections.abc import Collection, Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import String, Update, insert, literal, select, update

from charter.accounts.models import Member
from charter.amendments import eligibility, queries, rules
from charter.amendments.actions import lock, notify
from charter.amendments.models import Amendment, Cosignature, Round
from charter.core import clock
from charter.core.errors import Outdated, Refused
from charter.database import UtcDateTime, db, rows_changed, writing
from charter.journal import actions as journal
from charter.journal import queries as entries
from charter.outbox import actions as outbox
from charter.outbox.rules import KEEPS


def cosign(charter_id: int, amendment_id: int, wording_digest: str, by: Member) -> None:
    """Co-sign an amendment of another association. `wording_digest`: that of the wording that the person was shown;
    Outdated if it is not the newest one any more. Refused with every reason."""
    with writing():
        amendment, round_ = lock(charter_id, amendment_id, by)
        if amendment.wording.digest != wording_digest:
            raise Outdated(
                _l("This amendment was rectified since you were shown it. Read it again before you co-sign.")
            )
        if reasons := _reasons(amendment, round_, by):
            raise Refused(*reasons)
        _renew(amendment, by)
        if not _insert(amendment, by):
            raise Refused(_l("This could not be co-signed now. Look again."))
        _record("amendment.cosigned", amendment, wording_digest, by)
    notify(amendment)


def ask(charter_id: int, amendment_id: int, association_ids: Collection[int], by: Member) -> int:
    """Ask the delegates of other associations of the charter, by mail, to co-sign an amendment of one's own; returns
    how many associations were asked. Refused beyond `rules.MAX_ASKED` times in `rules.ASKED_INTERVAL`."""
    with writing():
        amendment, round_ = lock(charter_id, amendment_id, by)
        if reasons := _reasons_to_ask(amendment, round_, by):
            raise Refused(*reasons)
        given = {each.association_id for each in amendment.supporters}
        others = sorted({*association_ids} - given - {amendment.association_id})
        members = queries.delegates_of(charter_id, others)
        asked = set(db.session.scalars(select(Member.association_id).where(Member.id.in_(members))))
        if not asked:
            raise Refused(_l("Choose associations that do not co-sign it yet."))
        outbox.gather_each("amendment.support_asked", amendment_id, members, round_.cosign_until or KEEPS)
        facts = {"round": round_.number, "number": amendment.number, "digest": amendment.wording.digest}
        signer = by if round_.is_public else None
        subject = f"amendment:{amendment_id}"
        journal.record("amendment.support_asked", subject, by=signer, charter_id=charter_id, **facts, asked=len(asked))
    return len(asked)


def _reasons_to_ask(amendment: Amendment, round_: Round, by: Member) -> list[object]:
    found = eligibility.reasons(round_.id, by, "amend", "cosign")
    if amendment.association_id != by.association_id:
        found.append(_l("This amendment is of another association."))
    if amendment.stage not in rules.CHANGEABLE:
        found.append(_l("This amendment is settled, or was withdrawn."))
    own = select(Amendment.id).where(Amendment.round_id == round_.id, Amendment.association_id == by.association_id)
    if _asked([amendment.id]) >= rules.MAX_ASKED or _asked(db.session.scalars(own)) >= rules.MAX_ASKED_IN_ALL:
        found.append(_l("You have asked several times today: give them time to read."))
    return found


def _asked(amendment_ids: Iterable[int]) -> int:
    """How often support was asked for, of late, for these amendments together."""
    subjects = [f"amendment:{each}" for each in amendment_ids]
    return entries.count_since(subjects, "amendment.support_asked", clock.now() - rules.ASKED_INTERVAL)


def uncosign(charter_id: int, amendment_id: int, by: Member) -> None:
    """Take the co-signature of one's own association back."""
    with writing():
        amendment, round_ = lock(charter_id, amendment_id, by)
        if reasons := eligibility.reasons(round_.id, by, "cosign"):
            raise Refused(*reasons)
        if amendment.stage not in rules.CHANGEABLE:
            raise Refused(_l("This amendment is settled, or was withdrawn."))
        given = next((each for each in _given(amendment, by)), None)
        if given is None or rows_changed(_take_back(given)) == 0:
            raise Refused(_l("Your association does not co-sign this amendment."))
        db.session.expire(amendment)
        _record("amendment.uncosigned", amendment, given.wording_digest, by)
    notify(amendment)


def _given(amendment: Amendment, by: Member) -> list[Cosignature]:
    mine = [each for each in amendment.cosignatures if each.association_id == by.association_id]
    return [each for each in mine if each.withdrawn_at is None]


def _take_back(given: Cosignature) -> Update:
    row = update(Cosignature).where(Cosignature.id == given.id, Cosignature.withdrawn_at.is_(None))
    return row.values(withdrawn_at=journal.moment())


def _reasons(amendment: Amendment, round_: Round, by: Member) -> list[object]:
    found = eligibility.reasons(round_.id, by, "cosign")
    if amendment.association_id == by.association_id:
        found.append(_l("This amendment is of your own association."))
    if amendment.stage not in rules.CHANGEABLE:
        found.append(_l("This amendment is settled, or was withdrawn."))
    if any(each.wording_digest == amendment.wording.digest for each in _given(amendment, by)):
        found.append(_l("Your association co-signs this amendment already."))
    in_time = select(Round.id).where(Round.id == round_.id, eligibility.takes_support(journal.moment()))
    if amendment.parent_id is None and db.session.scalar(in_time) is None:
        found.append(_l("The time to co-sign amendments is over."))
    return found


def _renew(amendment: Amendment, by: Member) -> None:
    """What was given for an earlier wording makes room for the new one."""
    for each in _given(amendment, by):
        rows_changed(_take_back(each))


def _insert(amendment: Amendment, by: Member) -> bool:
    """One statement asks again and writes: the association is another one, and the member binds it now."""
    now = journal.moment()
    columns: dict[str, Any] = {
        "amendment_id": Amendment.id,
        "association_id": Member.association_id,
        "association": literal(by.association.name if by.association else "", String),
        "member_id": Member.id,
        "wording_digest": literal(amendment.wording.digest, String),
        "at": literal(now, UtcDateTime()),
    }
    row = select(*columns.values()).select_from(Amendment).join(Round, Round.id == Amendment.round_id)
    row = eligibility.acting(row, by.id, "cosign").where(Amendment.id == amendment.id)
    row = row.where(Amendment.stage.in_(rules.CHANGEABLE), Amendment.association_id != Member.association_id)
    if amendment.parent_id is None:
        row = row.where(eligibility.takes_support(now))
    new = insert(Cosignature).from_select(list(columns), row).returning(Cosignature.id)
    is_new = db.session.scalar(new) is not None
    db.session.expire(amendment)
    return is_new


def _record(verb: str, amendment: Amendment, digest: str, by: Member) -> None:
    facts = {"round": amendment.round.number, "number": amendment.number, "digest": digest}
    if amendment.round.is_public:
        facts["association"] = by.association.name if by.association else ""
    signer = by if amendment.round.is_public else None
    subject = f"amendment:{amendment.id}"
    journal.record(verb, subject, by=signer, charter_id=amendment.charter_id, **facts)
