"""The stages of suggestions, their limits, what is hashed of a text, and which words of it they touch. Plain values in,
plain values out."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from charter.content.diff import ADDED, ARRIVED, SAME, UNCHANGED, Comparison, Row

DRAFT, OPEN = "draft", "open"
ACCEPTED, DECLINED, WITHDRAWN, REPLACED, CONVERTED = "accepted", "declined", "withdrawn", "replaced", "converted"
STAGES = (DRAFT, OPEN, ACCEPTED, DECLINED, WITHDRAWN, REPLACED, CONVERTED)
"""`draft`: its author alone sees it. `open`: to be decided. `replaced`: its author made another one of it. `converted`:
it became the draft of an amendment."""
PENDING = (DRAFT, OPEN)
CHARTER_STAGES = ("preparing", "drafting")
"""The stages of a charter in which its text is suggested to."""

MAX_EACH = 30
"""Suggestions of one member in one charter that are not settled."""
MAX_OF_CLAUSE = 200
"""Open suggestions to one clause."""
MAX_TOUCHED = 20
"""Paragraphs of one suggestion that are found again in a text that changes."""
MAX_REASON_LENGTH = 2000
"""Characters of the reason for which a suggestion is declined."""


class Touched(NamedTuple):
    """Words of a line of the base, by their place in it; the line counts from 0."""

    line: int
    start: int
    end: int


def hashed(salt: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON of which the journal states the digest. `salt`: random, so that nobody guesses a text that only members
    read from its digest, which is public."""
    return {"salt": salt, "content": dict(content)}


def touched(compared: Comparison) -> list[Touched]:
    """The words of a text that another one changes, one stretch a line; what is put in is with the words beside it."""
    found: dict[int, Touched] = {}
    last = 0
    for row in compared.rows:
        if row.state in (ADDED, ARRIVED):
            _keep(found, _end_of(compared, last))
            continue
        last = row.old or last
        if row.state != SAME and row.old:
            _keep(found, _stretch(row, row.old - 1))
    return [found[line] for line in sorted(found)][:MAX_TOUCHED]


def _keep(found: dict[int, Touched], stretch: Touched | None) -> None:
    if stretch:
        before = found.get(stretch.line, stretch)
        found[stretch.line] = Touched(stretch.line, min(before.start, stretch.start), max(before.end, stretch.end))


def _end_of(compared: Comparison, number: int) -> Touched | None:
    """The last word of the line with this number from 1; the first word of the text for 0."""
    row = next((each for each in compared.rows if each.old and each.state != ARRIVED and each.old >= number), None)
    if row is None or row.was is None or row.old is None:
        return None
    words = row.was.words
    start, end = _word_at(words, len(words)) if number else _word_at(words, 0)
    return Touched(row.old - 1, start, end)


def _stretch(row: Row, line: int) -> Touched:
    words = row.was.words if row.was else ""
    places = list(_places(row))
    if not places:
        return Touched(line, 0, len(words))  # it moves, or has another form: all of it
    first, last = min(start for start, _end in places), max(end for _start, end in places)
    start, end = (_word_at(words, first)) if first == last else (first, last)
    return Touched(line, start, end)


def _places(row: Row) -> Iterator[tuple[int, int]]:
    at = 0
    for piece in row.was_pieces or row.pieces:
        if piece.state == ADDED:
            yield at, at
            continue
        if piece.state != UNCHANGED:
            yield at, at + len(piece.words)
        at += len(piece.words)


def _word_at(words: str, place: int) -> tuple[int, int]:
    """The word that ends at or before a place or, where there is none, the first one after it."""
    before = words[:place].rstrip()
    if before:
        return len(before) - len(before.split()[-1]), len(before)
    after = words[place:].lstrip()
    start = len(words) - len(after)
    return start, start + len((after.split() or [""])[0])
