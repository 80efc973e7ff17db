"""Submit amendments, rectify, withdraw and take them over."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, String, delete, exists, func, insert, literal, select, update

from charter.accounts.models import Member
from charter.amendments import drafting, eligibility, queries, rectifying, rules, texts
from charter.amendments.drafting import DraftChanged
from charter.amendments.models import Amendment, Cosignature, Draft, Round
from charter.amendments.texts import Proposed
from charter.amendments.wordings import append_wording, record
from charter.charters import queries as charters
from charter.core import signals
from charter.core.errors import Refused
from charter.database import UtcDateTime, db, rows_changed, writing
from charter.journal import actions as journal
from charter.outbox import actions as outbox
from charter.outbox.rules import KEEPS
from charter.web.input import text_input

_CHANGED = _l("Somebody else has just changed this amendment. Look again.")


def obstacles(draft: Draft, by: Member) -> list[object]:
    """Every reason for which a draft would be refused now, for pages; what it lacks, with its field of the form. The
    verbs ask again."""
    bases, now = queries.bases(draft.round_id), journal.moment()
    proposed = [each.submitted for each in texts.from_json(draft.changes)]
    if draft.amendment_id:
        amendment = queries.get(draft.charter_id, draft.amendment_id, by)
        lacks = drafting.lacks(draft, bases, amendment.parent)
        found = _why_not(amendment, amendment.round, by, rules.CHANGEABLE, "amend")
        return lacks + found + rectifying.reasons(amendment, proposed, rectifying.added(amendment, proposed), now)

    parent = db.session.get_one(Amendment, draft.parent_id) if draft.parent_id else None
    lacks = drafting.lacks(draft, bases, parent) + (drafting.refusals(parent, draft.association_id) if parent else [])
    return lacks + _not_taken(draft, by, parent, [each.clause_id for each in proposed if each.clause_id], now)


def submit(draft_id: int, revision: int, by: Member) -> Amendment:
    """Submit a draft as an amendment (or sub-amendment): its number is given, its wording cannot be changed any more,
    the draft is gone.

    Refused with every reason (time, rights, who binds, limits, nothing changed, no reason given); the draft stays then.
    DraftChanged if `revision` is not its present one.
    """
    with writing():
        draft, _ = _locked(draft_id, revision, by)
        if draft.amendment_id is not None:
            raise Refused(_l("This draft rectifies an amendment: send it as such."))
        parent = _parent(draft)
        proposed, reason = _submitted(draft, parent)
        amendment = _insert(draft, proposed, by, parent)
        append_wording(amendment, "submitted", proposed, reason, by, parent)
        db.session.execute(delete(Draft).where(Draft.id == draft_id))
        record("amendment.submitted", amendment, by, draft=draft_id)
    notify(amendment)
    return amendment


def rectify(draft_id: int, revision: int, by: Member) -> Amendment:
    """Give an amendment of one's own association another wording, from a draft (`drafting.begin(amendment_id=…)`): the
    earlier one stays readable. One that could not be carried over is placed by hand so.

    Refused with every reason, after the time for co-signatures too; the draft stays then.
    """
    with writing():
        draft, round_ = _locked(draft_id, revision, by)
        amendment = queries.get(draft.charter_id, draft.amendment_id or 0, by)
        proposed, reason = _submitted(draft, amendment.parent)
        is_same = texts.of_changes(amendment.wording.changes) == proposed and amendment.wording.reason == reason
        if is_same and not queries.is_overtaken(amendment):
            raise Refused(_l("This is the wording that the amendment has."))

        cause = rules.PLACED if amendment.stage == rules.UNPLACED else rules.RECTIFIED
        now, added = journal.moment(), rectifying.added(amendment, proposed)
        may = _may_still(amendment, by, "amend") & rectifying.may_add(amendment, added, now)
        statement = update(Amendment).where(may, Amendment.stage.in_(rules.CHANGEABLE))
        reasons = rectifying.reasons(amendment, proposed, added, now)
        if reasons or rows_changed(statement.values(stage=rules.SUBMITTED)) == 0:
            raise Refused(*(reasons or _why_not(amendment, round_, by, rules.CHANGEABLE, "amend") or [_CHANGED]))
        append_wording(amendment, cause, proposed, reason, by, amendment.parent)
        db.session.execute(delete(Draft).where(Draft.id == draft_id))
        record("amendment.rectified", amendment, by, cause=cause, draft=draft_id)
        outbox.gather_each("amendment.rectified", amendment.id, supporters_of(amendment), KEEPS)
    notify(amendment)
    return amendment


def withdraw(charter_id: int, amendment_id: int, by: Member) -> None:
    """Withdraw an amendment of one's own association, also after the round has closed. It keeps its number, and another
    association may take it over while the round lasts."""
    with writing():
        amendment, _ = lock(charter_id, amendment_id, by)
        if queries.has_sub_in_vote(amendment_id):
            raise Refused(_l("A vote on a sub-amendment to it is open: wait until it ends."))
        may = _is_own(amendment, by, "amend", "cosign")
        statement = update(Amendment).where(may, Amendment.stage.in_(rules.CHANGEABLE))
        if rows_changed(statement.values(stage=rules.WITHDRAWN, withdrawn_at=journal.moment())) == 0:
            raise Refused(*(_why_not(amendment, None, by, rules.CHANGEABLE, "amend", "cosign") or [_CHANGED]))
        record("amendment.withdrawn", amendment, by)
        withdraw_subs(amendment, by)
        outbox.gather_each("amendment.withdrawn", amendment.id, supporters_of(amendment), KEEPS)
    notify(amendment)


def withdraw_subs(amendment: Amendment, by: Member | None) -> None:
    """With an amendment go its sub-amendments, which have nothing to amend any more; in the caller's transaction."""
    for sub in (each for each in queries.sub_amendments(amendment.id) if each.stage in rules.CHANGEABLE):
        sub.stage, sub.withdrawn_at = rules.WITHDRAWN, journal.moment()
        db.session.flush()
        record("amendment.withdrawn", sub, by, because_of=amendment.number)


def take_over(charter_id: int, amendment_id: int, by: Member) -> None:
    """Make a withdrawn amendment that of one's own association: it keeps its number and its wording. Refused to the
    association that withdrew it, after the time for co-signatures, and beyond the limits of the round."""
    with writing():
        amendment, round_ = lock(charter_id, amendment_id, by)
        reasons = _taking_over(amendment, round_, by)
        if reasons:
            raise Refused(*reasons)

        before, first = amendment.association_id, amendment.first_association or amendment.association
        name = by.association.name if by.association else ""
        values = {"stage": rules.SUBMITTED, "withdrawn_at": None, "author_id": by.id}
        values |= {"association_id": by.association_id, "association": name, "first_association": first}
        withdrawn = update(Amendment).where(Amendment.id == amendment_id, Amendment.stage == rules.WITHDRAWN)
        withdrawn = withdrawn.where(exists().where(Round.id == Amendment.round_id, Round.decided_at.is_(None)))
        if rows_changed(withdrawn.values(**values)) == 0:
            raise Refused(_l("This amendment was not withdrawn."))
        own = (Cosignature.amendment_id == amendment_id, Cosignature.association_id == by.association_id)
        given = update(Cosignature).where(*own, Cosignature.withdrawn_at.is_(None))
        rows_changed(given.values(withdrawn_at=journal.moment()))  # nobody co-signs what they propose
        # Another wording that its former association was writing stays theirs, as one of an amendment of its own.
        theirs = update(Draft).where(Draft.amendment_id == amendment_id, Draft.association_id != by.association_id)
        rows_changed(theirs.values(amendment_id=None, parent_id=amendment.parent_id))
        db.session.expire_all()
        record("amendment.taken_over", amendment, by)
        outbox.gather_each("amendment.taken_over", amendment.id, supporters_of(amendment, before), KEEPS)
    notify(amendment)


def lock(charter_id: int, amendment_id: int, by: Member) -> tuple[Amendment, Round]:
    """An amendment that this member may read, and its round, as they are now; the charter is locked until the
    transaction ends. NotFound."""
    charters.lock(charter_id)
    amendment = queries.get(charter_id, amendment_id, by)
    return amendment, amendment.round


def notify(amendment: Amendment) -> None:
    """Tell open pages, after the commit, that amendments changed: of the charter and of each clause that it concerns
    or, before it was rectified, concerned."""
    changes = [change for wording in amendment.wordings[-2:] for change in wording.changes]
    clause_ids = {each.clause_id or each.after_clause_id for each in changes}
    signals.changed.send(f"charter:{amendment.charter_id}", part="amendments")
    for clause_id in sorted(filter(None, clause_ids)):
        signals.changed.send(f"clause:{clause_id}", part="amendments")


def supporters_of(amendment: Amendment, *others: int) -> Select[int]:
    """The statement for the delegates of whoever co-signs it, or an earlier wording, and of some other associations."""
    given = [each.association_id for each in amendment.cosignatures if each.withdrawn_at is None]
    return queries.delegates_of(amendment.charter_id, [*given, *others])


def _locked(draft_id: int, revision: int, by: Member) -> tuple[Draft, Round]:
    charters.lock(drafting.own(draft_id, by).charter_id)
    draft = drafting.own(draft_id, by)
    if draft.revision != revision:
        raise DraftChanged(draft)
    return draft, db.session.get_one(Round, draft.round_id)


def _parent(draft: Draft) -> Amendment | None:
    if draft.parent_id is None:
        return None
    parent = db.session.get_one(Amendment, draft.parent_id)
    if found := drafting.refusals(parent, draft.association_id):
        raise Refused(*found)
    return parent


def _submitted(draft: Draft, parent: Amendment | None) -> tuple[list[Proposed], str]:
    """The texts and the reason of a draft, fit to be submitted; Refused with all that they lack."""
    bases = queries.bases(draft.round_id)
    kept = texts.readable(texts.from_json(draft.changes), bases, draft.charter_id)
    proposed = texts.in_order([each.submitted for each in kept], bases, draft.charter_id)
    if found := drafting.lacks(draft, bases, parent):
        raise Refused(*found)
    return proposed, text_input.text(draft.reason.strip(), rules.MAX_REASON_LENGTH)


def _insert(draft: Draft, proposed: Sequence[Proposed], by: Member, parent: Amendment | None) -> Amendment:
    """The row, with the next number of the round, if everything allows it at this moment: one statement asks and
    writes."""
    now = journal.moment()
    clause_ids = [each.clause_id for each in proposed if each.clause_id]
    highest = select(func.coalesce(func.max(Amendment.number), 0)).where(Amendment.round_id == Round.id)
    columns: dict[str, Any] = {
        "charter_id": Round.charter_id,
        "round_id": Round.id,
        "number": highest.correlate(Round).scalar_subquery() + 1,
        "parent_id": literal(draft.parent_id, Amendment.parent_id.type),
        "kind": literal(rules.AMENDMENT),
        "stage": literal(rules.SUBMITTED),
        "association_id": Member.association_id,
        "association": literal(by.association.name if by.association else "", String),
        "first_association": literal(""),
        "author_id": Member.id,
        "submitted_at": literal(now, UtcDateTime()),
    }
    row = eligibility.acting(select(*columns.values()).select_from(Round), by.id, "amend")
    row = row.where(
        Round.id == draft.round_id, eligibility.is_under_limits(by.association_id, clause_ids, bool(parent))
    )
    if parent is None:  # a sub-amendment may come until the vote on its amendment
        row = row.where(eligibility.takes_amendments(now))
    new = db.session.scalar(insert(Amendment).from_select(list(columns), row).returning(Amendment.id))
    if new is None:
        found = _not_taken(draft, by, parent, clause_ids, now)
        raise Refused(*(found or [_l("This could not be submitted now. Look again.")]))
    return db.session.get_one(Amendment, new)


def _not_taken(
    draft: Draft, by: Member, parent: Amendment | None, clause_ids: Sequence[int], now: datetime
) -> list[object]:
    """Why the statement took no amendment, in words."""
    found = eligibility.reasons(draft.round_id, by, "amend")
    here = select(Round.id).where(Round.id == draft.round_id)
    if parent is None and db.session.scalar(here.where(eligibility.takes_amendments(now))) is None:
        found.append(_l("The time for amendments is over. Your text is kept as a draft."))
    limits = eligibility.is_under_limits(by.association_id, clause_ids, bool(parent))
    if db.session.scalar(here.where(limits)) is None:
        found.append(
            _l("Your association has as many amendments as this round allows, in all or on one of these clauses.")
        )
    return found


def _may_still(amendment: Amendment, by: Member, *rights: str) -> Any:
    """SQL condition: it is of the member's association, and may be rectified now. A sub-amendment may be until the
    vote on its amendment."""
    own = _is_own(amendment, by, *rights)
    if amendment.parent_id is not None:
        return own
    in_time = exists().where(Round.id == Amendment.round_id, eligibility.takes_support(journal.moment()))
    return own & in_time


def _is_own(amendment: Amendment, by: Member, *rights: str) -> Any:
    acting = eligibility.acting(select(Round.id), by.id, *rights).where(Round.id == Amendment.round_id)
    own = Amendment.association_id == Member.association_id
    return (Amendment.id == amendment.id) & acting.where(own).correlate(Amendment).exists()


def _why_not(
    amendment: Amendment, round_: Round | None, by: Member, stages: Sequence[str], *rights: str
) -> list[object]:
    """Why an amendment was not changed, in words. `round_`: given where its time counts."""
    found = eligibility.reasons(amendment.round_id, by, *rights)
    if amendment.association_id != by.association_id:
        found.append(_l("This amendment is of another association."))
    if amendment.stage not in stages:
        found.append(_l("This amendment is settled, or was withdrawn."))
    if round_ and amendment.parent_id is None:
        in_time = select(Round.id).where(Round.id == round_.id, eligibility.takes_support(journal.moment()))
        if db.session.scalar(in_time) is None:
            found.append(_l("The time to rectify amendments is over."))
    return found


def _taking_over(amendment: Amendment, round_: Round, by: Member) -> list[object]:
    found = eligibility.reasons(round_.id, by, "amend")
    here = select(Round.id).where(Round.id == round_.id)
    if amendment.stage != rules.WITHDRAWN:
        found.append(_l("This amendment was not withdrawn."))
    if amendment.association_id == by.association_id:
        found.append(_l("Your association withdrew this amendment: another one may take it over."))
    here_still = here.where(eligibility.takes_support(journal.moment()), Round.decided_at.is_(None))
    if db.session.scalar(here_still) is None:
        found.append(_l("The time to take amendments over is past."))
    clause_ids = [each.clause_id for each in amendment.wording.changes if each.clause_id]
    limits = eligibility.is_under_limits(by.association_id, clause_ids, amendment.parent_id is not None)
    if db.session.scalar(here.where(limits)) is None:
        found.append(
            _l("Your association has as many amendments as this round allows, in all or on one of these clauses.")
        )
    return found
