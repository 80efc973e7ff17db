"""“Who wrote this?”, asked of some words while they are being written."""

from typing import Any

from charter.collab.attribution import authorship
from charter.collab.attribution.contributors import Hands
from charter.collab.attribution.provenance import Range
from charter.web.rendering.template_filters import span

MOST = 2000
"""Ranges that one may ask about at once."""
SHOWN = 10
"""Hands named in one answer."""


def answer(clause_id: int, ranges: object) -> dict[str, Any]:
    """Who wrote the items of these ranges of a clause, first come first, in the reader's language; ValueError unless
    they are lists of client, clock and length."""
    hands = list(Hands(authorship.of_ranges(clause_id, _ranges(ranges)), with_names=True))
    told = [
        {
            "who": hand.label,
            "when": span(hand.first, hand.last).striptags() if hand.first and hand.last else "",
            "colour": hand.colour,
        }
        for hand in hands[:SHOWN]
    ]
    return {"hands": told, "more": max(0, len(hands) - SHOWN)}


def _ranges(asked: object) -> list[Range]:
    match asked:
        case [*ranges] if len(ranges) <= MOST:
            return [_range(each) for each in ranges]
    raise ValueError("no list of ranges, or too long a one")


def _range(asked: object) -> Range:
    match asked:
        case [int() as client, int() as clock, int() as length] if min(client, clock, length - 1) >= 0:
            return client, clock, length
    raise ValueError("no range")
