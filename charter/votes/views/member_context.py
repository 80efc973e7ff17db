"""Template context for a member's own votes: their page, and the home page."""

from typing import Any

from charter.accounts.models import Member
from charter.votes.ballots import queries as ballot_queries
from charter.votes.models import Elector, Vote
from charter.votes.reporting import results


def mine(member: Member, page: int) -> dict[str, Any]:
    """For the page of one's own votes."""
    held = results.ballots_of_member(member, page)
    return {
        "waiting": _by_end(ballot_queries.ballots_to_cast(member)),
        "cast": _by_end(ballot_queries.ballots_cast(member)),
        "held": held[: results.ROWS_PER_PAGE],
        "results": {vote.id: results.get(vote) for vote, _ in held if vote.stage == "closed"},
        "page": page,
        "has_more": len(held) > results.ROWS_PER_PAGE,
    }


def _by_end(ballots: list[tuple[Vote, Elector]]) -> list[tuple[Vote, list[Elector]]]:
    """Votes with the electors to vote for, earliest closing time first."""
    found: dict[Vote, list[Elector]] = {}
    for vote, elector in ballots:
        found.setdefault(vote, []).append(elector)

    return sorted(found.items(), key=lambda each: (each[0].closes_at is None, each[0].closes_at, each[0].id))


def open_votes_of_member(member: Member | None) -> dict[str, Any]:
    """For the home page: open votes that wait for a member, and those where all their ballots are
    in."""
    waiting = ballot_queries.votes_to_cast(member) if member else []
    cast_in = ballot_queries.ballots_cast(member) if member else []
    cast = dict.fromkeys(vote for vote, _ in cast_in if vote not in waiting)

    return {"to_cast": waiting, "cast": list(cast)}
