"""Add a wording to an amendment, with its digest, and say in the journal what became of it; and whether what stands of
an amendment is what the journal says."""

from collections.abc import Sequence
from secrets import token_hex
from typing import Any

from charter.accounts.models import Member
from charter.amendments import queries, rules, texts
from charter.amendments.models import Amendment, Cosignature, Wording
from charter.amendments.texts import Proposed
from charter.charters import queries as charters
from charter.clauses.versions.published import START
from charter.core.digest import digest
from charter.database import db
from charter.journal import actions as journal
from charter.journal import queries as entries
from charter.journal.models import Entry


def append_wording(
    amendment: Amendment,
    cause: str,
    proposed: Sequence[Proposed],
    reason: str,
    by: Member | None,
    parent: Amendment | None,
    previous: str = START,
    salt: str = "",
) -> Wording:
    """Add a wording to an amendment, with its digest, in the caller's transaction. `salt`: given where the digest was
    agreed on before."""
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
        parent_digest=parent.amended.digest if parent else None,
        by_id=by.id if by else None,
        at=journal.moment(),
        salt=salt or token_hex(16),
        changes=texts.rows(proposed, queries.bases(amendment.round_id), amendment.charter_id, amendment.round_id),
    )
    wording.digest = digest(hashed(wording, amendment.number))
    db.session.add(wording)
    db.session.flush()
    db.session.expire(amendment)
    return wording


def digest_of(amendment: Amendment, proposed: Sequence[Proposed], salt: str | None) -> str:
    """The digest that the next wording of an amendment has if these are its texts."""
    bases = queries.bases(amendment.round_id)
    rows = texts.rows(proposed, bases, amendment.charter_id, amendment.round_id)
    last = amendment.wording
    language = charters.get(amendment.charter_id).language
    parent = amendment.parent.amended.digest if amendment.parent else None
    changes = [texts.hashed(each) for each in rows]
    revision, number = last.revision + 1, amendment.number
    return digest(rules.hashed(amendment.id, revision, number, language, parent, last.digest, changes, salt))


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
        facts["reason_digest"] = reason_digests(wording)[0]
        facts["association"] = amendment.association
    else:
        facts["reason_digest"] = reason_digests(wording)[1]
    signer = by if amendment.round.is_public else None
    subject = f"amendment:{amendment.id}"
    journal.record(verb, subject, by=signer, charter_id=amendment.charter_id, **facts, **more)


def reason_digests(wording: Wording) -> tuple[str, str]:
    """The digest of the reason as the journal states it of a public round, and of one for members alone."""
    return digest(wording.reason), digest({"reason": wording.reason, "salt": wording.salt})


def is_proved(amendment: Amendment) -> bool:
    """Whether wordings, reasons, association and co-signatures are those that digests and journal prove. Of a round for
    members alone the journal does not say who proposed and co-signed."""
    recorded = entries.of_subject(f"amendment:{amendment.id}")
    origin = db.session.get(Amendment, amendment.carried_from_id) if amendment.carried_from_id else None
    return (
        _are_chained(amendment, origin)
        and _are_recorded(amendment, [each for each in recorded if "revision" in each.facts])
        and _is_support_recorded(amendment, origin, recorded)
    )


def _are_chained(amendment: Amendment, origin: Amendment | None) -> bool:
    """Each wording follows from the one before; the first one from what it carries over."""
    previous = origin.wording.digest if origin else START
    for revision, each in enumerate(amendment.wordings, start=1):
        if (each.revision, each.previous) != (revision, previous):
            return False
        if each.digest != digest(hashed(each, amendment.number)):
            return False
        previous = each.digest
    return True


def _are_recorded(amendment: Amendment, recorded: Sequence[Entry]) -> bool:
    wordings = {each.revision: each for each in amendment.wordings}
    if not recorded or {each.facts["revision"] for each in recorded} != wordings.keys():
        return False
    for facts in (each.facts for each in recorded):
        wording = wordings[facts["revision"]]
        if facts["digest"] != wording.digest or facts["reason_digest"] not in reason_digests(wording):
            return False
    return bool(recorded[-1].facts.get("association", amendment.association) == amendment.association)


def _is_support_recorded(amendment: Amendment, origin: Amendment | None, recorded: Sequence[Entry]) -> bool:
    """Co-signatures stand in the order in which they were given, after those that came with what it carries over."""
    rows = amendment.cosignatures
    given = [each.facts for each in recorded if each.verb == "amendment.cosigned"]
    came = [_supported(each) for each in origin.cosignatures if each.withdrawn_at is None] if origin else []
    if [_supported(each) for each in rows[: len(came)]] != came or len(rows) != len(came) + len(given):
        return False
    pairs = zip(rows[len(came) :], given, strict=True)
    if any(row.wording_digest != facts["digest"] or _names_another(row, facts) for row, facts in pairs):
        return False
    standing = {each.association_id: each.wording_digest for each in rows if each.withdrawn_at is None}
    return not amendment.round.is_public or standing == _standing(amendment, rows, len(came), recorded)


def _supported(row: Cosignature) -> tuple[int, str, str]:
    return row.association_id, row.association, row.wording_digest


def _names_another(row: Cosignature, facts: dict[str, Any]) -> bool:
    return bool(facts.get("association", row.association) != row.association)


def _standing(
    amendment: Amendment, rows: Sequence[Cosignature], came: int, recorded: Sequence[Entry]
) -> dict[int, str]:
    """The wording that each association co-signs, as the journal has it."""
    ids = {each.association: each.association_id for each in rows}
    found = {each.association_id: each.wording_digest for each in rows[:came]}
    given = iter(rows[came:])
    for each in recorded:
        if each.verb == "amendment.cosigned":
            row = next(given)
            found[row.association_id] = row.wording_digest
        elif each.verb in ("amendment.uncosigned", "amendment.taken_over"):
            found.pop(ids.get(each.facts["association"], 0), None)
    return found
