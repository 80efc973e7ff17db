"""Cells that a spreadsheet would calculate (OWASP, CSV injection)."""

from unicodedata import category, normalize

_FORMULA = "=+-@\N{MINUS SIGN}"
"""The first character of a formula, after full-width, small and raised forms are normalised."""
_UNSEEN = ("C", "Z", "M")
"""Unicode categories (control, format, separator, mark) that a program may skip before it looks for
a formula."""
_AROUND = "\"'`´‘’“”«»,;|:\\/"
"""Quotes and separators: a program that splits cells otherwise starts a cell after them."""


def escaped_cell(cell: str) -> str:
    """A cell that no spreadsheet reads as a formula, whatever precedes its first sign."""
    return f"'{cell}" if is_formula(cell) else cell


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet might calculate a cell, or a line of it."""
    return any(_begins_formula(line) for line in cell.splitlines())


def _begins_formula(line: str) -> bool:
    for letter in normalize("NFKC", line):
        if letter in _FORMULA:
            return True
        if category(letter)[0] not in _UNSEEN and letter not in _AROUND:
            return False
    return False
