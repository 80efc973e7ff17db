"""End a vote: close and count it, cancel it, or extend its time. A closed vote is never reopened; a
new one may follow it."""

from collections import Counter
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select, update

from charter.accounts.models import Member
from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.clauses.models import Clause
from charter.core import clock
from charter.core.errors import About, Invalid, Refused
from charter.database import db, rows_changed, writing
from charter.journal import actions as journal
from charter.journal import checkpoints
from charter.outbox import actions as outbox
from charter.outbox.rules import KEEPS
from charter.votes import queries
from charter.votes.ballots import queries as ballot_queries
from charter.votes.ballots import recording, stored_ballots
from charter.votes.ballots.secrecy import pending_wipe
from charter.votes.lifecycle import dual_control, opening
from charter.votes.lifecycle.dual_control import StepResult
from charter.votes.models import Elector, Item, Vote
from charter.votes.motions import effects, freezing
from charter.votes.rules import tally
from charter.web.input import text_input

MIN_BALLOTS_PER_WAY = 3
"""Minimum number of ballots from each way of voting, where a sealed vote has two (online, urn). The
limit of cells in published statistics serves as the model."""


def close(vote_id: int, by: Member | None, reason: str = "", not_before: datetime | None = None) -> StepResult:
    """End a vote and count every ballot accepted so far, in one transaction. The clauses are
    adopted or return to drafting. A sealed vote with papers in its urn only stops taking ballots;
    it is counted with the urn.

    `by` is None when the scheduler closes it, with the moment it saw as `not_before`. A moderator
    who closes before the announced time gives a `reason`. Refused if the vote is not open.
    """
    with writing():
        vote = lock(vote_id)
        _check_open(vote)
        # Never earlier than a moment already recorded, even if the clock was set back.
        now = max(filter(None, (queries.moment(vote), not_before)))
        if by:
            reason = _reason_to_close(vote, reason, now)
            if not dual_control.agrees(vote, "close", by, reason):
                return StepResult.AWAITS_SECOND
        elif vote.over_at or vote.closes_at is None or vote.closes_at > now:
            return StepResult.NOT_DUE  # extended meanwhile, or the urn is still to be counted

        if papers_in_urn(vote):
            _stop_taking_ballots(vote, by, reason, now)
            topics = queries.topics(vote)
        else:
            topics = count_and_close(vote, by, reason, now)

    after_commit(topics)
    return StepResult.DONE


def count_and_close(vote: Vote, by: Member | None, reason: str, now: datetime) -> queries.Topics:
    """Count and close, in the caller's transaction."""
    # The vote is locked against ballots until this transaction ends: none comes after the count.
    _end(vote, "closed", by, reason, now, **_counted(vote))
    _release(vote, vote.result is not None and vote.result["outcome"] == tally.ADOPTED)
    decided = effects.apply(vote, by) if vote.is_on_amendments else {}
    facts = _facts(vote) | decided | {"not_before": now}
    journal.record("vote.closed", f"vote:{vote.id}", by=by, charter_id=vote.charter_id, reason=reason, **facts)
    _adopt_charter(vote, by)
    for each in effects.votes_without_subject(vote.charter_id) if vote.is_on_amendments else ():
        cancel_locked(each, str(_l("What it was to decide is decided: vote %(number)s.", number=vote.id)), by)
    # A signed checkpoint in the same transaction: the result cannot be rewritten unnoticed.
    checkpoints.take("closed")
    outbox.gather_each("vote.closed", vote.id, _electors(vote), KEEPS)

    return queries.topics(vote)


def _electors(vote: Vote) -> Select[int]:
    return select(Elector.member_id).where(Elector.vote_id == vote.id)


def after_commit(topics: queries.Topics) -> None:
    """Notify pages that a vote has ended, and wipe what a sealed vote left in the database. Call it
    after the commit."""
    opening.notify(topics)
    if topics.is_sealed:
        pending_wipe.wipe_after_a_vote()


def papers_in_urn(vote: Vote) -> int:
    """The number of papers in the urn of a sealed vote: voter marks without a ballot in the box."""
    return stored_ballots.papers_in_urn(vote) if vote.is_sealed else 0


def _stop_taking_ballots(vote: Vote, by: Member | None, reason: str, now: datetime) -> None:
    """Stop taking ballots. The vote closes when its urn is counted (`paper_urn`)."""
    if vote.over_at:
        raise Refused(_l("This vote takes no more ballots: count the urn, and it is closed."))
    if by and (few := too_few_to_count(vote)):
        raise Refused(few)
    vote.over_at, vote.reason = now, reason
    facts = {"reason": reason, "at": clock.iso(now), "not_before": now}
    journal.record("vote.over", f"vote:{vote.id}", by=by, charter_id=vote.charter_id, **facts)


def too_few_to_count(vote: Vote) -> object | None:
    """The reason why a sealed vote with an urn must not be counted yet, or None. If only a few
    voted online, or on paper, whoever counts the urn would learn their choices by subtraction."""
    sources = Counter(ballot_queries.sources(vote).values())
    on_paper = sources[recording.PAPER]
    distant = sources.total() - on_paper
    if not on_paper or not distant or min(on_paper, distant) >= MIN_BALLOTS_PER_WAY:
        return None

    few = _l("on paper") if on_paper < distant else _l("from a distance")
    reason: object = _l(
        "Fewer than %(least)s have voted %(way)s: whoever counts the urn could tell their ballots from the result. Have"
        " others vote that way while the vote is open; or cancel it, with a reason, and hold it again in one way.",
        least=MIN_BALLOTS_PER_WAY,
        way=few,
    )

    return reason


def lock(vote_id: int) -> Vote:
    """A vote and its clauses, locked until the transaction ends."""
    vote = queries.lock(vote_id)
    clauses.lock(queries.clause_ids(vote))
    return vote


def _reason_to_close(vote: Vote, reason: str, now: datetime) -> str:
    if vote.closes_at is None or vote.closes_at <= now:
        return text_input.text(reason, text_input.MAX_REASON_LENGTH)
    # Silence consents only if everyone had the announced time to object.
    if vote.decision_rule.silence:
        raise Refused(_l("Silence counts at the time that was announced, not before."))
    return text_input.text(reason, text_input.MAX_REASON_LENGTH, missing=_l("Say why the vote closes before its time."))


def _check_open(vote: Vote) -> None:
    if vote.stage != "open":
        raise Refused(_l("This vote is not open any more."))


def _end(vote: Vote, stage: str, by: Member | None, reason: str, now: datetime, **counted: Any) -> None:
    """Change the stage with a conditional update: of all processes that try, one succeeds and the
    others are refused."""
    endable = ("open",) if stage == "closed" else ("open", "prepared")
    ending = update(Vote).where(Vote.id == vote.id, Vote.stage.in_(endable))
    values = {"stage": stage, "closed_at": now, "closed_by": by.label if by else "", "reason": reason}
    if rows_changed(ending.values(**values, **counted)) == 0:
        raise Refused(_l("This vote is not open any more."))

    db.session.refresh(vote)
    dual_control.withdraw(vote)


def _counted(vote: Vote) -> dict[str, Any]:
    contents = stored_ballots.read(vote)
    stored_ballots.shuffle(vote)  # from here on the order on disk says nothing about the order of voting
    result = tally.count(contents.lines, vote.decision_rule, contents.sealed)
    return {"result": result.as_json(), "ballots_root": contents.root}


def _release(vote: Vote, is_adopted: bool) -> None:
    for item in vote.items:
        if item.taken_out_at is None:
            release(item, "adopted" if is_adopted else item.stage_before)


def release(item: Item, stage: str) -> None:
    """Unfreeze a clause of this vote."""
    frozen = update(Clause).where(Clause.id == item.clause_id, Clause.stage == "frozen")
    db.session.execute(frozen.values(stage=stage))


def _adopt_charter(vote: Vote, by: Member | None) -> None:
    """If the vote on the whole charter adopted it, change its stage."""
    if vote.kind != "charter" or not vote.result or vote.result["outcome"] != tally.ADOPTED:
        return

    voting = update(Charter).where(Charter.id == vote.charter_id, Charter.stage == "voting")
    if rows_changed(voting.values(stage="adopted")):
        facts = {"before": "voting", "after": "adopted", "reason": "", "vote": vote.id}
        journal.record(
            "charter.stage_changed", f"charter:{vote.charter_id}", by=by, charter_id=vote.charter_id, **facts
        )


def _facts(vote: Vote) -> dict[str, Any]:
    out = [item.clause_id for item in vote.items if item.taken_out_at]
    return {
        "clause": vote.clause_id,
        "digest": vote.digest,
        "ballots": vote.ballots_root,
        "deposits": stored_ballots.ballot_events_digest(vote),
        "closed_at": clock.iso(vote.closed_at) if vote.closed_at else None,
        "taken_out": out,
        "result": vote.result,
    }


def cancel(vote_id: int, reason: str, by: Member) -> StepResult:
    """End a prepared or open vote without counting, with a reason. Its clauses return to their
    earlier stage."""
    reason = text_input.text(
        reason, text_input.MAX_REASON_LENGTH, missing=_l("Give a reason: it is kept in the journal.")
    )
    with writing():
        vote = lock(vote_id)
        if vote.stage != "prepared":
            _check_open(vote)

        if not dual_control.agrees(vote, "cancel", by, reason):
            return StepResult.AWAITS_SECOND

        cancel_locked(vote, reason, by)
        topics = queries.topics(vote)

    after_commit(topics)
    return StepResult.DONE


def cancel_locked(vote: Vote, reason: str, by: Member | None) -> None:
    """Cancel, in the caller's transaction."""
    was_open, now = vote.stage == "open", queries.moment(vote)
    stored_ballots.shuffle(vote)
    _end(vote, "cancelled", by, reason, now)
    if was_open:
        _release(vote, is_adopted=False)
        freezing.end_without_result(vote, *[each for each in vote.motions if each.taken_out_at is None])
        outbox.put_each("vote.cancelled", vote.id, _electors(vote))

    facts = {"reason": reason, "closed_at": clock.iso(now), "not_before": now}
    journal.record("vote.cancelled", f"vote:{vote.id}", by=by, charter_id=vote.charter_id, **facts)


def extend(vote_id: int, closes_at: datetime, reason: str, by: Member) -> StepResult:
    """Set a later closing time for an open vote, with a reason. Refused once the announced time has
    come."""
    reason = text_input.text(reason, text_input.MAX_REASON_LENGTH, missing=_l("Say why the vote stays open longer."))
    with writing():
        vote = queries.lock(vote_id)
        _check_open(vote)
        now = queries.moment(vote)
        if vote.over_at or (vote.closes_at and vote.closes_at <= now):
            raise Refused(_l("The time announced has come: this vote is closing, and does not open again."))
        if closes_at <= max(now, vote.closes_at or now):
            raise Invalid(About("closes_at", _l("Give a later time than the one announced.")))

        asked = {"reason": reason, "closes_at": clock.iso(closes_at)}
        if not dual_control.agrees(vote, "extend", by, f"{reason} ({clock.iso(closes_at)})", entry=asked):
            return StepResult.AWAITS_SECOND

        facts = {"closes_at": clock.iso(closes_at), "reason": reason, "not_before": now}
        journal.record("vote.extended", f"vote:{vote_id}", by=by, charter_id=vote.charter_id, **facts)
        outbox.gather_each("vote.extended", vote.id, _electors(vote), closes_at)
        vote.closes_at = closes_at  # last: a trigger accepts only a time that the journal records
        topics = queries.topics(vote)

    opening.notify(topics, "notice")
    return StepResult.DONE
