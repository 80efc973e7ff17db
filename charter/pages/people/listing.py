"""The assembly of a charter as it is read: searched, filtered, a page at a time.

The public reads which associations take part. Members also read who speaks for them, who of them sits and is
present, and who gave a proxy to whom.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from charter.accounts import queries as accounts
from charter.accounts import rules
from charter.accounts.mandates import sits
from charter.accounts.models import HEAD, SUBSTITUTE, Association, Member
from charter.charters import assembly
from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.core import clock, paging
from charter.core.alphabet import has_words, key
from charter.database import db
from charter.votes.roll import attendance, proxies

SITS, REPLACED, WAITS, AWAY, NO_SEAT = "sits", "replaced", "waits", "away", "no_seat"
"""A delegate who sits; one whose substitute sits; a substitute who does not sit; a mandate that is not in force;
somebody without a seat."""
PRESENT, PROXY = "present", "proxy"
STATES = (SITS, PRESENT, PROXY, REPLACED, WAITS, AWAY)
"""What people are filtered by."""


@dataclass(frozen=True)
class Place:
    """An association in the assembly. Who reads no people gets none: not their number either."""

    association: Association
    college: str
    seats: int
    weight: int
    head: str = ""
    delegates: int = 0
    present: int = 0


@dataclass(frozen=True)
class Person:
    """Somebody who takes part. `other`: who sits in their place, or whose place they would take."""

    id: int
    name: str
    role: str
    rank: str
    association_id: int | None
    association: str
    standing: str
    other: str
    is_present: bool
    gave_to: str
    holds: tuple[str, ...]

    def is_in(self, state: str) -> bool:
        """Whether they are in one of `STATES`; "" is every one."""
        is_so = {"": True, PRESENT: self.is_present, PROXY: bool(self.gave_to or self.holds)}
        return is_so.get(state, self.standing == state)


@dataclass(frozen=True)
class Filter:
    """What is looked for; "" or None for everything."""

    words: str = ""
    college_id: int | None = None
    association_id: int | None = None
    role: str = ""
    state: str = ""


def page_of(found: Sequence[Any], wanted: int) -> dict[str, Any]:
    """A page of what was found, for a template."""
    rows, page, pages = paging.cut(found, wanted)
    return {"rows": rows, "number": len(found), "page": page, "pages": pages}


def places(charter: Charter, people: Iterable[Person]) -> list[Place]:
    """The associations of the assembly, by college and name, with what `people` adds up to."""
    names = {each.id: each.name for each in accounts.colleges()}
    associations = {each.id: each for each in accounts.associations()}
    sitting = [each for each in people if each.standing == SITS]
    delegates = Counter(each.association_id for each in sitting)
    present = Counter(each.association_id for each in sitting if each.is_present)
    heads = {each.association_id: each.name for each in people if each.rank == HEAD}
    found = [
        Place(
            associations[each.association_id],
            names[each.college_id],
            each.seats,
            each.weight,
            heads.get(each.association_id, ""),
            delegates[each.association_id],
            present[each.association_id],
        )
        for each in assembly.places(charter)
    ]
    return sorted(found, key=lambda each: (each.college, key(each.association.name)))


def matching_places(found: Iterable[Place], chosen: Filter, college: str) -> list[Place]:
    """Those of a college (or "") with all words in name, country or college."""
    return [
        each
        for each in found
        if college in ("", each.college)
        and has_words(f"{each.association.name} {each.association.country} {each.college}", chosen.words)
    ]


def people(charter: Charter) -> list[Person]:
    """Everyone who takes part, by name; in as many statements for six as for six hundred."""
    rows = db.session.execute(_MEMBERS, {"charter_id": charter.id}).all()
    names = {row.id: row.name for row in rows}
    present = attendance.present(charter.id)
    gave_to, holds = _proxies(charter.id, names)
    substitutes = {row.substitute_for_id: row.name for row in rows if row.substitute_for_id and row.sits}
    found = [
        Person(
            row.id,
            row.name,
            row.role,
            row.rank,
            row.association_id,
            row.association or "",
            _standing(row),
            substitutes.get(row.id) or names.get(row.substitute_for_id, ""),
            row.id in present and bool(row.sits),
            gave_to.get(row.id, ""),
            tuple(holds.get(row.id, ())),
        )
        for row in rows
        if not rules.has_ended(row.ends_at, clock.now())
    ]
    return sorted(found, key=lambda each: (key(each.name), each.id))


_MEMBERS = (
    select(
        Member.id,
        Member.name,
        Member.role,
        Member.rank,
        Member.association_id,
        Association.name.label("association"),
        Member.substitute_for_id,
        Member.suspended_at,
        Member.begins_at,
        Member.ends_at,
        sits().label("sits"),
    )
    .select_from(Member)
    .outerjoin(Association, Association.id == Member.association_id)
    .join(Charter, Charter.id == bindparam("charter_id"))
    .where(charters.takes_part())
)


def _proxies(charter_id: int, names: dict[int, str]) -> tuple[dict[int, str], dict[int, list[str]]]:
    """To whom each gave their proxy, and whose each holds."""
    gave_to: dict[int, str] = {}
    holds: dict[int, list[str]] = {}
    for each in proxies.of_charter(charter_id):
        if each.giver_id in names and each.holder_id in names:
            gave_to[each.giver_id] = names[each.holder_id]
            holds.setdefault(each.holder_id, []).append(names[each.giver_id])
    return gave_to, holds


def _standing(row: Any) -> str:
    if row.suspended_at or not rules.has_begun(row.begins_at, clock.now()):
        return AWAY
    if not rules.speaks_for_an_association(row.role):
        return NO_SEAT
    if row.sits:
        return SITS
    return WAITS if row.rank == SUBSTITUTE else REPLACED


def matching_people(found: Iterable[Person], chosen: Filter) -> list[Person]:
    """The people who are looked for."""
    return [
        each
        for each in found
        if chosen.association_id in (None, each.association_id)
        and chosen.role in ("", each.role)
        and each.is_in(chosen.state)
        and has_words(f"{each.name} {each.association}", chosen.words)
    ]


@dataclass(frozen=True)
class Size:
    """How large an assembly is; only `associations` and `seats` are for everybody."""

    associations: int
    seats: int
    sitting: int
    present: int
    moderators: int
    observers: int


def size(found: Sequence[Place], everyone: Sequence[Person]) -> Size:
    """Of these associations and people."""
    roles = Counter(each.role for each in everyone if each.standing == NO_SEAT)
    return Size(
        associations=len(found),
        seats=sum(each.seats for each in found),
        sitting=sum(each.standing == SITS for each in everyone),
        present=sum(each.is_present for each in everyone),
        moderators=roles["moderator"],
        observers=roles["observer"],
    )
