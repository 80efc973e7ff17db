"""Tables for spreadsheets: CSV as the programs of the reader's country open it, without anything they would compute."""

import csv
import io
from collections.abc import Iterable, Sequence
from unicodedata import category, normalize

from flask_babel import get_locale
from werkzeug.wrappers import Response

_SEPARATORS = {"fr": ";"}
"""Where the comma is the decimal mark, spreadsheets part cells by semicolons."""
_FORMULA = "=+-@\N{MINUS SIGN}"
"""How a formula begins, once full-width, small and raised forms are read as the plain sign."""
_UNSEEN = ("C", "Z", "M")
"""Categories (control, format, separator, mark) that a program may skip before it looks for a formula."""
_AROUND = "\"'`´‘’“”«»,;|:\\/"
"""Quotes and separators: a program that parts cells otherwise begins a cell after them."""


def answer(rows: Iterable[Sequence[str]], name: str) -> Response:
    """A table as a file to download, in UTF-8 with the mark that spreadsheets know it by."""
    made = io.StringIO()
    separator = _SEPARATORS.get(str(get_locale()), ",")
    csv.writer(made, delimiter=separator).writerows([harmless(cell) for cell in row] for row in rows)
    told = Response("\ufeff" + made.getvalue(), content_type="text/csv; charset=utf-8")
    told.headers["Content-Disposition"] = f"attachment; filename={name}.csv"
    return told


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, whatever stands before its first sign."""
    return f"'{cell}" if any(_is_formula(line) for line in cell.splitlines()) else cell


def _is_formula(line: str) -> bool:
    for letter in normalize("NFKC", line):
        if letter in _FORMULA:
            return True
        if category(letter)[0] not in _UNSEEN and letter not in _AROUND:
            return False
    return False
