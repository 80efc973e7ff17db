"""Whether a person takes part in the charter that a page is of, told by the arguments in its address."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.votes.models import Vote
from charter.web.access import Person


def takes_part(who: Person, arguments: Mapping[str, Any]) -> bool:
    """Whether a member takes part in the charter of a page; True where the page is of none, or of one
    that is not there."""
    if "slug" in arguments:
        return charters.takes_part_in(who.id, Charter.slug == arguments["slug"])
    if "vote_id" in arguments:
        of_vote = select(Vote.charter_id).where(Vote.id == arguments["vote_id"]).scalar_subquery()
        return charters.takes_part_in(who.id, Charter.id == of_vote)
    return True
