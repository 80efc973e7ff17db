"""The preview of a table: what it changes, line by line. The same table and directory give the same plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from charter.accounts import rules
from charter.core.alphabet import folded, is_same, key
from charter.core.digest import digest
from charter.directory.planning import across, associations, parsing
from charter.directory.planning.associations import Resolved
from charter.directory.planning.facts import (
    CHANGED,
    ERROR,
    LEFT_OUT,
    NEW,
    UNCHANGED,
    Cell,
    Choices,
    Directory,
    Line,
    Organisation,
    Person,
    Problem,
    Wanted,
)
from charter.directory.planning.matching import by_address, match
from charter.directory.reading.columns import ADDRESS, ASSOCIATION, HEAD, NAME, ROLE
from charter.directory.reading.table import Row, Table

DEFAULT_ROLE = "delegate"
"""Of somebody new for whom an association is named, and no role."""
_ABOUT_ASSOCIATIONS = ("unknown_association", "no_college", "said_otherwise")
"""Errors that follow from what the lines say of their association."""
_YES_OR_NO = {True: "yes", False: "no", None: ""}


@dataclass(frozen=True)
class Plan:
    """The lines in the order of the file, and the associations that they name."""

    lines: tuple[Line, ...]
    resolved: Resolved

    def of_state(self, *states: str) -> list[Line]:
        """The lines in one of these states."""
        return [each for each in self.lines if each.state in states]

    @property
    def created(self) -> list[tuple[str, Organisation]]:
        """The associations to create, by key: those that a line without error needs."""
        needed = {each.association for each in self.of_state(NEW, CHANGED)}
        return [(place, self.resolved.after[place]) for place in self._places(needed, is_new=True)]

    @property
    def altered(self) -> list[tuple[Organisation, Organisation]]:
        """The associations to change, as they are and as they will be."""
        named = {each.association for each in self.of_state(NEW, CHANGED, UNCHANGED)}
        pairs = [
            (self.resolved.before[place], self.resolved.after[place]) for place in self._places(named, is_new=False)
        ]
        return [(before, after) for before, after in pairs if before and before != after]

    def _places(self, named: set[str], is_new: bool) -> list[str]:
        before = self.resolved.before
        return [place for place in before if place in named and (before[place] is None) == is_new]

    @property
    def digest(self) -> str:
        """Of everything that is shown and would be done: it changes when the directory does."""
        lines = [[each.number, each.state, _values(each), _member_id(each)] for each in self.lines]
        after = [[place, *_fields(each)] for place, each in self.resolved.after.items()]
        return digest({"lines": lines, "associations": after})


def _values(line: Line) -> list[list[str | None]]:
    return [[column, cell.value, cell.before] for column, cell in line.cells.items()]


def _member_id(line: Line) -> int:
    return line.person.member_id if line.person else 0


def _fields(each: Organisation) -> list[Any]:
    return [each.id, each.name, each.college, each.country, each.seats, each.weight]


def plan(table: Table, directory: Directory, choices: Choices) -> Plan:
    """What a table changes in the directory, with the choices made so far."""
    found = _planned(table, directory, choices, frozenset())
    silent = frozenset(each.number for each in found.lines if _is_silent(each))
    return _planned(table, directory, choices, silent) if silent else found


def _is_silent(line: Line) -> bool:
    """Whether a line is not imported, as a double or for an error that is not about its association, and yet says
    something of it. Most errors are found only once the associations are known."""
    others = any(each.code not in _ABOUT_ASSOCIATIONS for each in line.errors)
    return bool(line.wanted.of_association) and (line.state == LEFT_OUT or others)


def _planned(table: Table, directory: Directory, choices: Choices, silent: frozenset[int]) -> Plan:
    kept, left_out = _parted(table.rows, choices)
    wanted = [parsing.wanted(row, choices) for row in kept]
    for each in wanted:
        each.is_silent = each.number in silent
    resolved = associations.resolve((each for each in wanted if not _is_lost(each)), directory, choices)
    known = by_address(directory.people)
    names = _names(directory.people)
    lines = [_line(each, resolved, known, names) for each in wanted]

    across.check(lines, directory)
    for line in lines:
        _settle(line, resolved)

    return Plan(tuple(sorted([*lines, *left_out], key=lambda each: each.number)), resolved)


def _is_lost(line: Wanted) -> bool:
    """Whether the name of the association itself cannot be used."""
    return any(each.column == ASSOCIATION for each in line.errors)


def _parted(rows: Iterable[Row], choices: Choices) -> tuple[list[Row], list[Line]]:
    kept = [row for row in rows if row.number not in choices.left_out]
    others = (parsing.wanted(row, choices) for row in rows if row.number in choices.left_out)
    shown = [Line(each, LEFT_OUT, {column: Cell(value) for column, value in each.typed.items()}) for each in others]
    return kept, shown


def _names(people: Iterable[Person]) -> dict[tuple[str, int | None], list[Person]]:
    found: dict[tuple[str, int | None], list[Person]] = {}
    for each in people:
        found.setdefault((folded(each.name), each.association_id), []).append(each)
    return found


def _line(
    wanted: Wanted,
    resolved: Resolved,
    known: Mapping[str, list[Person]],
    names: dict[tuple[str, int | None], list[Person]],
) -> Line:
    place = resolved.key_of(wanted.association)
    before = resolved.before.get(place)
    association_id = before.id if before else None
    person = match(wanted, association_id, known)
    line = Line(wanted, UNCHANGED, {}, person, place, association_id)
    if wanted.is_shifted:
        return line
    if not (_is_lost(wanted) or wanted.is_silent) and (problem := associations.missing(wanted, resolved)):
        wanted.errors.append(problem)

    if person:
        _judge_known(line, person)
    else:
        _judge_new(line, names)
        _judge_address(line, known, resolved)
    return line


def _judge_known(line: Line, person: Person) -> None:
    wanted = line.wanted
    role = wanted.role or person.role
    if rules.speaks_for_an_association(role) and not (wanted.association or person.association_id):
        wanted.errors.append(Problem("needs_association", ASSOCIATION))
    if wanted.is_head and role != DEFAULT_ROLE:
        wanted.errors.append(Problem("only_delegates_head", HEAD))
    if wanted.is_head and person.is_substitute:
        wanted.errors.append(Problem("substitute_as_head", HEAD))
    if person.is_suspended or person.has_ended:
        wanted.warnings.append(Problem("suspended" if person.is_suspended else "has_ended", NAME))


def _judge_address(line: Line, known: Mapping[str, list[Person]], resolved: Resolved) -> None:
    """A new mandate of an address that has others: of the same person, or of somebody who shares it."""
    for other in known.get(folded(line.wanted.address), ()):
        code = "another_mandate" if is_same(other.name, line.wanted.name) else "shares_address"
        association = resolved.names.get(other.association_id or 0, "—")
        line.wanted.warnings.append(Problem(code, ADDRESS, {"name": other.name, "association": association}))


def _judge_new(line: Line, names: dict[tuple[str, int | None], list[Person]]) -> None:
    wanted = line.wanted
    if not wanted.name:
        wanted.errors.append(Problem("no_name", NAME))
    if wanted.role is None:
        wanted.role = DEFAULT_ROLE if wanted.association else None
    if wanted.role is None and not any(each.column == ROLE for each in wanted.errors):
        wanted.errors.append(Problem("no_role", ROLE))
    elif wanted.role and rules.speaks_for_an_association(wanted.role) and not wanted.association:
        wanted.errors.append(Problem("needs_association", ASSOCIATION))
    if wanted.is_head and wanted.role not in (DEFAULT_ROLE, None):
        wanted.errors.append(Problem("only_delegates_head", HEAD))

    for other in names.get((folded(wanted.name), line.association_id), []) if line.association_id else []:
        if not is_same(other.address, wanted.address):
            wanted.warnings.append(Problem("same_name", NAME, {"address": other.address}))


def _settle(line: Line, resolved: Resolved) -> None:
    """The state of a line, and its cells as they will be."""
    line.cells = _cells(line, resolved)
    if line.state == LEFT_OUT:
        return
    if line.errors:
        line.state = ERROR
    elif line.person is None:
        line.state = NEW
    else:
        line.state = CHANGED if any(each.before is not None for each in line.cells.values()) else UNCHANGED


def _cells(line: Line, resolved: Resolved) -> dict[str, Cell]:
    """By column. A cell in error shows what was typed."""
    wanted, person = line.wanted, line.person
    wrong = {each.column for each in line.errors}
    cells = {column: Cell(value) for column, value in wanted.typed.items()}
    if line.state == LEFT_OUT or wanted.is_shifted:
        return cells
    if ADDRESS not in wrong:
        cells[ADDRESS] = Cell(wanted.address)
    if NAME not in wrong:
        cells[NAME] = _named(wanted.name, person.name if person else None)
    if ROLE not in wrong:
        cells[ROLE] = _changed(wanted.role or "", person.role if person else None)
    if HEAD not in wrong:
        cells[HEAD] = _head(line)
    if ASSOCIATION not in wrong and line.association:
        cells |= _of_association(line, resolved)
    return cells


def _named(written: str, before: str | None) -> Cell:
    """The name: one in capitals, which often have no accents, is the same one."""
    is_in_capitals = before is not None and written.isupper() and key(written) == key(before)
    return _changed("" if is_in_capitals else written, before)


def _changed(value: str, before: str | None) -> Cell:
    if before is None:
        return Cell(value)
    return Cell(before) if not value or is_same(value, before) else Cell(value, before)


def _head(line: Line) -> Cell:
    """A head who leaves the delegation, or is a delegate no more, does not head it any more."""
    wanted, person = line.wanted, line.person
    if person is None:
        return Cell(_YES_OR_NO[wanted.is_head])

    leaves = wanted.role not in (None, person.role) or (
        line.association and line.association_id != person.association_id
    )
    after = wanted.is_head if wanted.is_head is not None else person.is_head and not leaves
    if after == person.is_head:
        return Cell(_YES_OR_NO[after or None])
    return Cell(_YES_OR_NO[after], _YES_OR_NO[person.is_head])


def _of_association(line: Line, resolved: Resolved) -> dict[str, Cell]:
    after, before = resolved.after[line.association], resolved.before[line.association]
    shown = {ASSOCIATION: Cell(after.name)}
    person = line.person
    if person and person.association_id != line.association_id:
        shown[ASSOCIATION] = Cell(after.name, resolved.names.get(person.association_id or 0, "—"))
    for column in line.wanted.of_association if not line.wanted.is_silent else ():
        said = str(getattr(after, column))
        shown[column] = _changed(said, str(getattr(before, column))) if before else Cell(said)
    return shown
