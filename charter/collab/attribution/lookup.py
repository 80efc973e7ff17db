"""Attribution lookup: who wrote the selected words of a live text."""

from typing import Any

from charter.collab.attribution import authorship
from charter.collab.attribution.contributors import Contributor, Contributors
from charter.collab.ydoc.encoding import IdRange
from charter.web.rendering.template_filters import span

MAX_RANGES = 2000
"""Ranges in one request."""
MAX_CONTRIBUTORS_SHOWN = 10
"""Contributors named in one answer."""


def answer(clause_id: int, ranges: object) -> dict[str, Any]:
    """The contributors of these ranges of a clause, in order, in the reader's language. ValueError
    unless they are lists of client, clock and length."""
    authors = authorship.authors_of_ranges(clause_id, _ranges(ranges))
    contributors = list(Contributors(authors, with_names=True))

    shown = [
        {"label": each.label, "when": _when(each), "colour": each.colour}
        for each in contributors[:MAX_CONTRIBUTORS_SHOWN]
    ]
    return {"contributors": shown, "more": max(0, len(contributors) - MAX_CONTRIBUTORS_SHOWN)}


def _when(contributor: Contributor) -> str:
    first, last = contributor.first, contributor.last
    return span(first, last).striptags() if first and last else ""


def _ranges(asked: object) -> list[IdRange]:
    match asked:
        case [*ranges] if len(ranges) <= MAX_RANGES:
            return [_range(each) for each in ranges]
    raise ValueError("no list of ranges, or too long a one")


def _range(asked: object) -> IdRange:
    match asked:
        case [int() as client, int() as clock, int() as length]:
            if min(client, clock, length - 1) >= 0:
                return client, clock, length
    raise ValueError("no range")
