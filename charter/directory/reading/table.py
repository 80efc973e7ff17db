"""A table of people: rows with their number in the file, by the meaning of the columns.

RFC 4180 with what spreadsheets do beside it: another separator, a line `sep=;`, titles above the
names of the columns, empty lines.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import StringIO
from itertools import islice
from unicodedata import normalize

from charter.directory.reading import columns

DELIMITERS = "\t;,"
MAX_HEADER_ROW = 10
"""The names of the columns are looked for in this many rows."""
MAX_ROWS = 3000
MAX_RECORDS = 20_000
"""Lines that are looked at, empty ones too: everybody waits meanwhile."""
_EMPTY = "\r\n" + DELIMITERS + " "
"""What empty lines consist of: a sheet may end with a hundred thousand of them."""
MAX_COLUMNS = 100
MAX_CELL_LENGTH = 1000
"""Characters. A longer cell is half of the file, behind a quotation mark that is never closed."""
_DECLARED = re.compile(r'\s*"?sep=(.)"?[ \t;,]*(?:\r\n|\r|\n|$)', re.IGNORECASE)


class Unreadable(Exception):
    """No table can be read; `reason` is one of `no_header`, `no_addresses`, `no_rows`, `too_many`,
    `open_quote`, `workbook`. `row` is a number in the file."""

    def __init__(self, reason: str, row: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.row = reason, row


@dataclass(frozen=True)
class Row:
    """A row: its number in the file, from 1, and its cells by column. `extra`: cells beyond the last
    column."""

    number: int
    cells: Mapping[str, str]
    extra: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """The rows, the known columns in their order, and the names of those that are ignored."""

    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    ignored: tuple[str, ...] = field(default=())


def read(text: str) -> Table:
    """The table of a text. Raises Unreadable."""
    declared = _DECLARED.match(text)
    body = text[declared.end() if declared else 0 :].rstrip(_EMPTY)
    candidates = declared[1] if declared and declared[1] in DELIMITERS else DELIMITERS
    readings = [found for each in candidates if (found := _records(body, each)) is not None]
    if not readings:
        raise Unreadable("open_quote")

    records = max(readings, key=_known_columns)
    if _known_columns(records) == 0:
        raise Unreadable("no_header")
    if len(records) > MAX_RECORDS:
        raise Unreadable("too_many")
    return _table(records)


def _records(text: str, delimiter: str) -> list[tuple[str, ...]] | None:
    """None where a cell is beyond the limit of the library: with this separator, a quotation mark opens
    that is never closed."""
    try:
        found = csv.reader(StringIO(text, newline=""), delimiter=delimiter, doublequote=True)
        return [tuple(_cleaned(each) for each in record) for record in islice(found, MAX_RECORDS + 1)]
    except csv.Error:
        return None


def _cleaned(cell: str) -> str:
    return normalize("NFC", cell).replace("\r\n", "\n").replace("\r", "\n")


def _known_columns(records: list[tuple[str, ...]]) -> int:
    return max((len(columns.recognised(each[:MAX_COLUMNS])) for each in records[:MAX_HEADER_ROW]), default=0)


def _table(records: list[tuple[str, ...]]) -> Table:
    top = [each[:MAX_COLUMNS] for each in records[:MAX_HEADER_ROW]]
    fullest = max(range(len(top)), key=lambda index: (len(columns.recognised(top[index])), -index))
    place = next((index for index, record in enumerate(top) if columns.is_header(record)), fullest)
    known, header = columns.recognised(top[place]), top[place]
    if columns.ADDRESS not in known:
        unnamed = [index for index in range(len(header)) if index not in known.values()]
        known[columns.ADDRESS] = _of_addresses(records[place + 1 :], unnamed)

    rows = tuple(_rows(enumerate(records[place + 1 :], place + 2), known, len(records[place])))
    if not rows:
        raise Unreadable("no_rows")
    if len(rows) > MAX_ROWS:
        raise Unreadable("too_many")

    present = tuple(dict.fromkeys([*known, *(column for row in rows for column in row.cells)]))
    ignored = tuple(each.strip() for index, each in enumerate(header) if index not in known.values() and each.strip())
    return Table(rows, present, ignored)


def _of_addresses(records: list[tuple[str, ...]], unnamed: Iterable[int]) -> int:
    """The index of the column of addresses, whatever its name is: the only one of the `unnamed` ones in which most
    cells hold an @. Raises Unreadable if there is none, or several."""
    found = [index for index in unnamed if _holds_addresses([each[index] for each in records if index < len(each)])]
    if len(found) != 1:
        raise Unreadable("no_addresses")
    return found[0]


def _holds_addresses(cells: list[str]) -> bool:
    filled = [each for each in cells if each.strip()]
    return sum("@" in each for each in filled) > len(filled) / 2


def _rows(numbered: Iterable[tuple[int, tuple[str, ...]]], known: Mapping[str, int], width: int) -> Iterable[Row]:
    for number, record in numbered:
        if any(len(each) > MAX_CELL_LENGTH for each in record):
            raise Unreadable("open_quote", number)
        if columns.is_header(record[:MAX_COLUMNS]):
            known, width = columns.recognised(record[:MAX_COLUMNS]), len(record)  # another table, or another page
        elif any(each.strip() for each in record):
            cells = {column: record[index] if index < len(record) else "" for column, index in known.items()}
            yield Row(number, cells, tuple(each for each in record[width:] if each.strip()))
