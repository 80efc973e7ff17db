"""The directory of the site beside the assembly of a charter: searched, filtered, a page at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from charter.accounts import mandates
from charter.accounts import queries as accounts
from charter.accounts.models import Association, Member
from charter.charters.assembly import Assembly
from charter.charters.queries import APPOINTED_ROLES
from charter.core import paging
from charter.core.alphabet import has_words, key
from charter.database import db

INSIDE, OUTSIDE = "in", "out"


@dataclass(frozen=True)
class Filter:
    """What is looked for; an empty word looks for everything."""

    words: str = ""
    college_id: int | None = None
    country: str = ""
    state: str = ""


def associations(chosen: Filter, assembly: Assembly, page: int) -> dict[str, Any]:
    """A page of the associations that match a filter, by name."""
    inside = {each.association_id for each in assembly.places}
    found = [
        each
        for each in accounts.associations()
        if _is_at(chosen, each) and _matches(chosen, f"{each.name} {each.country}", each.id in inside)
    ]
    return _page(sorted(found, key=lambda each: (key(each.name), each.id)), page)


def people(chosen: Filter, assembly: Assembly, page: int) -> dict[str, Any]:
    """A page of the moderators and observers of the site that match a filter: the few moderators first."""
    appointable = (each for each in accounts.members() if each.role in APPOINTED_ROLES)
    found = [each for each in appointable if _matches(chosen, each.label, each.id in assembly.appointed)]
    return _page(sorted(found, key=lambda each: (each.role != "moderator", key(each.name), each.id)), page)


def _is_at(chosen: Filter, association: Association) -> bool:
    at_college = chosen.college_id in (None, association.college_id)
    return at_college and chosen.country in ("", association.country)


def _matches(chosen: Filter, name: str, is_in: bool) -> bool:
    return has_words(name, chosen.words) and chosen.state in ("", INSIDE if is_in else OUTSIDE)


def _page(found: list[Any], wanted: int) -> dict[str, Any]:
    rows, page, pages = paging.cut(found, wanted)
    return {"rows": rows, "number": len(found), "page": page, "pages": pages}


@dataclass(frozen=True)
class Size:
    """How large an assembly is."""

    associations: int
    seats: int
    delegates: int
    moderators: int
    observers: int


def size(assembly: Assembly, members: Iterable[Member]) -> Size:
    """The size of an assembly; of the `members` of the site, those who sit count."""
    inside = {each.association_id for each in assembly.places}
    sitting = set(db.session.scalars(select(Member.id).where(mandates.sits())))
    active = [each for each in members if each.id in sitting]
    appointed = [each.role for each in active if each.id in assembly.appointed]
    return Size(
        associations=len(inside),
        seats=sum(each.seats for each in assembly.places),
        delegates=sum(each.role == "delegate" and each.association_id in inside for each in active),
        moderators=appointed.count("moderator"),
        observers=appointed.count("observer"),
    )
