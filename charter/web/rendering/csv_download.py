"""CSV for spreadsheets, as the programs of the reader's country open it, without formulas."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask_babel import get_locale
from werkzeug.wrappers import Response

from charter.core.formulas import escaped_cell

_SEPARATORS = {"fr": ";"}
"""Where the comma is the decimal mark, spreadsheets separate cells by semicolons."""


def answer(rows: Iterable[Sequence[str]], name: str) -> Response:
    """A table as a CSV download, in UTF-8 with the byte order mark that spreadsheets need."""
    made = io.StringIO()
    separator = _SEPARATORS.get(str(get_locale()), ",")
    csv.writer(made, delimiter=separator).writerows([escaped_cell(cell) for cell in row] for row in rows)
    response = Response("\ufeff" + made.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename={name}.csv"
    return response
