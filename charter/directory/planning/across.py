"""What is wrong between the lines of a table: doubles, two heads of one delegation, nobody left to run
the site."""

from collections.abc import Iterable

from charter.core.alphabet import folded, is_same, key
from charter.directory.planning.facts import LEFT_OUT, Directory, Line, Person, Problem
from charter.directory.reading.columns import ADDRESS, HEAD, ROLE


def check(lines: list[Line], directory: Directory) -> None:
    """Give each line what is wrong with it beside the others."""
    _find_doubles(lines)
    kept = [each for each in lines if each.state != LEFT_OUT]
    _find_two_heads(kept)
    _warn_of_replaced_heads(kept, directory)
    _keep_a_secretary(kept, directory)


def _find_doubles(lines: Iterable[Line]) -> None:
    """A line that says once more what an earlier one says is left out; one that says something else of
    the same mandate is an error. One address may have several people, and they several mandates."""
    first: dict[str, list[Line]] = {}
    for line in lines:
        earlier = first.setdefault(folded(line.wanted.address), []) if line.wanted.address else []
        twin = next((each for each in earlier if _is_same_mandate(each, line)), None)
        earlier.append(line)
        if twin and _says_the_same(twin, line):
            line.state = LEFT_OUT
            line.warnings.append(Problem("double", ADDRESS, {"line": twin.number}))
        elif twin:
            line.errors.append(Problem("other_double", ADDRESS, {"line": twin.number}))
        elif len(earlier) > 1:
            line.warnings.append(Problem("same_address", ADDRESS, {"line": earlier[0].number}))


def _is_same_mandate(one: Line, other: Line) -> bool:
    is_known = one.person is not None and one.person == other.person
    return is_known or (is_same(one.wanted.name, other.wanted.name) and _named(one) == _named(other))


def _named(line: Line) -> str:
    """The key of the association that a line names, or would have if it were known."""
    return line.association or key(line.wanted.association)


def _says_the_same(twin: Line, line: Line) -> bool:
    is_elsewhere = _named(twin) and _named(line) and _named(twin) != _named(line)
    return not is_elsewhere and (twin.wanted.role, twin.wanted.is_head) == (line.wanted.role, line.wanted.is_head)


def _find_two_heads(lines: Iterable[Line]) -> None:
    heads: dict[str, Line] = {}
    for line in lines:
        if not line.wanted.is_head or not line.association:
            continue
        earlier = heads.setdefault(line.association, line)
        if earlier is not line:
            line.errors.append(Problem("two_heads", HEAD, {"line": earlier.number, "name": earlier.wanted.name}))


def _warn_of_replaced_heads(lines: list[Line], directory: Directory) -> None:
    heads = {each.association_id: each for each in directory.people if each.is_head}
    stepping_down = {each.person.member_id for each in lines if each.person and each.wanted.is_head is False}
    for line in lines:
        head = heads.get(_present_association(line)) if line.wanted.is_head and not line.errors else None
        if head and head != line.person and head.member_id not in stepping_down:
            line.warnings.append(Problem("replaces_head", HEAD, {"name": head.name}))


def _present_association(line: Line) -> int | None:
    return line.association_id or (line.person.association_id if line.person else None)


def _keep_a_secretary(lines: list[Line], directory: Directory) -> None:
    secretaries = [each for each in directory.people if each.role == "secretary"]
    staying = {each.member_id for each in secretaries if each.lasts and not each.is_suspended}
    leaving = [each for each in lines if _stops_being_secretary(each.person, each.wanted.role) and not each.errors]
    if leaving and not staying - {each.person.member_id for each in leaving if each.person}:
        for line in leaving:
            line.errors.append(Problem("only_secretary", ROLE))


def _stops_being_secretary(person: Person | None, role: str | None) -> bool:
    return person is not None and person.role == "secretary" and role not in (None, "secretary")
