"""Lists that are shown a page at a time."""


def nearest(page: int, number: int, size: int) -> tuple[int, int]:
    """The page nearest to `page`, from 1, among those that a list of `number` things fills; and how many these are."""
    pages = max(1, -(-number // size))
    return min(max(page, 1), pages), pages
