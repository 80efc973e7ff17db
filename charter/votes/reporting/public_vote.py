"""A whole vote as JSON: what exports publish and anyone can verify. Choices only after the
close."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from charter.clauses.models import Version
from charter.core.clock import iso
from charter.database import db
from charter.journal import queries as journal
from charter.journal.models import Entry
from charter.votes import queries
from charter.votes.ballots import stored_ballots
from charter.votes.models import Ballot, Elector, Item, SealedBallot, Vote
from charter.votes.motion_models import Motion
from charter.votes.motions import stating


def public_vote(vote: Vote) -> dict[str, Any]:
    """An opened vote: text, rule and roll; after the close also ballots and result. Persons are
    named as in the journal: null if withheld."""
    lived = journal.of_subject(f"vote:{vote.id}")
    value: dict[str, Any] = {
        "id": vote.id,
        "kind": vote.kind,
        "follows": vote.follows_id,
        "heading": vote.heading,
        "question": vote.question,
        "language": vote.language,
        "items": [_item(item, lived) for item in vote.items],
        "digest": vote.digest,
        "rule": vote.rule,
        "rule_digest": vote.rule_digest,
        "settings": queries.settings(vote),
        "stage": vote.stage,
        "opened_at": iso(vote.opened_at) if vote.opened_at else None,
        "opened_by": _actor_label(lived, "vote.opened"),
        "roll_digest": vote.roll_digest,
        "roll": [_roll_row(each) for each in vote.electors],
    }

    if vote.is_on_amendments:
        value |= {"motions": [_motion(each, lived) for each in vote.motions], "order_reason": vote.order_reason}

    if vote.closed_at:
        by = _actor_label(lived, f"vote.{vote.stage}")
        value |= {"closed_at": iso(vote.closed_at), "closed_by": by, "reason": vote.reason}

    if vote.stage == "closed":
        value |= {"result": vote.result, "ballots_root": vote.ballots_root} | _ballots(vote, lived)

    return value


def _actor_label(lived: Sequence[Entry], verb: str, **of: int) -> str | None:
    """The label of an actor; empty for nobody, None if it is withheld. `of`: facts of the entry."""
    about = [each for each in lived if each.verb == verb and of.items() <= each.facts.items()]
    if not about:
        return ""
    return about[-1].actor or (None if about[-1].actor_id else "")


def _roll_row(elector: Elector) -> dict[str, Any]:
    """A row of the roll with the committed name, unless that is withheld."""
    if not elector.name_digest:
        return queries.roll_row(elector)
    named = {"name": elector.name, "name_salt": elector.name_salt} if elector.name_salt else {"name": None}
    return queries.roll_row(elector) | named | {"name_digest": elector.name_digest}


def _item(item: Item, lived: Sequence[Entry]) -> dict[str, Any]:
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
        by = _actor_label(lived, "vote.item_taken_out", clause=item.clause_id)
        value |= {"taken_out_at": iso(item.taken_out_at), "taken_out_by": by}
        value["objection"] = item.objection

    return value


def _motion(motion: Motion, lived: Sequence[Entry]) -> dict[str, Any]:
    value = stating.published(motion)
    if motion.taken_out_at:
        by = _actor_label(lived, "vote.item_taken_out", amendment=motion.number)
        value |= {"taken_out_at": iso(motion.taken_out_at), "taken_out_by": by}
        value["objection"] = motion.objection if motion.amendment.round.is_public else ""
    return value


def _version(item: Item) -> dict[str, Any] | None:
    """The other fields that the digest of a clause's text covers."""
    version = db.session.get(Version, item.version_id)
    return {"number": version.number, "previous": version.previous, "language": version.language} if version else None


def _ballots(vote: Vote, lived: Sequence[Entry]) -> dict[str, Any]:
    if vote.is_sealed:
        box = select(SealedBallot.key, SealedBallot.choice).where(SealedBallot.vote_id == vote.id)
        return {
            "sealed": [{"key": key, "choice": choice} for key, choice in db.session.execute(box.order_by("key"))],
            "signed": stored_ballots.ballot_events(vote),
        }

    ballots = select(Ballot).where(Ballot.vote_id == vote.id).order_by(Ballot.member_id)
    return {
        "ballots": [_ballot(each) for each in db.session.scalars(ballots)],
        "events": _events(vote, lived),
    }


def _events(vote: Vote, lived: Sequence[Entry]) -> list[dict[str, Any]]:
    """The ballot events; with who cast each, where the digest at the closing covered that."""
    events = stored_ballots.ballot_events(vote)
    if all(each.form > 1 for each in lived if each.verb == "vote.closed"):
        return events
    return [event | {"cast_by": who} for event, who in zip(events, stored_ballots.cast_by(vote), strict=True)]


def _ballot(ballot: Ballot) -> dict[str, Any]:
    return {
        "member": ballot.member_id,
        "chosen": ballot.chosen,
        "objection": ballot.objection,
        "source": ballot.source,
        "cast_at": iso(ballot.cast_at),
        "changes": ballot.changes,
        "nonce": ballot.nonce,
        "receipt": ballot.receipt,
    }
