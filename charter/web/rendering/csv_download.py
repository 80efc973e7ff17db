"""CSV for spreadsheets, as the programs of the reader's country open it, without formulas."""

import csv
import io
from collections.abc import Iterable, Sequence
from unicodedata import category, normalize

from flask_babel import get_locale
from werkzeug.wrappers import Response

_SEPARATORS = {"fr": ";"}
"""Where the comma is the decimal mark, spreadsheets separate cells by semicolons."""
_FORMULA = "=+-@\N{MINUS SIGN}"
"""The first character of a formula, after full-width, small and raised forms are normalised."""
_UNSEEN = ("C", "Z", "M")
"""Unicode categories (control, format, separator, mark) that a program may skip before it looks for
a formula."""
_AROUND = "\"'`´‘’“”«»,;|:\\/"
"""Quotes and separators: a program that splits cells otherwise starts a cell after them."""


def answer(rows: Iterable[Sequence[str]], name: str) -> Response:
    """A table as a CSV download, in UTF-8 with the byte order mark that spreadsheets need."""
    made = io.StringIO()
    separator = _SEPARATORS.get(str(get_locale()), ",")
    csv.writer(made, delimiter=separator).writerows([escaped_cell(cell) for cell in row] for row in rows)
    response = Response("\ufeff" + made.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename={name}.csv"
    return response


def escaped_cell(cell: str) -> str:
    """A cell that no spreadsheet reads as a formula, whatever precedes its first sign."""
    return f"'{cell}" if any(_is_formula(line) for line in cell.splitlines()) else cell


def _is_formula(line: str) -> bool:
    for letter in normalize("NFKC", line):
        if letter in _FORMULA:
            return True
        if category(letter)[0] not in _UNSEEN and letter not in _AROUND:
            return False
    return False
