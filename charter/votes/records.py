"""A vote as JSON, whole: what exports publish and what anyone can verify. Choices only once it is closed."""

from typing import Any

from sqlalchemy import select

from charter.clauses.models import Version
from charter.core.clock import iso
from charter.database import db
from charter.votes import ballot_box, queries
from charter.votes.models import Ballot, Item, SealedBallot, Vote


def record(vote: Vote) -> dict[str, Any]:
    """An opened vote: text, rule, roll; once it is closed its ballots and result too."""
    value: dict[str, Any] = {
        "id": vote.id,
        "kind": vote.kind,
        "follows": vote.follows_id,
        "heading": vote.heading,
        "question": vote.question,
        "language": vote.language,
        "items": [_item(item) for item in vote.items],
        "digest": vote.digest,
        "rule": vote.rule,
        "rule_digest": vote.rule_digest,
        "settings": queries.settings(vote),
        "stage": vote.stage,
        "opened_at": iso(vote.opened_at) if vote.opened_at else None,
        "opened_by": vote.opened_by,
        "roll_digest": vote.roll_digest,
        "roll": [queries.line(each) for each in vote.electors],
    }
    if vote.closed_at:
        value |= {"closed_at": iso(vote.closed_at), "closed_by": vote.closed_by, "reason": vote.reason}
    if vote.stage == "closed":
        value |= {"result": vote.result, "ballots_root": vote.ballots_root} | _ballots(vote)
    return value


def _item(item: Item) -> dict[str, Any]:
    value = {
        "clause": item.clause_id,
        "number": item.number,
        "heading": item.heading,
        "content": item.content,
        "digest": item.digest,
        "version": _version(item),
        "stage_before": item.stage_before,
    }
    if item.taken_out_at:
        value |= {"taken_out_at": iso(item.taken_out_at), "taken_out_by": item.taken_out_by}
        value["objection"] = item.objection
    return value


def _version(item: Item) -> dict[str, Any] | None:
    """What else the digest of a clause's text is over."""
    version = db.session.get(Version, item.version_id)
    return {"number": version.number, "previous": version.previous, "language": version.language} if version else None


def _ballots(vote: Vote) -> dict[str, Any]:
    if vote.is_sealed:
        box = select(SealedBallot.key, SealedBallot.choice).where(SealedBallot.vote_id == vote.id)
        return {
            "sealed": [{"key": key, "choice": choice} for key, choice in db.session.execute(box.order_by("key"))],
            "signed": ballot_box.deposits(vote),
        }
    ballots = select(Ballot).where(Ballot.vote_id == vote.id).order_by(Ballot.member_id)
    return {
        "ballots": [_ballot(each) for each in db.session.scalars(ballots)],
        "events": ballot_box.deposits(vote),
    }


def _ballot(ballot: Ballot) -> dict[str, Any]:
    return {
        "member": ballot.member_id,
        "chosen": ballot.chosen,
        "objection": ballot.objection,
        "source": ballot.source,
        "cast_by": ballot.cast_by,
        "cast_at": iso(ballot.cast_at),
        "changes": ballot.changes,
        "nonce": ballot.nonce,
        "receipt": ballot.receipt,
    }
