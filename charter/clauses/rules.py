"""Numbering and order. Plain values in, plain values out."""

from collections.abc import Sequence

PREAMBLE, ARTICLE = "preamble", "article"
SETTLED = ("adopted", "dropped")
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(number: int) -> str:
    """A section's number as charters print it; `number` is 1 or more."""
    digits = ""
    for value, letters in _ROMAN:
        while number >= value:
            digits, number = digits + letters, number - value
    return digits


def moved(shelves: Sequence[Sequence[int]], item: int, step: int) -> list[list[int]]:
    """Shelves of items after `item` went one place up (step -1) or down (+1), over a shelf's edge into the next.

    At the very top or bottom nothing moves.
    """
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


def edges(shelves: Sequence[Sequence[int]]) -> tuple[int | None, int | None]:
    """The items that cannot go up and down: first and last of all, or None where every shelf is empty."""
    items = [item for shelf in shelves for item in shelf]
    return (items[0], items[-1]) if items else (None, None)
