"""Who may receive change events: only readers of the page that they are about."""

from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.core.errors import NotFound
from charter.votes import queries as votes
from charter.web.access import Person


def _clause(number: int, reader: Person | None) -> None:
    charters.readable(clauses.get(number).charter_id, reader)


def _vote(number: int, reader: Person | None) -> None:
    vote = votes.get(number)
    charters.readable(vote.charter_id, reader)
    if vote.stage == "prepared" and reader is None:
        raise NotFound


READERS = {"charter": charters.readable, "clause": _clause, "vote": _vote}
"""For each kind of topic, a check that raises NotFound if it does not exist, or not for this
person."""
