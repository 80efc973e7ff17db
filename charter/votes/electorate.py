"""Who holds how many votes. Plain values in, plain values out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

DELEGATE, ASSOCIATION, WEIGHT, SEATS = HOLDERS = ("delegate", "association", "weight", "seats")
"""A vote for each delegate; one for each association, cast by the head of its delegation; as many as its weight, cast
alike; as many as its seats, shared by its delegates, who may split theirs."""
NOT_HEAD, NO_SEAT = "not_head", "no_seat"
"""Why a delegate is not on the roll."""


@dataclass(frozen=True)
class Delegate:
    """Somebody who speaks for an association and may vote in the present phase."""

    member_id: int
    name: str
    association_id: int
    association: str
    college: str
    seats: int = 1
    weight: int = 1
    is_head: bool = False
    present: bool = False
    gave_to: int | None = None
    """Who holds their proxy."""


@dataclass(frozen=True)
class Entry:
    """A line of the roll. `holder_id`: who may vote for them by proxy."""

    delegate: Delegate
    votes: int
    holder_id: int | None
    is_chair: bool


@dataclass(frozen=True)
class Roll:
    """Who may vote, and who may not although they are delegates, with the reason."""

    entries: tuple[Entry, ...]
    left_out: tuple[tuple[Delegate, str], ...]


def roll(
    delegates: Iterable[Delegate], holders: str, most_votes: int = 0, proxies: bool = True, chair_id: int | None = None
) -> Roll:
    """The roll, by member; an association has `most_votes` at most (0: no cap). KeyError for unknown `holders`."""
    share = {DELEGATE: _each, ASSOCIATION: _head, WEIGHT: _weight, SEATS: _seats}[holders]
    shares: dict[int, int] = {}
    left_out: list[tuple[Delegate, str]] = []
    everyone = sorted(delegates, key=lambda each: (each.association_id, not each.is_head, each.member_id))
    for _, group in groupby(everyone, lambda each: each.association_id):
        delegation = list(group)
        held = share(delegation, most_votes)
        shares |= held
        reason = NO_SEAT if holders == SEATS else NOT_HEAD
        left_out += [(each, reason) for each in delegation if each.member_id not in held]
    entries = [
        Entry(each, shares[each.member_id], _holder(each, shares) if proxies else None, each.member_id == chair_id)
        for each in sorted(everyone, key=lambda each: each.member_id)
        if each.member_id in shares
    ]
    return Roll(tuple(entries), tuple(left_out))


def _holder(giver: Delegate, shares: Mapping[int, int]) -> int | None:
    """A proxy counts if its holder votes too."""
    return giver.gave_to if giver.gave_to in shares else None


def _capped(votes: int, most: int) -> int:
    return min(votes, most) if most else votes


def _each(delegation: Sequence[Delegate], most: int) -> dict[int, int]:
    return {each.member_id: 1 for each in delegation[: most or None]}


def _head(delegation: Sequence[Delegate], _most: int) -> dict[int, int]:
    return {delegation[0].member_id: 1}


def _weight(delegation: Sequence[Delegate], most: int) -> dict[int, int]:
    return {delegation[0].member_id: _capped(delegation[0].weight, most)}


def _seats(delegation: Sequence[Delegate], most: int) -> dict[int, int]:
    """As equal as can be, the head of the delegation first."""
    seats = _capped(delegation[0].seats, most)
    whole, rest = divmod(seats, len(delegation))
    shared = {each.member_id: whole + (place < rest) for place, each in enumerate(delegation)}
    return {member_id: votes for member_id, votes in shared.items() if votes}
