"""A small directory, and what a preview of a table says of each line, for reading."""

from charter.directory.planning.facts import Choices, Directory, Organisation, Person
from charter.directory.planning.plan import Plan, plan
from charter.directory.reading.decoding import decoded
from charter.directory.reading.table import read

NAMUR, QUEBEC, AIMF = 1, 2, 3
DIRECTORY = Directory(
    (
        Person(1, "secretariat@forum.example", "Secrétariat", "secretary", None, is_head=False),
        Person(2, "namur@forum.example", "Délégation de Namur", "delegate", NAMUR, is_head=True),
        Person(3, "quebec@forum.example", "Délégation de Québec", "delegate", QUEBEC, is_head=False),
        Person(4, "suspended@namur.example", "Suspendue", "delegate", NAMUR, is_head=False, is_suspended=True),
        Person(5, "ended@namur.example", "Partie", "delegate", NAMUR, is_head=False, has_ended=True),
        Person(6, "substitute@namur.example", "Suppléant", "delegate", NAMUR, is_head=False, is_substitute=True),
    ),
    (
        Organisation(NAMUR, "Ville de Namur", "Villes francophones", "Belgique", 1, 1),
        Organisation(QUEBEC, "Ville de Québec", "Villes francophones", "Canada", 1, 1),
        Organisation(AIMF, "AIMF", "Associations", "", 1, 1),
    ),
    ("Associations", "Villes francophones"),
)


def planned(source: bytes, choices: Choices | None = None, encoding: str = "") -> Plan:
    """The plan of a table for this directory."""
    return plan(read(decoded(source, encoding).text), DIRECTORY, choices or Choices())


def described(found: Plan) -> str:
    """A plan as text: each line with its state, cells and problems; then the associations."""
    lines = []
    for each in found.lines:
        lines.append(f"{each.number} {each.state}")
        for column, cell in each.cells.items():
            was = "" if cell.before is None else f"  (was {cell.before!r})"
            lines.append(f"    {column}: {cell.value!r}{was}")
        lines += [f"    ! {each.column} {each.code} {dict(each.values) or ''}".rstrip() for each in each.errors]
        lines += [f"    ? {each.column} {each.code} {dict(each.values) or ''}".rstrip() for each in each.warnings]

    for unknown in found.resolved.unknown:
        near = [each.name for each in unknown.near]
        lines.append(f"unknown: {unknown.name!r} on {unknown.lines}, college {unknown.college!r}, near {near}")
    lines += [f"created: {each}" for _key, each in found.created]
    lines += [f"changed: {before} -> {after}" for before, after in found.altered]
    return "\n".join(lines) + "\n"
