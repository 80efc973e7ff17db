"""What a change of an assembly does, shown before it is saved."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from charter.accounts import queries as accounts
from charter.accounts.models import Member
from charter.charters.assembly import Assembly, Place
from charter.core.alphabet import key
from charter.database import db
from charter.pages.assembly.listing import Size, size
from charter.votes.models import Vote
from charter.votes.roll import attendance, proxies


@dataclass(frozen=True)
class NamedPlace:
    """A place in words."""

    name: str
    college: str
    seats: int
    weight: int


@dataclass(frozen=True)
class Effects:
    """Who comes, who goes and whose place changes; what that does to what is under way."""

    before: Size
    after: Size
    coming: list[NamedPlace]
    going: list[NamedPlace]
    changed: list[tuple[NamedPlace, NamedPlace]]
    people_coming: list[Member]
    people_going: list[Member]
    proxies: int
    presences: int
    open_votes: list[Vote]
    prepared_votes: int


def of_change(charter_id: int, before: Assembly, after: Assembly) -> Effects:
    """What it does to put the assembly `after` in the place of `before`."""
    members = accounts.members()
    old, new = _named(before.places), _named(after.places)
    gone = left_by(before, after, members)
    both = sorted(old.keys() & new.keys(), key=lambda each: key(new[each].name))

    return Effects(
        before=size(before, members),
        after=size(after, members),
        coming=_by_name(new[each] for each in new.keys() - old.keys()),
        going=_by_name(old[each] for each in old.keys() - new.keys()),
        changed=[(old[each], new[each]) for each in both if old[each] != new[each]],
        people_coming=[each for each in members if each.id in after.appointed - before.appointed],
        people_going=[each for each in members if each.id in before.appointed - after.appointed],
        proxies=sum(not {each.giver_id, each.holder_id}.isdisjoint(gone) for each in proxies.of_charter(charter_id)),
        presences=len(attendance.present(charter_id) & gone),
        open_votes=_votes(charter_id, "open"),
        prepared_votes=len(_votes(charter_id, "prepared")),
    )


def left_by(before: Assembly, after: Assembly, members: list[Member]) -> set[int]:
    """The members who take part before and no longer after."""
    gone = {each.association_id for each in before.places} - {each.association_id for each in after.places}
    delegates = {each.id for each in members if each.role == "delegate" and each.association_id in gone}
    return delegates | (before.appointed - after.appointed)


def _named(places: frozenset[Place]) -> dict[int, NamedPlace]:
    associations = {each.id: each.name for each in accounts.associations()}
    colleges = {each.id: each.name for each in accounts.colleges()}
    return {
        each.association_id: NamedPlace(
            associations[each.association_id], colleges[each.college_id], each.seats, each.weight
        )
        for each in places
    }


def _by_name(places: Iterable[NamedPlace]) -> list[NamedPlace]:
    return sorted(places, key=lambda each: key(each.name))


def _votes(charter_id: int, stage: str) -> list[Vote]:
    query = select(Vote).where(Vote.charter_id == charter_id, Vote.stage == stage).order_by(Vote.id)
    return list(db.session.scalars(query))
