"""URL converters: ids that a row can have, and words that a database can search."""

from typing import Any

from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter, Map

from charter.web.input.parsing import MAX_ROW_ID

MAX_WORD_LENGTH = 200
"""Maximum number of characters of a part of a path."""


class RowNumber(IntegerConverter):
    """`<int:...>` in a route. A number that is no id gives 404, rather than a database error."""

    regex = "[0-9]{1,10}"

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **({"max": MAX_ROW_ID} | options))


class Word(BaseConverter):
    """`<...>` in a route."""

    regex = rf"[^/\x00-\x1f\x7f-\x9f]{{1,{MAX_WORD_LENGTH}}}"
    part_isolating = True


def install(app: Flask) -> None:
    """Use the converters in the routes of `app`."""
    app.url_map.converters |= {"int": RowNumber, "default": Word, "string": Word}
