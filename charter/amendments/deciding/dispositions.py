"""Advise on amendments: in revisions that are kept, private until they are published."""

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import insert, literal, select, update

from charter.accounts.models import Member
from charter.amendments import actions, queries, rules, texts, wordings
from charter.amendments.deciding import outcomes
from charter.amendments.deciding import queries as decisions
from charter.amendments.deciding import rules as deciding
from charter.amendments.deciding.models import Disposition
from charter.amendments.models import Amendment
from charter.amendments.texts import Proposed
from charter.charters.models import Charter
from charter.charters.queries import takes_part
from charter.core.digest import digest, normal
from charter.core.errors import About, Invalid, Refused
from charter.database import UtcDateTime, db, rows_changed, writing
from charter.journal import actions as journal
from charter.journal import queries as entries
from charter.outbox import actions as outbox
from charter.outbox.rules import KEEPS
from charter.web.access import PERMISSIONS
from charter.web.input import text_input

PERMISSION = "amendments.decide"


class AdviceChanged(Refused):
    """Another moderator has advised on this amendment meanwhile: `newest` is what they wrote."""

    def __init__(self, newest: Disposition | None) -> None:
        super().__init__(_l("Somebody else has advised on this amendment meanwhile. Both texts are below."))
        self.newest = newest


@dataclass(frozen=True)
class Advice:
    """What a moderator writes on one amendment. `proposed`: the texts of `adopt_modified`; `replaces`: other amendments
    for which that text is a compromise."""

    kind: str
    words: str = ""
    other_id: int | None = None
    reason: str = ""
    proposed: Sequence[Proposed] = ()
    replaces: Sequence[int] = ()


def advise(charter_id: int, amendment_id: int, advice: Advice, seen: int, by: Member) -> Disposition:
    """Add a revision of the advice on an amendment. `seen`: the revision that the moderator looked at, 0 for none.

    AdviceChanged if there is a later one; Invalid with every reason; Refused once the amendment is settled.
    """
    with writing():
        amendment, _ = actions.lock(charter_id, amendment_id, by)
        known = decisions.newest([amendment_id]).get(amendment_id)
        if seen != (known.revision if known else 0):
            raise AdviceChanged(known)
        if decisions.appeal(amendment):
            raise Refused(_l("The author asks the secretary: wait for their word."))
        found = _insert(amendment, _checked(amendment, advice), seen + 1, by)
        if found is None:
            raise Refused(_l("This amendment is settled, or in a vote."))
        # The journal is public: what is not published yet leaves no trace of what it says.
        wordings.record("disposition.written", amendment, by, revision_of_advice=found.revision)
    actions.notify(amendment)
    return found


def publish(charter_id: int, seen: dict[int, int], by: Member) -> list[Disposition]:
    """Publish the advice on some amendments: their authors are told, and asked where there is something to answer.

    `seen`: by amendment id, the revision that the moderator looked at; AdviceChanged if one has a later one. What is
    published already stays as it is.
    """
    with writing():
        published = [_publish(charter_id, amendment_id, revision, by) for amendment_id, revision in seen.items()]
    new = [each for each in published if each is not None]
    for each in new:
        actions.notify(each.amendment)
    return new


def _publish(charter_id: int, amendment_id: int, revision: int, by: Member) -> Disposition | None:
    amendment, _ = actions.lock(charter_id, amendment_id, by)
    found = decisions.newest([amendment_id]).get(amendment_id)
    if found is None or found.revision != revision:
        raise AdviceChanged(found)
    if found.published_at is not None:
        return None
    if found.wording_digest != amendment.wording.digest:
        raise Refused(_l("Amendment %(number)s has another wording now: advise on that one.", number=amendment.number))
    if amendment.stage not in rules.CHANGEABLE or queries.has_sub_in_vote(amendment_id):
        raise Refused(_l("This amendment is settled, or in a vote."))
    if found.advice == deciding.INADMISSIBLE and _is_admitted(amendment):
        raise Refused(_l("The secretary has admitted amendment %(number)s: it stays so.", number=amendment.number))

    row = update(Disposition).where(Disposition.id == found.id, Disposition.published_at.is_(None))
    rows_changed(row.values(published_at=journal.moment()))
    if found.advice == deciding.INADMISSIBLE:
        outcomes.set_stage([amendment_id], rules.INADMISSIBLE, rules.CHANGEABLE)
    db.session.expire_all()
    wordings.record("disposition.published", amendment, by, **_published(found))
    authors = queries.delegates_of(charter_id, [amendment.association_id])
    outbox.gather_each("advice.published", amendment_id, authors, KEEPS)
    return found


def _is_admitted(amendment: Amendment) -> bool:
    return any(each.verb == "amendment.admitted" for each in entries.of_subject(f"amendment:{amendment.id}"))


def _published(found: Disposition) -> dict[str, Any]:
    facts: dict[str, Any] = {"revision_of_advice": found.revision, "advice": found.advice}
    facts |= {"advice_digest": advice_digest(found), "proposed": found.proposed_digest}
    # Why a text for members alone is inadmissible says what it is about.
    facts |= {"reason": found.reason} if found.amendment.round.is_public else {}
    return facts | {"other": found.other.number if found.other else None}


def advice_digest(advice: Disposition) -> str:
    """The digest of an advice as the journal states it. In a round for members alone it is salted: few words are
    guessed soon."""
    amendment = advice.amendment
    salt = next((each.salt for each in amendment.wordings if each.digest == advice.wording_digest), None)
    return digest(_hashed(advice) if amendment.round.is_public else _hashed(advice) | {"salt": salt})


def _hashed(found: Disposition) -> dict[str, Any]:
    return {
        "amendment": found.amendment_id,
        "revision": found.revision,
        "advice": found.advice,
        "wording": found.wording_digest,
        "other": found.other_id,
        "proposed": found.proposed_digest,
        "replaces": found.replaces,
        "reason": found.reason,
        "words": found.words,
    }


def _checked(amendment: Amendment, advice: Advice) -> Advice:
    """The advice with its texts made readable; Invalid with every reason."""
    faults: list[object] = []
    if advice.kind not in deciding.ADVICE:
        faults.append(About("advice", _l("Choose an advice.")))
    if advice.kind in deciding.NAMES_ANOTHER and advice.other_id is None:
        faults.append(About("other", _l("Name the amendment by its number.")))
    if advice.other_id is not None:
        faults += _about_other(amendment, advice)
    if advice.kind == deciding.INADMISSIBLE:
        if advice.reason not in deciding.REASONS_INADMISSIBLE:
            faults.append(About("reason", _l("Choose a reason.")))
        if not advice.words.strip():
            faults.append(About("words", _l("Say why: the author reads it.")))
    proposed = _proposed(amendment, advice, faults) if advice.kind == deciding.ADOPT_MODIFIED else []
    words = text_input.text(advice.words.strip(), deciding.MAX_WORDS_LENGTH)
    if faults:
        raise Invalid(*faults)
    is_named = advice.kind in deciding.MAY_NAME_ANOTHER
    return Advice(
        advice.kind,
        str(normal(words)),
        advice.other_id if is_named else None,
        advice.reason if advice.kind == deciding.INADMISSIBLE else "",
        proposed,
        _replaced(amendment, advice) if advice.kind == deciding.ADOPT_MODIFIED else (),
    )


def _about_other(amendment: Amendment, advice: Advice) -> list[object]:
    other = db.session.get(Amendment, advice.other_id)
    if other is None or other.round_id != amendment.round_id or other.id == amendment.id:
        return [About("other", _l("There is no such amendment in this round."))]
    if advice.kind == deciding.SATISFIED_BY and other.stage in (rules.REJECTED, rules.FALLEN, rules.WITHDRAWN):
        return [About("other", _l("Amendment %(number)s was not adopted.", number=other.number))]
    return []


def _proposed(amendment: Amendment, advice: Advice, faults: list[object]) -> list[Proposed]:
    bases = queries.bases(amendment.round_id)
    try:
        kept = texts.readable([each.submitted for each in advice.proposed], bases, amendment.charter_id)
    except Invalid as no:
        faults += no.reasons
        return []
    proposed = texts.in_order(kept, bases, amendment.charter_id)
    if texts.of_changes(amendment.wording.changes) == proposed:
        faults.append(_l("This is the wording that the amendment has: advise to adopt it."))
    faults += texts.faults(proposed, bases, amendment.parent)
    return proposed


def _replaced(amendment: Amendment, advice: Advice) -> tuple[int, ...]:
    found = queries.by_ids([each for each in advice.replaces if each != amendment.id])
    return tuple(sorted(each.id for each in found.values() if each.round_id == amendment.round_id))


def _insert(amendment: Amendment, advice: Advice, revision: int, by: Member) -> Disposition | None:
    """One statement asks and writes: the member may decide now, and the amendment can still change."""
    salt = token_hex(16) if advice.proposed else None
    proposed_digest = wordings.digest_of(amendment, advice.proposed, salt) if advice.proposed else None
    values: dict[str, Any] = {
        "amendment_id": Amendment.id,
        "revision": literal(revision),
        "advice": literal(advice.kind),
        "wording_digest": literal(amendment.wording.digest),
        "other_id": literal(advice.other_id, Disposition.other_id.type),
        "changes": literal([each.as_json() for each in advice.proposed] or None, Disposition.changes.type),
        "salt": literal(salt, Disposition.salt.type),
        "proposed_digest": literal(proposed_digest, Disposition.salt.type),
        "replaces": literal(list(advice.replaces), Disposition.replaces.type),
        "reason": literal(advice.reason),
        "words": literal(advice.words),
        "by_id": Member.id,
        "at": literal(journal.moment(), UtcDateTime()),
    }
    row = select(*values.values()).select_from(Amendment).join(Charter, Charter.id == Amendment.charter_id)
    row = row.join(Member, Member.id == by.id).where(
        Amendment.id == amendment.id,
        Amendment.stage.in_((*rules.CHANGEABLE, rules.INADMISSIBLE)),
        Member.role.in_(PERMISSIONS[PERMISSION]),
        takes_part(),
    )
    new = db.session.scalar(insert(Disposition).from_select(list(values), row).returning(Disposition.id))
    return db.session.get_one(Disposition, new) if new else None
