"""Answer the advice on one's own amendment; and, for the secretary, decide who was right about an inadmissible one."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, String, exists, insert, literal, select

from charter.accounts.mandates import in_force
from charter.accounts.models import Member
from charter.amendments import actions, eligibility, queries, rectifying, rules, texts, wordings
from charter.amendments.deciding import outcomes
from charter.amendments.deciding import queries as decisions
from charter.amendments.deciding import rules as deciding
from charter.amendments.deciding.models import Answer, Disposition, Outcome
from charter.amendments.models import Amendment, Round
from charter.charters.models import Charter
from charter.charters.queries import takes_part
from charter.core.digest import normal
from charter.core.errors import About, Invalid, NotAllowed, Refused
from charter.database import UtcDateTime, db, writing
from charter.journal import actions as journal
from charter.outbox import actions as outbox
from charter.outbox.rules import KEEPS
from charter.web.access import PERMISSIONS
from charter.web.input import text_input


def answer(charter_id: int, disposition_id: int, kind: str, wording_digest: str, words: str, by: Member) -> None:
    """Answer the newest published advice on an amendment of one's own association: agree, refuse, or withdraw it.

    `wording_digest`: of the text that the answer is to, as the form showed it: of the proposed wording, or of that of
    the amendment. Who agrees to a modified wording makes it that of the amendment; who agrees that it be rejected,
    withdrawn or is satisfied withdraws it. Refused for anyone else, for another text, and a second time.
    """
    if kind not in deciding.ANSWERS:
        raise Invalid(About("answer", _l("Choose an answer.")))
    with writing():
        advice = decisions.of_charter(charter_id, disposition_id)
        amendment, _ = actions.lock(charter_id, advice.amendment_id, by)
        db.session.refresh(advice)
        if found := reasons(amendment, advice, wording_digest, by):
            raise Refused(*found)
        said = str(normal(text_input.text(words.strip(), deciding.MAX_WORDS_LENGTH)))
        if not _insert(advice, kind, wording_digest, said, by):
            raise Refused(_l("This advice is answered already."))
        facts = {"revision_of_advice": advice.revision, "advice": advice.advice, "answer": kind}
        wordings.record("disposition.answered", amendment, by, **facts, agreed_digest=wording_digest)
        _act(amendment, advice, kind, by)
    actions.notify(amendment)


def reasons(amendment: Amendment, advice: Disposition, wording_digest: str, by: Member) -> list[object]:
    """Why this member may not answer an advice so, in words; for pages too. The verb asks again."""
    found = eligibility.reasons(amendment.round_id, by, "amend", "cosign")
    if amendment.association_id != by.association_id:
        found.append(_l("This amendment is of another association."))
    if advice.by and advice.by.account_id == by.account_id:
        found.append(_l("You have given this advice yourself: another delegate of your association answers."))
    newest = decisions.newest([amendment.id], is_published=True).get(amendment.id)
    if advice.published_at is None or newest is None or newest.id != advice.id:
        found.append(_l("There is a newer advice: answer that one."))
    if advice.wording_digest != amendment.wording.digest or wording_digest != asked_about(advice):
        found.append(_l("The text has changed since it was shown to you. Read it again."))
    if amendment.stage not in (*rules.CHANGEABLE, rules.INADMISSIBLE) or decisions.is_final(amendment):
        found.append(_l("This amendment is settled, or was withdrawn."))
    return found


def asked_about(advice: Disposition) -> str:
    """The digest of the text that an answer to this advice is to."""
    return advice.proposed_digest or advice.wording_digest


def _insert(advice: Disposition, kind: str, wording_digest: str, words: str, by: Member) -> bool:
    """One statement asks and writes: the member binds the association of the author now, and nobody has answered."""
    columns: dict[str, Any] = {
        "disposition_id": literal(advice.id),
        "kind": literal(kind),
        "wording_digest": literal(wording_digest),
        "association_id": Member.association_id,
        "association": literal(by.association.name if by.association else "", String),
        "member_id": Member.id,
        "words": literal(words),
        "at": literal(journal.moment(), UtcDateTime()),
    }
    row = _of_author(select(*columns.values()), advice, by)
    row = row.where(~exists().where(Answer.disposition_id == advice.id), Round.decided_at.is_(None))
    row = row.where(~exists().where(Outcome.amendment_id == advice.amendment_id))
    new = insert(Answer).from_select(list(columns), row).returning(Answer.disposition_id)
    is_new = db.session.scalar(new) is not None
    db.session.expire(advice)
    return is_new


def _of_author(query: Select[Any], advice: Disposition, by: Member) -> Select[Any]:
    row = query.select_from(Amendment).join(Round, Round.id == Amendment.round_id)
    row = eligibility.acting(row, by.id, "amend", "cosign")
    return row.where(Amendment.id == advice.amendment_id, Amendment.association_id == Member.association_id)


def _act(amendment: Amendment, advice: Disposition, kind: str, by: Member) -> None:
    """What follows at once from an answer."""
    if kind == deciding.WITHDRAWS:
        _withdraw(amendment, None, by)
    elif kind == deciding.AGREES and advice.advice == deciding.ADOPT_MODIFIED:
        _adopt_wording(amendment, advice, by)
    elif kind == deciding.AGREES and advice.advice in (deciding.REJECT, deciding.WITHDRAW, deciding.SATISFIED_BY):
        _withdraw(amendment, advice.other, by)
    elif kind == deciding.AGREES and advice.advice == deciding.INADMISSIBLE:
        outcomes.end(amendment, deciding.OUT_OF_ORDER, by, [rules.INADMISSIBLE], reason=advice.reason)
        actions.withdraw_subs(amendment, by)


def _withdraw(amendment: Amendment, favoured: Amendment | None, by: Member) -> None:
    """As `actions.withdraw`; it may be taken over still, so that this is no outcome yet."""
    outcomes.set_stage([amendment.id], rules.WITHDRAWN, (*rules.CHANGEABLE, rules.INADMISSIBLE))
    amendment.withdrawn_at = journal.moment()
    wordings.record("amendment.withdrawn", amendment, by, because_of=favoured.number if favoured else None)
    actions.withdraw_subs(amendment, by)
    outbox.gather_each("amendment.withdrawn", amendment.id, actions.supporters_of(amendment), KEEPS)


def _adopt_wording(amendment: Amendment, advice: Disposition, by: Member) -> None:
    """The proposed wording, to the last character of what the author agreed to."""
    proposed = texts.from_json(advice.changes or ())
    if found := rectifying.beside_decided(amendment, proposed):
        raise Refused(*found)
    reason, parent = amendment.wording.reason, amendment.parent
    outcomes.set_stage([amendment.id], rules.SUBMITTED, rules.CHANGEABLE)
    wording = wordings.append_wording(
        amendment, rules.AGREED, proposed, reason, advice.by, parent, salt=advice.salt or ""
    )
    if wording.digest != advice.proposed_digest:
        raise Refused(_l("The text has changed since it was shown to you. Read it again."))
    wordings.record("amendment.rectified", amendment, by, cause=rules.AGREED)
    outbox.gather_each("amendment.rectified", amendment.id, actions.supporters_of(amendment), KEEPS)


def review(charter_id: int, disposition_id: int, is_admitted: bool, words: str, by: Member) -> None:
    """The secretary's word, once, on an amendment whose author does not agree that it is inadmissible: it is admitted
    again, or it stays inadmissible for good."""
    with writing():
        advice = decisions.of_charter(charter_id, disposition_id)
        amendment, _ = actions.lock(charter_id, advice.amendment_id, by)
        db.session.refresh(advice)
        if not _may_review(charter_id, by):
            raise NotAllowed(_l("Your role does not allow this."))
        appeal = decisions.appeal(amendment)
        if appeal is None or appeal.id != advice.id:
            raise Refused(_l("Nobody asks about this amendment."))
        said = text_input.text(words, deciding.MAX_WORDS_LENGTH, missing=_l("Say why: the author reads it."))
        if is_admitted:
            outcomes.set_stage([amendment.id], rules.SUBMITTED, [rules.INADMISSIBLE])
            wordings.record("amendment.admitted", amendment, by, words=said if amendment.round.is_public else "")
        else:
            outcomes.end(amendment, deciding.OUT_OF_ORDER, by, [rules.INADMISSIBLE], reason=said)
        authors = queries.delegates_of(charter_id, [amendment.association_id])
        outbox.gather_each("amendment.reviewed", amendment.id, authors, KEEPS)
    actions.notify(amendment)


def _may_review(charter_id: int, by: Member) -> bool:
    """Whether the member is the secretary now, whatever the page knew."""
    row = select(Member.id).join(Charter, Charter.id == charter_id)
    row = row.where(Member.id == by.id, Member.role.in_(PERMISSIONS["amendments.review"]), in_force(), takes_part())
    return db.session.scalar(row) is not None
