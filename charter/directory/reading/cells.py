"""What people write into one cell: an address, a role, yes or no, a number."""

import re
from dataclasses import dataclass

from charter.core import invisible
from charter.core.alphabet import key
from charter.core.formulas import is_formula

_IN_BRACKETS = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>")
_BETWEEN = re.compile(r"[\s;,/|]+")
_NOTHING = {"-", "–", "—"}
_YES = {"oui", "o", "yes", "y", "x", "1", "vrai", "v", "true", "t", "✓", "✔"}
_NO = {"non", "n", "no", "0", "faux", "false", "f"}
_ROLES = {
    "delegate": "delegue|deleguee|delegue e|deleguees|delegate|titulaire|delegue titulaire|deleguee titulaire",
    "moderator": "moderateur|moderatrice|moderateur rice|moderateur trice|moderateur moderatrice|moderator",
    "secretary": "secretaire|secretariat|secretary",
    "observer": "observateur|observatrice|observateur rice|observateur trice|observateur observatrice|observer",
}
_ROLE_OF = {name: role for role, names in _ROLES.items() for name in names.split("|")}


@dataclass(frozen=True)
class Addresses:
    """The addresses of a cell, the name that stands before one in brackets, and whether anything but
    plain space was taken off."""

    found: tuple[str, ...]
    name: str = ""
    was_cleaned: bool = False


def addresses(cell: str) -> Addresses:
    """The addresses of a cell: one, as it should be, none, or several."""
    text = invisible.stripped(cell)
    brackets = _IN_BRACKETS.fullmatch(text)
    inner = _without_scheme(brackets["address"] if brackets else text)
    several = tuple(each for each in map(_bare, _BETWEEN.split(text)) if "@" in each)
    found = several if len(several) > 1 else (inner,) if inner else ()
    name = line(brackets["name"]).strip('"') if brackets else ""
    return Addresses(found, name, found != (cell.strip(" "),) and bool(found))


def _bare(written: str) -> str:
    return _without_scheme(written.strip("<>()\"'"))


def _without_scheme(written: str) -> str:
    text = invisible.stripped(written)
    return text[7:].partition("?")[0] if text.casefold().startswith("mailto:") else text


def line(cell: str) -> str:
    """The text of a cell on one line, without what cannot be seen at its ends; one space between
    words. An apostrophe that only keeps a spreadsheet from calculating is taken off; a dash alone says that there
    is nothing."""
    text = invisible.stripped(" ".join(cell.split()))
    if text in _NOTHING:
        return ""
    return text[1:] if text[:1] == "'" and is_formula(text[1:]) else text


def role(cell: str) -> str | None:
    """The role that a cell names; None if it is empty, ValueError if it is none of ours."""
    if not cell.strip():
        return None
    if (found := _ROLE_OF.get(key(cell))) is None:
        raise ValueError("not a role")
    return found


def yes_or_no(cell: str) -> bool | None:
    """What a cell answers; None if it is empty, ValueError if it is neither."""
    said = cell.strip().casefold()
    if not said:
        return None
    if said not in _YES | _NO:
        raise ValueError("neither yes nor no")
    return said in _YES


def number(cell: str, most: int) -> int | None:
    """The whole number from 1 to `most` of a cell, with or without spaces between thousands; None if it is
    empty, ValueError for anything else."""
    digits = "".join(cell.split())
    if not digits:
        return None
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= len(str(most))
    if not is_number or not 1 <= int(digits) <= most:
        raise ValueError("not a whole number")
    return int(digits)
