"""Template context for the page of a member's own votes."""

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
