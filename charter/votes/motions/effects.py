"""What follows from the result of a vote on amendments, in the transaction that closes it."""

from typing import Any

from sqlalchemy import exists, select

from charter.accounts.models import Member
from charter.amendments import rules
from charter.amendments.deciding import consequences, outcomes, sub_amendments
from charter.amendments.deciding import rules as deciding
from charter.amendments.models import Amendment
from charter.database import db
from charter.votes.models import Vote
from charter.votes.motion_models import ON_AMENDMENTS, Motion
from charter.votes.motions import freezing
from charter.votes.rules import tally, verdicts
from charter.votes.rules.tally import Result


def apply(vote: Vote, by: Member | None) -> dict[str, Any]:
    """Give the amendments of a closed vote their outcome and, if they are adopted, those that the vote printed theirs;
    returns what the journal says of it.

    A vote without effect, or tied, decides nothing: its amendments may be voted again. What was printed about an
    amendment that has another wording by now, or is settled, is not done: `differ` has its number.
    """
    motions = [each for each in vote.motions if each.taken_out_at is None]
    verdict = verdicts.verdict_of(Result.from_json(vote.result or {}), vote.decision_rule)
    if verdict not in (tally.ADOPTED, tally.REJECTED):
        freezing.end_without_result(vote, *motions)
        return {}

    if any(each.amendment.parent and each.amendment.parent.stage not in rules.CHANGEABLE for each in motions):
        freezing.end_without_result(vote, *motions)  # what it would amend is gone meanwhile
        return {}

    freezing.release(vote, *motions)
    kind = deciding.ADOPTED if verdict == tally.ADOPTED else deciding.REJECTED
    for motion in motions:
        outcomes.end(motion.amendment, kind, by, [rules.VOTING], vote_id=vote.id)
    differ: list[int] = []
    if kind == deciding.ADOPTED:
        for motion in motions:
            differ += _apply_consequences(vote, motion, by)
            if motion.amendment.parent_id is not None:
                sub_amendments.adopt(motion.amendment, by)
    return {"motions": [[each.number, kind] for each in motions], "differ": sorted(set(differ))}


def votes_without_subject(charter_id: int) -> list[Vote]:
    """The prepared votes on amendments of which all are decided meanwhile."""
    undecided = exists().where(Motion.vote_id == Vote.id, Motion.amendment_id == Amendment.id)
    undecided = undecided.where(Amendment.stage.in_(rules.UNDECIDED))
    query = select(Vote).where(Vote.charter_id == charter_id, Vote.stage == "prepared", Vote.kind.in_(ON_AMENDMENTS))
    return list(db.session.scalars(query.where(~undecided).order_by(Vote.position)))


def _apply_consequences(vote: Vote, motion: Motion, by: Member | None) -> list[int]:
    """The numbers of those of which what was printed is not what holds now."""
    bases = consequences.bases_for([motion.amendment])
    now = {each.amendment_id: each for each in consequences.of(motion.amendment, bases)}
    fates, differ = {}, []
    for printed in motion.consequences:
        pending = db.session.get_one(Amendment, printed["amendment_id"])
        if pending.stage not in rules.CHANGEABLE:
            continue
        if pending.wording.digest == printed["digest"]:
            fates[pending.id] = printed["fate"]
        else:
            differ.append(pending.number)
    known = {each["amendment_id"] for each in motion.consequences}
    differ += [each.number for each in now.values() if each.amendment_id not in known]
    outcomes.apply(motion.amendment, fates, vote.id, by)
    return differ
