"""How amendments end: each once, in the caller's transaction."""

from collections.abc import Collection, Mapping, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import update

from charter.accounts.models import Member
from charter.amendments import actions, queries, rules, wordings
from charter.amendments.deciding import rules as deciding
from charter.amendments.deciding.models import Outcome
from charter.amendments.models import Amendment
from charter.core.errors import Refused
from charter.database import db, rows_changed
from charter.journal import actions as journal
from charter.outbox import actions as outbox
from charter.outbox.rules import KEEPS

STAGES = {
    deciding.ADOPTED: rules.ADOPTED,
    deciding.REJECTED: rules.REJECTED,
    deciding.FALLEN: rules.FALLEN,
    deciding.SATISFIED: rules.SATISFIED,
    deciding.WITHDRAWN: rules.WITHDRAWN,
    deciding.OUT_OF_ORDER: rules.INADMISSIBLE,
}
"""The stage that goes with each outcome."""


def set_stage(amendment_ids: Collection[int], stage: str, before: Sequence[str]) -> None:
    """Change the stage of some amendments; Refused unless every one of them has one of the stages `before`."""
    statement = update(Amendment).where(Amendment.id.in_(amendment_ids), Amendment.stage.in_(before))
    if rows_changed(statement.values(stage=stage)) != len(set(amendment_ids)):
        raise Refused(_l("Somebody else has just changed one of these amendments. Look again."))
    db.session.expire_all()


def end(
    amendment: Amendment,
    kind: str,
    by: Member | None,
    before: Sequence[str] = rules.UNDECIDED,
    vote_id: int | None = None,
    because_of: Amendment | None = None,
    reason: str = "",
) -> None:
    """Give an amendment its outcome, with an entry of the journal. Refused if it has one, or is not in a stage of
    `before`."""
    set_stage([amendment.id], STAGES[kind], before)
    row = Outcome(amendment_id=amendment.id, kind=kind, vote_id=vote_id, reason=reason, at=journal.moment())
    row.wording_digest, row.because_of_id = amendment.wording.digest, because_of.id if because_of else None
    db.session.add(row)
    db.session.flush()
    facts = {"outcome": kind, "vote": vote_id, "because_of": because_of.number if because_of else None}
    wordings.record("amendment.decided", amendment, by, **facts)
    if kind not in (deciding.WITHDRAWN, deciding.OUT_OF_ORDER):  # of which its author was told, or said so
        concerned = actions.supporters_of(amendment, amendment.association_id)
        outbox.gather_each("amendment.decided", amendment.id, concerned, KEEPS)


def apply(adopted: Amendment, fates: Mapping[int, str], vote_id: int | None, by: Member | None) -> None:
    """What becomes of pending amendments, by their ids, now that another one is adopted."""
    for amendment_id, fate in fates.items():
        pending = db.session.get_one(Amendment, amendment_id)
        if pending.stage not in rules.CHANGEABLE:
            continue
        if fate == deciding.FALLS:
            end(pending, deciding.FALLEN, by, vote_id=vote_id, because_of=adopted)
        elif fate == deciding.SATISFIED:
            end(pending, deciding.SATISFIED, by, vote_id=vote_id, because_of=adopted)
        elif fate == deciding.REDUCED:
            set_stage([amendment_id], rules.REDUCED, rules.CHANGEABLE)
            wordings.record("amendment.reduced", pending, by, vote=vote_id, because_of=adopted.number)
            authors = queries.delegates_of(pending.charter_id, [pending.association_id])
            outbox.gather_each("amendment.reduced", pending.id, authors, KEEPS)
