"""Which mandate of the directory a line is about."""

from collections.abc import Iterable, Mapping

from charter.core.alphabet import folded, is_same, key
from charter.directory.planning.facts import Person, Wanted
from charter.directory.reading.words import is_near


def by_address(people: Iterable[Person]) -> dict[str, list[Person]]:
    """People by their address."""
    found: dict[str, list[Person]] = {}
    for each in people:
        found.setdefault(folded(each.address), []).append(each)
    return found


def match(wanted: Wanted, association_id: int | None, known: Mapping[str, list[Person]]) -> Person | None:
    """The mandate that a line changes; None for a new one. `known`: mandates by address;
    `association_id`: of the line's association, None if it names none, or one to create.

    One address may have several: those of one person, or of several who share a mailbox. So the name
    and the association decide; a name that is only written in another way is the same person's.
    """
    mandates = known.get(folded(wanted.address), ())
    of_name = [each for each in mandates if _is_same_person(wanted.name, each.name)]
    possible = [each for each in of_name if _is_of_line(each, wanted, association_id)]
    return min(possible, key=lambda each: _differences(each, wanted, association_id), default=None)


def _differences(mandate: Person, wanted: Wanted, association_id: int | None) -> tuple[bool, bool, bool]:
    """What would change of a mandate, the weightiest first: the least of several is the one meant. Else a table
    in which somebody has two would change one into the other when it comes again."""
    return (
        not is_same(wanted.name, mandate.name),
        wanted.role not in (None, mandate.role),
        mandate.association_id != association_id,
    )


def _is_same_person(written: str, known: str) -> bool:
    """Whether two names of one address may be one person's: one is empty, part of the other, or misspelt."""
    one, other = key(written), key(known)
    words, others = set(one.split()), set(other.split())
    return words <= others or others <= words or is_near(one, other)


def _is_of_line(mandate: Person, wanted: Wanted, association_id: int | None) -> bool:
    """Whether a mandate is the one of a line: of the same association, or none is named; or it gets its
    first one in the role that it has."""
    if not wanted.association or mandate.association_id == association_id is not None:
        return True
    return mandate.association_id is None and wanted.role in (None, mandate.role)
