"""Open a round of amendments on a version of every clause, and close it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update

from charter.accounts.models import Member
from charter.amendments import queries, rules
from charter.amendments.deciding import settling
from charter.amendments.models import Amendment, Round, RoundBase
from charter.amendments.rounds.carrying import carry_over
from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.clauses import actions as clause_actions
from charter.clauses import queries as clauses
from charter.collab.publishing import actions as publishing
from charter.collab.ydoc.document import Unreadable
from charter.core import clock, signals
from charter.core.errors import About, NotFound, Refused
from charter.database import db, rows_changed, writing
from charter.journal import actions as journal
from charter.outbox import actions as outbox
from charter.outbox.rules import KEEPS
from charter.web.input import text_input


@dataclass(frozen=True)
class RoundSettings:
    """How a round will be held; as `models.Round`."""

    closes_at: datetime | None = None
    cosign_until: datetime | None = None
    least_cosigners: int = 1
    most_each: int | None = None
    most_each_clause: int | None = None
    binders: str = rules.ANY_DELEGATE
    is_public: bool = True
    keeps_cosignatures: bool = True


def open_round(charter_id: int, settings: RoundSettings, by: Member) -> Round:
    """Open a round: a version of every clause is frozen as the base of all its amendments. What the round before left
    undecided is carried over. Refused with every obstacle."""
    with writing():
        charter = clause_actions.open_charter(charter_id)
        if found := obstacles(charter, settings):
            raise Refused(*found)

        now = journal.moment()
        round_ = Round(charter_id=charter_id, number=_next(charter_id), opened_at=now, opened_by_id=by.id)
        for name, value in vars(settings).items():
            setattr(round_, name, value)
        db.session.add(round_)
        db.session.flush()
        bases = _freeze(round_, by)
        facts = {"number": round_.number, "bases": [[each.clause_id, each.digest] for each in bases]}
        facts |= settings_as_json(round_)
        journal.record("round.opened", f"round:{round_.id}", by=by, charter_id=charter_id, not_before=now, **facts)
        carry_over(round_)
        outbox.gather_each("round.opened", round_.id, queries.delegates_of(charter_id), round_.closes_at or KEEPS)

    _notify(charter_id, [each.clause_id for each in bases])
    return round_


def obstacles(charter: Charter, settings: RoundSettings) -> list[object]:
    """Every obstacle to a new round with these settings, now."""
    now = clock.now()
    found: list[object] = []
    if queries.open_round(charter.id):
        found.append(_l("A round of amendments is open already: close it first."))
    if not any(stage == charter.stage and right == "amend" for stage, _, right in charters.rights(charter)):
        said = _l("At the present stage nobody may propose amendments: move the charter to “Amending” first.")
        found.append(said)
    if not clauses.outline(charter.id).clauses:
        found.append(_l("This charter has no clauses yet."))
    return found + _left_of_earlier(charter.id) + _faults_of_times(settings.closes_at, settings.cosign_until, now)


def _left_of_earlier(charter_id: int) -> list[object]:
    """What of earlier rounds a new one would lose: it freezes the text anew, and carries over what is undecided."""
    found: list[object] = []
    voting = select(Amendment.id).where(Amendment.charter_id == charter_id, Amendment.stage == rules.VOTING)
    if db.session.scalar(voting.limit(1)) is not None:
        found.append(_l("Amendments are in a vote: wait until it ends."))
    adopted = (settling.left(each.id) for each in queries.rounds(charter_id) if each.decided_at is None)
    if any(each.clause_ids or each.new_clauses for each in adopted):
        found.append(_l("What was adopted is not in the text yet: put it there first."))
    return found


def _faults_of_times(closes_at: datetime | None, cosign_until: datetime | None, now: datetime) -> list[object]:
    found: list[object] = []
    for name, moment in (("closes_at", closes_at), ("cosign_until", cosign_until)):
        if moment and moment <= now:
            found.append(About(name, _l("This time is past.")))
        if moment and moment >= now + rules.MAX_ROUND_LENGTH:
            found.append(About(name, _l("This time is more than two years away.")))
    if closes_at and cosign_until and cosign_until < closes_at:
        found.append(About("cosign_until", _l("Co-signatures are taken at least as long as amendments.")))
    return found


def close(round_id: int, by: Member | None) -> None:
    """Close a round: by hand, or (`by` None) because its time has come. It takes no amendment any more."""
    with writing():
        round_ = lock(round_id)
        now = journal.moment()
        still_open = update(Round).where(Round.id == round_id, Round.closed_at.is_(None))
        if by is None:
            still_open = still_open.where(Round.closes_at <= clock.now())
        if rows_changed(still_open.values(closed_at=now, closed_by_id=by.id if by else None)) == 0:
            raise Refused(_l("This round is closed already."))
        number = db.session.scalar(select(func.count()).where(Amendment.round_id == round_id))
        facts = {"number": round_.number, "amendments": number}
        journal.record("round.closed", f"round:{round_id}", by=by, charter_id=round_.charter_id, **facts)
        charter_id, clause_ids = round_.charter_id, list(queries.bases(round_id))

    _notify(charter_id, clause_ids)


def set_times(
    round_id: int, closes_at: datetime | None, cosign_until: datetime | None, reason: str, by: Member
) -> None:
    """Change until when a round takes amendments and co-signatures, with a reason. A round whose time is over, and
    that is not closed yet, goes on so."""
    with writing():
        round_ = lock(round_id)
        if not round_.is_open:
            raise Refused(_l("This round is closed already."))
        if found := _faults_of_times(closes_at, cosign_until, clock.now()):
            raise Refused(*found)
        round_.closes_at, round_.cosign_until, round_.reminded_at = closes_at, cosign_until, None
        given = _l("Give a reason: it is kept in the journal.")
        facts = {"number": round_.number, "reason": text_input.text(reason, text_input.MAX_REASON_LENGTH, given)}
        facts |= {name: settings_as_json(round_)[name] for name in ("closes_at", "cosign_until")}
        charter_id = round_.charter_id
        journal.record("round.times_set", f"round:{round_id}", by=by, charter_id=charter_id, **facts)

    _notify(charter_id, [])


def undecided(charter_id: int) -> int:
    """How many amendments of closed rounds are neither settled nor withdrawn: a new round carries them over."""
    query = select(func.count()).select_from(Amendment).join(Round, Round.id == Amendment.round_id)
    query = query.where(Round.charter_id == charter_id, Round.closed_at.is_not(None))
    return db.session.scalar(query.where(Amendment.stage.in_(rules.CHANGEABLE))) or 0


def due() -> list[int]:
    """The rounds whose time has come and that are not closed yet."""
    query = select(Round.id).where(Round.closed_at.is_(None), Round.closes_at <= clock.now())
    return list(db.session.scalars(query.order_by(Round.id)))


def lock(round_id: int) -> Round:
    """A round as it is now, or NotFound; its charter is locked until the transaction ends."""
    found = db.session.get(Round, round_id)
    if found is None:
        raise NotFound(_l("There is no such round of amendments."))
    charters.lock(found.charter_id)
    return db.session.get_one(Round, round_id)


def settings_as_json(round_: Round) -> dict[str, Any]:
    """The settings of a round, as the journal states them."""
    return {
        "closes_at": clock.iso(round_.closes_at) if round_.closes_at else None,
        "cosign_until": clock.iso(round_.cosign_until) if round_.cosign_until else None,
        "least_cosigners": round_.least_cosigners,
        "most_each": round_.most_each,
        "most_each_clause": round_.most_each_clause,
        "binders": round_.binders,
        "is_public": round_.is_public,
        "keeps_cosignatures": round_.keeps_cosignatures,
    }


def remind(round_id: int) -> None:
    """Tell delegates, once, that the time of a round ends soon. Refused where they were told already."""
    with writing():
        round_ = lock(round_id)
        untold = update(Round).where(Round.id == round_id, Round.closed_at.is_(None), Round.reminded_at.is_(None))
        if rows_changed(untold.values(reminded_at=clock.now())) == 0:
            raise Refused(_l("They were told already."))
        facts = {"charter_id": round_.charter_id, "number": round_.number}
        journal.record("round.reminded", f"round:{round_id}", by=None, **facts)
        outbox.gather_each("round.closing", round_id, queries.delegates_of(round_.charter_id), round_.closes_at)


def due_for_reminder() -> list[int]:
    """The open rounds that close within `REMINDED_BEFORE`, of which delegates were not told, and that were open longer
    than that."""
    now = clock.now()
    untold = (Round.closed_at.is_(None), Round.reminded_at.is_(None), Round.closes_at > now)
    soon = (Round.closes_at <= now + rules.REMINDED_BEFORE, Round.opened_at <= now - rules.REMINDED_BEFORE)
    return list(db.session.scalars(select(Round.id).where(*untold, *soon).order_by(Round.id)))


def _next(charter_id: int) -> int:
    return (db.session.scalar(select(func.max(Round.number)).where(Round.charter_id == charter_id)) or 0) + 1


def _freeze(round_: Round, by: Member) -> list[RoundBase]:
    """A version of every clause, in the transaction that opens the round."""
    every = clauses.outline(round_.charter_id).clauses
    clauses.lock(each.clause.id for each in every)
    unreadable: list[object] = []
    for position, each in enumerate(every):
        try:
            version = publishing.cut_version(each.clause, "round", by)
        except Unreadable:
            unreadable.append(_l("The text of “%(heading)s” cannot be read.", heading=each.clause.heading))
            continue
        base = {"clause_id": each.clause.id, "version_id": version.id, "digest": version.digest}
        db.session.add(RoundBase(round_id=round_.id, position=position, number=each.number, **base))
    if unreadable:
        raise Refused(*unreadable)
    db.session.flush()
    return list(queries.bases(round_.id).values())


def _notify(charter_id: int, clause_ids: list[int]) -> None:
    for clause_id in clause_ids:
        signals.changed.send(f"clause:{clause_id}", part="amendments")
    signals.changed.send(f"charter:{charter_id}", part="amendments")
