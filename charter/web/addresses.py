"""Numbers in addresses and forms: those that a row can have."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1
"""The largest number of a row on every database."""


class RowNumber(IntegerConverter):
    """`<int:…>` in a route: a larger number is no address of ours, rather than an error of the database."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **({"max": LARGEST} | options))


def install(app: Flask) -> None:
    """Use it in the routes of `app`."""
    app.url_map.converters["int"] = RowNumber
