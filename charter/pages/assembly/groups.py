"""Groups of the directory that are chosen whole: a college, a country, a role."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from charter.accounts import queries as accounts
from charter.accounts.models import Association, Member
from charter.charters.assembly import Assembly
from charter.charters.queries import APPOINTED_ROLES


@dataclass(frozen=True)
class Group:
    """A group: its kind and key, its name, how many of it take part, and how many there are."""

    kind: str
    key: str
    name: str
    taking_part: int
    number: int


def all_groups(assembly: Assembly) -> list[Group]:
    """Every group of the directory, with how many of it are in an assembly."""
    inside = {each.association_id for each in assembly.places}
    associations = [(_keys(each), each.id in inside) for each in accounts.associations()]
    people = [({_role(each): each.role}, each.id in assembly.appointed) for each in _appointable()]

    names: dict[str, str] = {}
    numbers: Counter[str] = Counter()
    taking_part: Counter[str] = Counter()
    for keys, is_in in associations + people:
        names |= keys
        numbers.update(keys.keys())
        taking_part.update(keys.keys() if is_in else ())

    order = sorted(names, key=lambda key: (key.partition(":")[0], names[key].casefold()))
    return [Group(*key.partition(":")[::2], names[key], taking_part[key], numbers[key]) for key in order]


def associations_in(chosen: Collection[str]) -> set[int]:
    """The associations of the directory that are in one of these groups."""
    return {each.id for each in accounts.associations() if not _keys(each).keys().isdisjoint(chosen)}


def members_in(chosen: Collection[str]) -> set[int]:
    """The moderators and observers in one of these groups."""
    return {each.id for each in _appointable() if _role(each) in chosen}


def _keys(association: Association) -> dict[str, str]:
    """The groups that an association is in, by key, with their names."""
    college = {f"college:{association.college_id}": association.college.name}
    return college | ({f"country:{association.country}": association.country} if association.country else {})


def _role(member: Member) -> str:
    return f"role:{member.role}"


def _appointable() -> Iterator[Member]:
    return (each for each in accounts.members() if each.role in APPOINTED_ROLES)
