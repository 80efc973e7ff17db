"""Add a wording to an amendment, with its digest, and say in the journal what became of it."""

from collections.abc import Sequence
from secrets import token_hex
from typing import Any

from charter.accounts.models import Member
from charter.amendments import queries, rules, texts
from charter.amendments.models import Amendment, Wording
from charter.amendments.texts import Proposed
from charter.charters import queries as charters
from charter.clauses.versions.published import START
from charter.core.digest import digest
from charter.database import db
from charter.journal import actions as journal


def append_wording(
    amendment: Amendment,
    cause: str,
    proposed: Sequence[Proposed],
    reason: str,
    by: Member | None,
    parent: Amendment | None,
    previous: str = START,
) -> Wording:
    """Add a wording to an amendment, with its digest, in the caller's transaction."""
    before = amendment.wordings[-1] if amendment.wordings else None
    rectifications = sum(each.cause in (rules.RECTIFIED, rules.PLACED) for each in amendment.wordings)
    wording = Wording(
        amendment_id=amendment.id,
        round_id=amendment.round_id,
        revision=before.revision + 1 if before else 1,
        cause=cause,
        label=rules.label(rectifications + 1) if cause in (rules.RECTIFIED, rules.PLACED) else "",
        language=charters.get(amendment.charter_id).language,
        reason=reason,
        previous=before.digest if before else previous,
        parent_digest=parent.wording.digest if parent else None,
        by_id=by.id if by else None,
        at=journal.moment(),
        salt=token_hex(16),
        changes=texts.rows(proposed, queries.bases(amendment.round_id), amendment.charter_id, amendment.round_id),
    )
    wording.digest = digest(hashed(wording, amendment.number))
    db.session.add(wording)
    db.session.flush()
    db.session.expire(amendment)
    return wording


def hashed(wording: Wording, number: int) -> dict[str, Any]:
    """The JSON of which `wording.digest` is the digest; exports publish it so that anyone can hash it."""
    return rules.hashed(
        wording.amendment_id,
        wording.revision,
        number,
        wording.language,
        wording.parent_digest,
        wording.previous,
        [texts.hashed(each) for each in wording.changes],
        wording.salt,
    )


def record(verb: str, amendment: Amendment, by: Member | None, **more: Any) -> None:
    """Write to the journal, in the caller's transaction. Of a round for members alone it says what is proved by, and
    not whose it is or what it is about: the journal is public."""
    wording = amendment.wording
    facts: dict[str, Any] = {
        "round": amendment.round.number,
        "number": amendment.number,
        "revision": wording.revision,
        "digest": wording.digest,
    }
    if amendment.parent:
        facts["parent"] = amendment.parent.number
    if amendment.round.is_public:
        facts["bases"] = [[each.clause_id, each.base_digest] for each in wording.changes if each.clause_id]
        facts["reason_digest"] = digest(wording.reason)
        facts["association"] = amendment.association
    else:
        facts["reason_digest"] = digest({"reason": wording.reason, "salt": wording.salt})
    signer = by if amendment.round.is_public else None
    subject = f"amendment:{amendment.id}"
    journal.record(verb, subject, by=signer, charter_id=amendment.charter_id, **facts, **more)
