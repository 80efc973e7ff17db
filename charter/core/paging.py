"""Pagination."""


def nearest(page: int, number: int, size: int) -> tuple[int, int]:
    """The existing page nearest to `page`, from 1, and the number of pages, for a list of `number`
    items."""
    pages = max(1, -(-number // size))
    return min(max(page, 1), pages), pages
