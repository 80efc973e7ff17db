"""Ballots handed in by tests."""

from charter.database import db
from charter.votes.ballots.recording import BallotPaper
from charter.votes.casting import online
from charter.votes.models import Ballot


def cast_ballot(vote, chosen, by, objection="", elector=None):
    """A ballot: a choice, or numbers of votes by choice; by proxy for `elector`."""
    cast = chosen if isinstance(chosen, dict) else {chosen: 1}
    return online.cast(vote.id, BallotPaper(vote.digest, cast, objection), by, elector and elector.id)


def own(vote, member) -> Ballot:
    """A member's ballot in a named vote."""
    db.session.rollback()
    return db.session.get_one(Ballot, (vote.id, member.id))
