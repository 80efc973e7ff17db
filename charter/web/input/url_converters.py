"""What may stand in a path: numbers that a row can have, and words that a database can look for."""

from typing import Any

from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter, Map

from charter.web.input.parsing import LARGEST_ROW

LONGEST_WORD = 200
"""Characters of one part of a path."""


class RowNumber(IntegerConverter):
    """`<int:…>` in a route: what numbers no row is no address of ours, rather than an error of the database."""

    regex = "[0-9]{1,10}"

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **({"max": LARGEST_ROW} | options))


class Word(BaseConverter):
    """`<…>` in a route."""

    regex = rf"[^/\x00-\x1f\x7f-\x9f]{{1,{LONGEST_WORD}}}"
    part_isolating = True


def install(app: Flask) -> None:
    """Use them in the routes of `app`."""
    app.url_map.converters |= {"int": RowNumber, "default": Word, "string": Word}
