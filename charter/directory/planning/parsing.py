"""What one line asks for: its cells as values, each with what is wrong in it."""

from collections.abc import Mapping

from charter.accounts import rules
from charter.core import invisible
from charter.core.formulas import is_formula
from charter.directory.planning.facts import Choices, Problem, Wanted
from charter.directory.reading import cells, columns
from charter.directory.reading.columns import (
    ADDRESS,
    ASSOCIATION,
    COLLEGE,
    COUNTRY,
    FIRST_NAME,
    HEAD,
    LAST_NAME,
    NAME,
    ROLE,
    SEATS,
    WEIGHT,
)
from charter.directory.reading.decoding import REPLACEMENT
from charter.directory.reading.table import Row

MAX_LENGTHS = {NAME: 120, ASSOCIATION: 160, COLLEGE: 120, COUNTRY: 80}
"""Characters, as in the forms for one person and one association."""
MAX_SEATS, MAX_WEIGHT = 10_000, 1_000_000


def wanted(row: Row, choices: Choices) -> Wanted:
    """What a row asks for, after the corrections."""
    typed = _typed(row.cells) | dict(choices.cells.get(row.number, {}))
    line = Wanted(row.number, typed)
    if row.extra and not choices.cells.get(row.number):
        line.errors.append(Problem("extra_cells", NAME, {"cells": ", ".join(row.extra)[:80]}))
        line.is_shifted = True
        return line

    line.association = _text(line, ASSOCIATION)
    line.name = _text(line, NAME)
    _read_address(line)
    _read_role_and_head(line)
    _read_of_association(line)
    return line


def _typed(row: Mapping[str, str]) -> dict[str, str]:
    """The cells of the columns that are shown, on one line; first and last name become one."""
    shown = {column: cells.line(row[column]) for column in columns.SHOWN if column in row}
    parts = [row.get(FIRST_NAME, ""), row.get(LAST_NAME, "") or row.get(NAME, "")]
    if FIRST_NAME in row or LAST_NAME in row:
        shown[NAME] = cells.line(" ".join(parts))
    return shown


def _text(line: Wanted, column: str) -> str:
    text = line.typed.get(column, "")
    _check(line, column, text)
    return text


def _check(line: Wanted, column: str, text: str) -> None:
    if len(text) > MAX_LENGTHS[column]:
        line.errors.append(Problem("too_long", column, {"most": MAX_LENGTHS[column], "has": len(text)}))
    if REPLACEMENT in text:
        line.errors.append(Problem("lost_characters", column))
    elif found := invisible.listed(text):
        line.errors.append(Problem("invisible", column, {"listed": found}))
    if is_formula(text):
        line.warnings.append(Problem("formula", column))


def _read_address(line: Wanted) -> None:
    written = cells.addresses(line.typed.get(ADDRESS, ""))
    if len(written.found) != 1:
        several = {"addresses": ", ".join(written.found)}
        problem = Problem("two_addresses", ADDRESS, several) if written.found else Problem("no_address", ADDRESS)
        line.errors.append(problem)
        return

    try:
        line.address = rules.address(written.found[0])
    except ValueError:
        line.errors.append(Problem("not_an_address", ADDRESS, {"typed": written.found[0][:80]}))
        return

    if written.name and not line.name:
        line.name = written.name[: MAX_LENGTHS[NAME]]
        _check(line, NAME, line.name)
    if written.was_cleaned:
        line.warnings.append(Problem("address_cleaned", ADDRESS, {"address": line.address}))
    if not line.address.partition("@")[0].isascii():
        line.warnings.append(Problem("needs_smtputf8", ADDRESS))


def _read_role_and_head(line: Wanted) -> None:
    try:
        line.role = cells.role(line.typed.get(ROLE, ""))
    except ValueError:
        line.errors.append(Problem("not_a_role", ROLE, {"typed": line.typed[ROLE][:40]}))
    try:
        line.is_head = cells.yes_or_no(line.typed.get(HEAD, ""))
    except ValueError:
        line.errors.append(Problem("neither_yes_nor_no", HEAD, {"typed": line.typed[HEAD][:40]}))


def _read_of_association(line: Wanted) -> None:
    found: dict[str, str | int | None] = {COLLEGE: _text(line, COLLEGE), COUNTRY: _text(line, COUNTRY)}
    for column, most in ((SEATS, MAX_SEATS), (WEIGHT, MAX_WEIGHT)):
        try:
            found[column] = cells.number(line.typed.get(column, ""), most)
        except ValueError:
            values = {"typed": line.typed[column][:20], "most": most}
            line.errors.append(Problem("not_a_number", column, values))
    if line.association:
        line.of_association = {column: value for column, value in found.items() if value}
