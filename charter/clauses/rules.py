"""Numbering and ordering. Plain values in, plain values out."""

from collections.abc import Sequence

PREAMBLE, ARTICLE = "preamble", "article"
SETTLED = ("adopted", "dropped")
MAX_CLAUSES_AT_ONCE = 100
"""Clauses that are added by their titles at once."""
MAX_UNFOLDED_CLAUSES = 40
"""Clauses up to which the page that arranges a charter shows every section with its clauses."""
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(number: int) -> str:
    """A section's number in Roman numerals; `number` is 1 or more. 40 is XXXX: archives have it so, and the verifier
    counts alike."""
    digits = ""
    for value, letters in _ROMAN:
        while number >= value:
            digits, number = digits + letters, number - value
    return digits


def moved(shelves: Sequence[Sequence[int]], item: int, step: int) -> list[list[int]]:
    """The lists of items per section after `item` moved one position up (`step` -1) or down (+1),
    across the edge of its section. At the very top or bottom nothing moves."""
    after = [list(shelf) for shelf in shelves]
    shelf = next(number for number, each in enumerate(after) if item in each)
    place = after[shelf].index(item)
    if 0 <= place + step < len(after[shelf]):
        after[shelf].insert(place + step, after[shelf].pop(place))
    elif 0 <= shelf + step < len(after):
        after[shelf].pop(place)
        neighbour = after[shelf + step]
        neighbour.insert(len(neighbour) if step < 0 else 0, item)

    return after


def placed(shelves: Sequence[Sequence[int]], item: int, shelf: int, before: int | None) -> list[list[int]]:
    """The lists of items per section after `item` moved into the list `shelf`, before another item of it or to its
    end."""
    after = [[each for each in own if each != item] for own in shelves]
    if before == item:
        return [list(own) for own in shelves]
    after[shelf].insert(after[shelf].index(before) if before is not None else len(after[shelf]), item)
    return after


def edges(shelves: Sequence[Sequence[int]]) -> tuple[int | None, int | None]:
    """The first and the last item of all, which cannot move up or down; None if every list is
    empty."""
    items = [item for shelf in shelves for item in shelf]
    return (items[0], items[-1]) if items else (None, None)
