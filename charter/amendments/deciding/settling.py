"""End a round of amendments: every one of them has its outcome, and what was adopted is in the text."""

from collections.abc import Sequence
from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import Select, select, update

from charter.accounts.models import Member
from charter.amendments import queries, rules
from charter.amendments.deciding import outcomes
from charter.amendments.deciding import queries as decisions
from charter.amendments.deciding import rules as deciding
from charter.amendments.deciding.models import Disposition, Outcome
from charter.amendments.models import Amendment, Change, Round
from charter.charters import queries as charters
from charter.core import signals
from charter.core.errors import NotFound, Refused
from charter.database import db, rows_changed, writing
from charter.journal import actions as journal


class Left(NamedTuple):
    """What a round still lacks: its undecided amendments, the clauses whose adopted ones are not in the text, the
    adopted new clauses that are not in the charter, and the appeals that wait for the secretary."""

    undecided: list[Amendment]
    clause_ids: list[int]
    new_clauses: list[tuple[Amendment, Change]]
    appeals: list[Disposition]


def left(round_id: int) -> Left:
    """What keeps a round from being decided."""
    every = queries.outlined(round_id)
    undecided = [each for each in every if each.stage in rules.UNDECIDED]
    adopted = [each for each in every if each.stage == rules.ADOPTED and each.parent_id is None]
    changed = {change.clause_id for each in adopted for change in each.wording.changes if change.clause_id is not None}
    due = sorted(changed - decisions.incorporations(round_id).keys())
    return Left(undecided, due, decisions.new_clauses_due(adopted), decisions.appeals_of_round(round_id))


def decide(round_id: int, by: Member) -> None:
    """Say that a closed round is decided: what was withdrawn, or stayed inadmissible, ends so for good. Refused while
    anything is left to decide or to put into the text."""
    round_ = db.session.get(Round, round_id)
    if round_ is None:
        raise NotFound(_l("There is no such round of amendments."))
    with writing():
        charters.lock(round_.charter_id)
        db.session.refresh(round_)
        if round_.closed_at is None or round_.decided_at is not None:
            raise Refused(_l("Only a closed round is decided, and once."))
        if found := _obstacles(left(round_id)):
            raise Refused(*found)
        rows_changed(update(Round).where(Round.id == round_id).values(decided_at=journal.moment()))
        for each in db.session.scalars(_without_outcome(round_id)):
            kind = deciding.WITHDRAWN if each.stage == rules.WITHDRAWN else deciding.OUT_OF_ORDER
            outcomes.end(each, kind, None, (each.stage,))
        facts = {"number": round_.number, "amendments": queries.counts(round_id)}
        journal.record("round.decided", f"round:{round_id}", by=by, charter_id=round_.charter_id, **facts)
    signals.changed.send(f"charter:{round_.charter_id}", part="amendments")


def _without_outcome(round_id: int) -> Select[Amendment]:
    stages = (rules.WITHDRAWN, rules.INADMISSIBLE)
    query = select(Amendment).where(Amendment.round_id == round_id, Amendment.stage.in_(stages))
    ended = select(Outcome.amendment_id)
    return query.where(Amendment.id.not_in(ended)).order_by(Amendment.number)


def _obstacles(what: Left) -> list[object]:
    found: list[object] = []
    if what.undecided:
        said = ngettext("%(num)s amendment is not decided.", "%(num)s amendments are not decided.", len(what.undecided))
        found.append(said)
    if what.clause_ids:
        found.append(
            ngettext(
                "What was adopted on %(num)s clause is not in its text yet.",
                "What was adopted on %(num)s clauses is not in their texts yet.",
                len(what.clause_ids),
            )
        )
    if what.new_clauses:
        number = len(what.new_clauses)
        said = ngettext(
            "%(num)s adopted new clause is not in the charter yet.",
            "%(num)s adopted new clauses are not in the charter yet.",
            number,
        )
        found.append(said)
    if what.appeals:
        found.append(appealed(what.appeals))
    return found


def appealed(appeals: Sequence[Disposition]) -> str:
    """How many authors wait for the word of the secretary."""
    said = ngettext(
        "%(num)s amendment waits for the word of the secretary.",
        "%(num)s amendments wait for the word of the secretary.",
        len(appeals),
    )
    return str(said)
