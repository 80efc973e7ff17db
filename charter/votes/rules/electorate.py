"""Who holds how many votes. Plain values in, plain values out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

DELEGATE, ASSOCIATION, WEIGHT, SEATS = HOLDERS = ("delegate", "association", "weight", "seats")
"""One vote per delegate; one per association, cast by the head of its delegation; as many as its
weight, cast alike; as many as its seats, shared by its delegates, who may split theirs."""
NOT_HEAD, NO_SEAT, OVER_CAP, LEFT_OFF = "not_head", "no_seat", "over_cap", "left_off"
"""Why a delegate is not on the roll."""


@dataclass(frozen=True)
class Delegate:
    """A member who speaks for an association and may vote in the present stage."""

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
    """The id of the member who holds their proxy."""


@dataclass(frozen=True)
class Entry:
    """A row of the roll. `holder_id`: who may vote for this elector by proxy."""

    delegate: Delegate
    votes: int
    holder_id: int | None
    is_chair: bool


@dataclass(frozen=True)
class Roll:
    """Who may vote, and which delegates may not, with the reason."""

    entries: tuple[Entry, ...]
    left_out: tuple[tuple[Delegate, str], ...]
    unnamed: tuple[tuple[int, str], ...] = ()
    """Associations (id, name) whose one voice nobody is named to cast."""


def roll(
    delegates: Iterable[Delegate],
    holders: str,
    most_votes: int = 0,
    proxies: bool = True,
    chair_id: int | None = None,
    left_off: Collection[int] = (),
) -> Roll:
    """The roll, by member. An association has at most `most_votes` (0: no cap). `left_off`: ids of
    associations left off it. KeyError for unknown `holders`."""
    share = {DELEGATE: _each, ASSOCIATION: _head, WEIGHT: _weight, SEATS: _seats}[holders]
    shares: dict[int, int] = {}
    everybody = list(delegates)
    left_out = [(each, LEFT_OFF) for each in everybody if each.association_id in left_off]
    unnamed: list[tuple[int, str]] = []
    everyone = sorted(
        (each for each in everybody if each.association_id not in left_off),
        key=lambda each: (each.association_id, not each.is_head, each.member_id),
    )

    for _, group in groupby(everyone, lambda each: each.association_id):
        delegation = list(group)
        if _is_unnamed(delegation, holders, most_votes):
            unnamed.append((delegation[0].association_id, delegation[0].association))

        held = share(delegation, most_votes)
        shares |= held
        reason = {SEATS: NO_SEAT, DELEGATE: OVER_CAP}.get(holders, NOT_HEAD)
        left_out += [(each, reason) for each in delegation if each.member_id not in held]

    entries = [
        Entry(each, shares[each.member_id], _holder(each, shares) if proxies else None, each.member_id == chair_id)
        for each in sorted(everyone, key=lambda each: each.member_id)
        if each.member_id in shares
    ]

    return Roll(tuple(entries), tuple(left_out), tuple(unnamed))


def _is_unnamed(delegation: Sequence[Delegate], holders: str, most: int) -> bool:
    """Whether only the order of invitation would decide who casts the voice. A sole delegate needs
    no naming."""
    if len(delegation) == 1 or any(each.is_head for each in delegation):
        return False
    if holders in (ASSOCIATION, WEIGHT):
        return True
    if holders == SEATS:
        return bool(_capped(delegation[0].seats, most) % len(delegation))

    return bool(most) and len(delegation) > most


def _holder(giver: Delegate, shares: Mapping[int, int]) -> int | None:
    """The holder of a proxy, if they are on the roll too."""
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
    """Seats shared as equally as possible, the head of the delegation first."""
    seats = _capped(delegation[0].seats, most)
    whole, rest = divmod(seats, len(delegation))
    shared = {each.member_id: whole + (place < rest) for place, each in enumerate(delegation)}
    return {member_id: votes for member_id, votes in shared.items() if votes}
