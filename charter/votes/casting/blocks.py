"""Objections in a block vote: an elector takes one clause out, and it is voted by itself."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from charter.accounts.models import Member
from charter.clauses import queries as clauses
from charter.core import clock
from charter.core.errors import Invalid, NotFound, Refused
from charter.database import db
from charter.journal import actions as journal
from charter.outbox import actions as outbox
from charter.votes import queries
from charter.votes.ballots import recording, stored_ballots
from charter.votes.casting import online
from charter.votes.lifecycle import closing, opening, preparing
from charter.votes.lifecycle.preparing import Settings, Subject
from charter.votes.models import Elector, Item, Vote
from charter.votes.motion_models import AMENDMENT, AMENDMENTS, Motion
from charter.votes.motions import freezing
from charter.votes.rules.decision_rule import Rule
from charter.web.input import text_input


def take_out(vote_id: int, clause_id: int, reason: str, by: Member) -> Vote:
    """Take a clause out of an open block, as one of its electors, with a reason. Returns the vote
    prepared for it.

    Ballots cast so far answered another question. They are set aside, and their electors, and who
    cast for them by proxy, are asked again by mail. If nothing is left, the block is cancelled.
    """
    reason = text_input.text(
        reason, text_input.MAX_REASON_LENGTH, missing=_l("Say why this clause should be voted by itself.")
    )
    with online.open_for_ballots(vote_id) as (vote, now):
        if vote.kind != "block":
            raise Invalid(_l("Only out of a block can a clause be taken."))

        clauses.lock([clause_id])
        online.elector_on_roll(online.locked_electors(vote, [by.id]), by.id)
        item = db.session.get(Item, (vote_id, clause_id), populate_existing=True)
        if item is None:
            raise NotFound(_l("There is no such clause in this vote."))
        if item.taken_out_at:
            raise Refused(_l("This clause has been taken out already, by %(who)s.", who=item.taken_out_by))

        now += timedelta(microseconds=1)  # later than every ballot that it sets aside
        item.taken_out_at, item.taken_out_by, item.objection = now, by.label, reason
        closing.release(item, item.stage_before)
        db.session.flush()
        _ask_again(vote)
        _record(vote, item, now, by)
        alone = preparing.prepare_locked(
            vote.charter_id, Subject("clause", [clause_id]), _settings_of_block(vote), by, follows_id=vote_id
        )
        if all(each.taken_out_at for each in vote.items):
            closing.cancel_locked(vote, str(_l("Every clause was taken out of the block.")), by)

        topics, has_ended = queries.topics(vote), vote.stage != "open"

    closing.after_commit(topics) if has_ended else opening.notify(topics, "notice")
    online.notify_turnout(vote_id)
    return alone


def take_out_motion(vote_id: int, position: int, reason: str, by: Member) -> Vote:
    """The same for an amendment of an open block, by its position there."""
    reason = text_input.text(
        reason, text_input.MAX_REASON_LENGTH, missing=_l("Say why this amendment should be voted by itself.")
    )
    with online.open_for_ballots(vote_id) as (vote, now):
        motion = db.session.get(Motion, (vote_id, position), populate_existing=True)
        if vote.kind != AMENDMENTS or motion is None:
            raise NotFound(_l("There is no such amendment in this vote."))
        clauses.lock(motion.clause_ids)
        online.elector_on_roll(online.locked_electors(vote, [by.id]), by.id)
        if motion.taken_out_at:
            raise Refused(_l("This amendment has been taken out already, by %(who)s.", who=motion.taken_out_by))

        now += timedelta(microseconds=1)  # later than every ballot that it sets aside
        freezing.end_without_result(vote, motion)
        motion.taken_out_at, motion.taken_out_by, motion.objection = now, by.label, reason
        db.session.flush()
        _ask_again(vote)
        _record_motion(vote, motion, now, by)
        subject = Subject(AMENDMENT, amendment_ids=[motion.amendment_id])
        alone = preparing.prepare_locked(vote.charter_id, subject, _settings_of_block(vote), by, follows_id=vote_id)
        if all(each.taken_out_at for each in vote.motions):
            closing.cancel_locked(vote, str(_l("Every amendment was taken out of the block.")), by)
        topics, has_ended = queries.topics(vote), vote.stage != "open"

    closing.after_commit(topics) if has_ended else opening.notify(topics, "notice")
    online.notify_turnout(vote_id)
    return alone


def _record_motion(vote: Vote, motion: Motion, now: datetime, by: Member) -> None:
    # What is said of a text for members alone stays among them: the journal is public.
    reason = motion.objection if motion.amendment.round.is_public else ""
    facts: dict[str, Any] = {"amendment": motion.number, "digest": motion.digest, "reason": reason}
    facts |= {"left": queries.text_digest(vote), "at": clock.iso(now), "not_before": now}
    journal.record("vote.item_taken_out", f"vote:{vote.id}", by=by, charter_id=vote.charter_id, **facts)


def _record(vote: Vote, item: Item, now: datetime, by: Member) -> None:
    """The entry of the journal, with the digest of what is left of the block."""
    facts: dict[str, Any] = {"clause": item.clause_id, "digest": item.digest, "reason": item.objection}
    facts |= {"left": queries.text_digest(vote), "at": clock.iso(now), "not_before": now}
    journal.record("vote.item_taken_out", f"vote:{vote.id}", by=by, charter_id=vote.charter_id, **facts)


def _ask_again(vote: Vote) -> None:
    """Set aside all ballots, and mail their electors and those who cast them by proxy."""
    sources = stored_ballots.set_aside(vote)
    by_proxy = [member_id for member_id, source in sources.items() if source == recording.PROXY]
    holders = select(Elector.holder_id).where(Elector.vote_id == vote.id, Elector.member_id.in_(by_proxy))
    outbox.put("vote.item_taken_out", vote.id, {*sources, *filter(None, db.session.scalars(holders))})


def _settings_of_block(vote: Vote) -> Settings:
    """The settings of the block, without its times."""
    return Settings(
        rule=Rule.from_json(vote.rule),
        ballots=vote.ballots,
        holders=vote.holders,
        most_votes=vote.most_votes,
        proxies=vote.proxies,
        needs_presence=vote.needs_presence,
        shows_turnout=vote.shows_turnout,
        two_persons=vote.two_persons,
        chair_id=vote.chair_id,
    )
