"""The lines to correct as CSV, which a spreadsheet opens and an import reads again."""

import csv
from io import StringIO

from flask_babel import gettext as _

from charter.core.formulas import escaped_cell
from charter.directory import messages
from charter.directory.planning.facts import ERROR
from charter.directory.queries import Preview
from charter.directory.reading import columns


def csv_of(shown: Preview) -> bytes:
    """With semicolons and a byte order mark, as a French Excel expects them; the last column says what is
    wrong. No cell is a formula."""
    lines = shown.plan.of_state(ERROR)
    kept = [each for each in columns.SHOWN if any(each in line.wanted.typed for line in lines)]
    written = StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([*(str(messages.COLUMN_NAMES[each]) for each in kept), _("To correct")])
    for line in lines:
        problems = " ".join(messages.sentence(each) for each in line.errors)
        writer.writerow([_text(each) for each in (*(line.wanted.typed.get(column, "") for column in kept), problems)])
    return ("\ufeff" + written.getvalue()).encode()


def _text(cell: str) -> str:
    """A cell that is no formula; an apostrophe that was there already is not doubled, since an import takes off one."""
    return cell if cell.startswith("'") else escaped_cell(cell)
