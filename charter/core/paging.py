"""Pagination."""

from collections.abc import Sequence
from typing import TypeVar

Row = TypeVar("Row")
PAGE_SIZE = 50
"""Rows of a page, where a list has no other size of its own."""


def cut(rows: Sequence[Row], page: int, size: int = PAGE_SIZE) -> tuple[list[Row], int, int]:
    """The rows on the existing page nearest to `page`, that page, from 1, and the number of pages."""
    page, pages = nearest(page, len(rows), size)
    return list(rows[(page - 1) * size : page * size]), page, pages


def nearest(page: int, number: int, size: int) -> tuple[int, int]:
    """The existing page nearest to `page`, from 1, and the number of pages, for a list of `number`
    items."""
    pages = max(1, -(-number // size))
    return min(max(page, 1), pages), pages
