"""The associations that a table names: known, chosen, to create, or unknown."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from charter.core.alphabet import is_same, key
from charter.directory.planning.facts import NEW, Choices, Directory, Organisation, Problem, Wanted
from charter.directory.reading.columns import ASSOCIATION, COLLEGE
from charter.directory.reading.words import distance, is_near

NO_ID = 0
"""The id of an association that is yet to be created."""
MAX_NEAR = 5
"""Near names that are proposed."""


@dataclass(frozen=True)
class Unknown:
    """A name that the directory lacks, how many lines bear it, and the college that the table gives it.
    `others`: the associations that it may be; `beside`: how many lines bear each name of the table, by key
    and name."""

    key: str
    name: str
    lines: int
    college: str
    others: tuple[Organisation, ...] = field(repr=False)
    beside: dict[tuple[str, str], int] = field(repr=False)

    @cached_property
    def twin(self) -> str:
        """The name that more lines of the table bear and that is one edit away: this one may be misspelt."""
        others = ((place, name) for (place, name), lines in self.beside.items() if lines > self.lines)
        return next((name for place, name in others if is_near(self.key, place) and distance(self.key, place) == 1), "")

    @cached_property
    def near(self) -> list[Organisation]:
        """The associations with a near name, nearest first. Found when it is asked for: six hundred names
        among six hundred others take seconds."""
        near = [each for each in self.others if is_near(self.key, key(each.name))]
        return sorted(near, key=lambda each: distance(self.key, key(each.name)))[:MAX_NEAR]


@dataclass
class Resolved:
    """The associations by key: as they will be, and as they are (None for one to create); and the unknown
    names."""

    after: dict[str, Organisation] = field(default_factory=dict)
    before: dict[str, Organisation | None] = field(default_factory=dict)
    unknown: list[Unknown] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    """By key of what is written: the key of the association that it is."""
    names: dict[int, str] = field(default_factory=dict)
    """The names in the directory, by id."""

    def key_of(self, written: str) -> str:
        """The key of the association that a cell names; "" if it is empty or unknown."""
        return self.keys.get(key(written), "")


def resolve(lines: Iterable[Wanted], directory: Directory, choices: Choices) -> Resolved:
    """The association that each line names, changed by what the lines say of it. Lines that say two
    things of one are given an error."""
    known = {key(each.name): each for each in directory.organisations}
    by_id = {str(each.id): each for each in directory.organisations}
    colleges = {key(each): each for each in directory.colleges}
    found = Resolved(names={each.id: each.name for each in directory.organisations})
    groups = _by_association(lines)
    beside = {(written, group[0].association): len(group) for written, group in groups.items()}

    for written, group in groups.items():
        chosen = choices.associations.get(written, "")
        organisation = known.get(written) or by_id.get(chosen)
        facts = _facts(group, colleges)
        if organisation is None and chosen != NEW:
            name, college = group[0].association, str(facts.get(COLLEGE, ""))
            found.unknown.append(Unknown(written, name, len(group), college, directory.organisations, beside))
        else:
            _add(found, written, organisation, _created(group[0].association, facts, choices, colleges), facts)

    return found


def _by_association(lines: Iterable[Wanted]) -> dict[str, list[Wanted]]:
    groups: dict[str, list[Wanted]] = {}
    for line in lines:
        if line.association:
            groups.setdefault(key(line.association), []).append(line)
    return groups


def _facts(group: list[Wanted], colleges: dict[str, str]) -> dict[str, Any]:
    """What the lines of an association say of it: of two answers, the first counts and the other is an
    error."""
    facts: dict[str, Any] = {}
    first: dict[str, int] = {}
    for line in group:
        for column, value in line.of_association.items() if not (line.errors or line.is_silent) else ():
            said = colleges.get(key(str(value)), value) if column == COLLEGE else value
            if column not in facts:
                facts[column], first[column] = said, line.number
            elif not is_same(str(facts[column]), str(said)):
                values = {"line": first[column], "said": facts[column]}
                line.errors.append(Problem("said_otherwise", column, values))
    return facts


def _created(name: str, facts: dict[str, Any], choices: Choices, colleges: dict[str, str]) -> Organisation:
    typed = " ".join(choices.college.split())
    new = Organisation(NO_ID, name, colleges.get(key(typed), typed), "", 1, 1)
    return replace(new, **facts)


def _add(
    found: Resolved, written: str, organisation: Organisation | None, created: Organisation, facts: dict[str, Any]
) -> None:
    """Add an association. One that is named in two ways has one key: that of its name."""
    place = key(organisation.name) if organisation else written
    found.keys[written] = place
    found.before[place] = organisation
    differing = {
        column: value
        for column, value in facts.items()
        if organisation and not is_same(str(getattr(organisation, column)), str(value))
    }
    present = found.after.get(place) or organisation
    found.after[place] = replace(present, **differing) if present else created


def missing(line: Wanted, resolved: Resolved) -> Problem | None:
    """What keeps a line from its association: an unknown name, or no college to create it in."""
    place = resolved.key_of(line.association)
    if line.association and not place:
        return Problem("unknown_association", ASSOCIATION, {"name": line.association})
    if place and not resolved.after[place].college:
        return Problem("no_college", COLLEGE, {"name": line.association})
    return None
