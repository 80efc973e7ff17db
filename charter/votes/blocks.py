"""Several clauses in one vote; an objection of any elector takes one out, to be voted by itself."""

from flask_babel import lazy_gettext as _l

from charter.accounts.models import Member
from charter.clauses import queries as clauses
from charter.core import clock
from charter.core.errors import Invalid, NotFound, Refused
from charter.database import db
from charter.journal import actions as journal
from charter.votes import casting, closing, opening, preparing, queries
from charter.votes.models import Item, Vote
from charter.votes.preparing import Settings, Subject
from charter.votes.rules import Rule
from charter.web import limits


def take_out(vote_id: int, clause_id: int, reason: str, by: Member) -> Vote:
    """Take a clause out of an open block, as one of its electors, with a reason; returns the vote prepared for it.

    Ballots cast before go on counting for what is left; if nothing is, the block is cancelled.
    """
    reason = limits.text(reason, limits.REASON, missing=_l("Say why this clause should be voted by itself."))
    with casting.taking(vote_id) as (vote, now):
        if vote.kind != "block":
            raise Invalid(_l("Only out of a block can a clause be taken."))
        clauses.lock([clause_id])
        casting.on_roll(casting.locked_electors(vote, [by.id]), by.id)
        item = db.session.get(Item, (vote_id, clause_id), populate_existing=True)
        if item is None:
            raise NotFound(_l("There is no such clause in this vote."))
        if item.taken_out_at:
            raise Refused(_l("This clause has been taken out already, by %(who)s.", who=item.taken_out_by))
        item.taken_out_at, item.taken_out_by, item.objection = now, by.label, reason
        closing.release(item, item.stage_before)
        db.session.flush()
        facts = {"clause": clause_id, "digest": item.digest, "reason": reason, "at": clock.iso(now), "not_before": now}
        journal.record("vote.item_taken_out", f"vote:{vote_id}", by=by, charter_id=vote.charter_id, **facts)
        alone = preparing.make(vote.charter_id, Subject("clause", [clause_id]), _alone(vote), by, follows_id=vote_id)
        if all(each.taken_out_at for each in vote.items):
            closing.undo(vote, str(_l("Every clause was taken out of the block.")), by)
        topics, part = queries.topics(vote), "notice" if vote.stage == "open" else "stage"
    if part == "stage":
        closing.told(topics)
    else:
        opening.tell(topics, part)
    return alone


def _alone(vote: Vote) -> Settings:
    """As the block is held, but for its times."""
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
