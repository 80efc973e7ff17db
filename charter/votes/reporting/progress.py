"""How far the clauses of charters are: adopted, in vote, in drafting, rejected at their last vote."""

from collections.abc import Iterable

from charter.clauses import queries as clauses
from charter.clauses.models import Clause
from charter.votes import queries
from charter.votes.models import Vote
from charter.votes.reporting.result_sentences import verdict_kind

ADOPTED, IN_VOTE, DRAFTING, REJECTED = "adopted", "frozen", "drafting", "rejected"
STATES = (ADOPTED, IN_VOTE, DRAFTING, REJECTED)
"""In the order in which they are drawn."""


def state(clause: Clause, newest: Vote | None) -> str:
    """The state of a clause that was not dropped. `newest`: the newest vote on it. A clause that was rejected is
    in drafting again; people look for the vote that rejected it."""
    if clause.stage != DRAFTING or newest is None or newest.stage != "closed":
        return clause.stage

    is_rejected = verdict_kind(queries.result(newest), newest.rule) == REJECTED
    return REJECTED if is_rejected else DRAFTING


def of_charters(charter_ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """The number of clauses in each state, by charter, without dropped clauses. Two statements, however
    many charters."""
    counts = {charter_id: dict.fromkeys(STATES, 0) for charter_id in charter_ids}
    newest = queries.newest_of_charters(counts)

    for clause in clauses.kept(counts):
        counts[clause.charter_id][state(clause, newest.get(clause.id))] += 1

    return counts
