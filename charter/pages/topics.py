"""Who may receive change events: only readers of the page that they are about."""

from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.core.errors import NotFound
from charter.votes import queries as votes
from charter.web.access import Person


def _charter(number: int, who: Person | None) -> Person | None:
    """The person as a reader of a charter; None for whoever takes no part in it."""
    reader = who if who and charters.takes_part_in(who.id, Charter.id == number) else None
    charters.readable(number, reader)
    return reader


def _clause(number: int, who: Person | None) -> None:
    _charter(clauses.get(number).charter_id, who)


def _vote(number: int, who: Person | None) -> None:
    vote = votes.get(number)
    reader = _charter(vote.charter_id, who)
    if vote.stage == "prepared" and reader is None:
        raise NotFound


READERS = {"charter": _charter, "clause": _clause, "vote": _vote}
"""For each kind of topic, a check that raises NotFound if it does not exist, or not for this
person."""
