"""Find names that may be misspelt. Texts are compared by their key (`core.alphabet`)."""

MAX_DISTANCE = 2
"""Edits between two names that may be the same one."""
MIN_NEAR_LENGTH = 5
"""Shorter names are all near one another: CNFPT and AdCF are not misspelt."""


def distance(one: str, other: str) -> int:
    """The number of letters to add, take out or replace to make one text the other (Levenshtein 1966);
    `MAX_DISTANCE + 1` for any higher one."""
    return next((edits for edits in range(MAX_DISTANCE + 1) if _is_within(one, other, edits)), MAX_DISTANCE + 1)


def _is_within(one: str, other: str, edits: int) -> bool:
    """Whether one text becomes the other by so many edits at most. A common beginning needs none, so each
    step spends an edit: nine at most for two."""
    if abs(len(one) - len(other)) > edits:
        return False
    start = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True  # what remains of the longer one is not longer than the edits
    if edits == 0:
        return False

    rest, others = one[start:], other[start:]
    ways = ((rest[1:], others[1:]), (rest[1:], others), (rest, others[1:]))
    return any(_is_within(*way, edits - 1) for way in ways)


def is_near(one: str, other: str) -> bool:
    """Whether two keys may be the same name, misspelt. A number is not: “Canton 1” is not “Canton 2”. The
    letters that only one of them has tell at once for most pairs: an edit brings at most two."""
    if _digits(one) != _digits(other):
        return False
    if len(one) < MIN_NEAR_LENGTH or len(set(one) ^ set(other)) > 2 * MAX_DISTANCE:
        return False
    return _is_within(one, other, MAX_DISTANCE)


def _digits(name: str) -> str:
    return "".join(filter(str.isdigit, name))
