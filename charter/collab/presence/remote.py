"""Who has which clause open in the other processes of this site, as they say themselves.

A process tells of each change, and of everyone once in a while; one that is silent for long is taken to be gone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic

from charter.collab.presence.participants import Person

SILENT_FOR = 15.0
"""Seconds after which a process that says nothing is taken to be gone; it speaks every 5."""


@dataclass
class House:
    """What one process says: people by clause and number, how many they are in each clause, and when it last spoke."""

    people: dict[int, dict[int, Person]] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    heard: float = field(default_factory=monotonic)


_houses: dict[str, House] = {}


def changed(process: str, clause_id: int, here: Iterable[Person], gone: Iterable[int], count: int) -> None:
    """A process says who came, moved or went in a clause, and how many are there now."""
    house = _houses.setdefault(process, House())
    house.heard = monotonic()
    people = house.people.setdefault(clause_id, {})
    people.update((person.id, person) for person in here)
    for each in gone:
        people.pop(each, None)
    house.counts[clause_id] = count


def listed(process: str, everyone: dict[int, tuple[list[Person], int]]) -> dict[int, set[int]]:
    """A process says who is in each of its clauses, and how many; returns who is no longer there, by clause."""
    before = _houses.get(process, House()).people
    people = {clause_id: {person.id: person for person in here} for clause_id, (here, _) in everyone.items()}
    _houses[process] = House(people, {clause_id: count for clause_id, (_, count) in everyone.items()})
    lost = {clause_id: set(known) - set(people.get(clause_id, {})) for clause_id, known in before.items()}
    return {clause_id: ids for clause_id, ids in lost.items() if ids}


def expire() -> dict[int, set[int]]:
    """Forget the processes that are silent; returns who was there, by clause."""
    lost: dict[int, set[int]] = {}
    for process, house in list(_houses.items()):
        if monotonic() - house.heard > SILENT_FOR:
            del _houses[process]
            for clause_id, people in house.people.items():
                lost.setdefault(clause_id, set()).update(people)
    return lost


def people(clause_id: int) -> list[Person]:
    """Who has a clause open elsewhere."""
    return [person for house in _houses.values() for person in house.people.get(clause_id, {}).values()]


def count(clause_id: int) -> int:
    """How many have a clause open elsewhere; whoever is in two processes counts twice."""
    return sum(house.counts.get(clause_id, 0) for house in _houses.values())


def forget_all() -> None:
    """Nobody is known elsewhere."""
    _houses.clear()
