"""Whether a person takes part in the charter that a page is of, told by the arguments in its address."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select

from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.core.errors import NotAllowed, NotFound, Refused
from charter.database import db
from charter.votes.models import Vote
from charter.web.access import Person


def takes_part(who: Person, arguments: Mapping[str, Any]) -> bool:
    """Whether a member takes part in the charter of a page; True where the page is of none, or of one
    that is not there."""
    of_page = _of_page(arguments)
    return of_page is None or charters.takes_part_in(who.id, of_page)


def outsider(arguments: Mapping[str, Any]) -> Refused:
    """The refusal to who takes no part in the charter of a page: one in preparation is not there for
    them."""
    of_page = _of_page(arguments)
    charter = db.session.scalar(select(Charter).where(of_page)) if of_page is not None else None
    if charter and not charters.is_public(charter):
        return NotFound(_l("There is no such charter."))
    return NotAllowed(_l("You do not take part in this charter."))


def _of_page(arguments: Mapping[str, Any]) -> ColumnElement[bool] | None:
    if "slug" in arguments:
        slug: str = arguments["slug"]
        return Charter.slug == slug
    if "vote_id" in arguments:
        of_vote = select(Vote.charter_id).where(Vote.id == arguments["vote_id"]).scalar_subquery()
        return Charter.id == of_vote
    return None
