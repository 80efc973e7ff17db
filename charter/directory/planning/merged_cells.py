"""Lines that lack their association because its cell was merged with the one above: a spreadsheet keeps the words of
merged cells in the first of them."""

from collections.abc import Iterable

from charter.directory.planning.facts import Line

_LACKS = {"no_role", "needs_association"}


def associations_above(lines: Iterable[Line]) -> dict[int, str]:
    """By number of the line, the association that stands above each person who lacks one."""
    found: dict[int, str] = {}
    above = ""
    for line in lines:
        above = line.wanted.association or above
        if above and not line.wanted.association and line.wanted.address and _lacks_association(line):
            found[line.number] = above
    return found


def _lacks_association(line: Line) -> bool:
    return any(each.code in _LACKS for each in line.errors)
