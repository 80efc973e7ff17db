"""What is shown of a text that was found: a part of it, in which what was looked for is marked."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from charter.search.rules import words
from charter.search.rules.asked import Asked
from charter.search.rules.words import Word

SNIPPET_LENGTH = 220
"""Characters of a snippet, about two lines."""
BEFORE_FIRST = 60
"""Characters shown before the first word that was found."""
MAX_SCANNED = 40_000
"""Characters of a text that are searched for the words to mark."""


class Piece(NamedTuple):
    """A part of a text, and whether it was looked for."""

    words: str
    is_found: bool


def marked(text: str, asked: Asked) -> list[Piece]:
    """A whole text, with what was looked for."""
    return list(_pieces(text, 0, len(text), _found(text, asked)))


def snippet(text: str, asked: Asked) -> list[Piece]:
    """The part of a text around the first place with the most that was looked for; its beginning if there is
    none."""
    found = _found(text[:MAX_SCANNED], asked)
    start, end = _window(text, found)
    pieces = list(_pieces(text, start, end, found))
    before = [Piece("… ", False)] if start else []
    return before + pieces + ([Piece(" …", False)] if end < len(text) else [])


def _found(text: str, asked: Asked) -> list[tuple[int, int]]:
    """Where the words and phrases stand, in order."""
    every = list(words.words(text))
    places = {(word.start, word.end) for word in every if _is_wanted(word.folded, asked)}
    return sorted(places | {place for phrase in asked.phrases for place in _phrase(every, phrase.split())})


def _is_wanted(folded: str, asked: Asked) -> bool:
    if asked.beginning and (folded.startswith(asked.beginning) or words.stem(folded) == words.stem(asked.beginning)):
        return True
    return words.stem(folded) in asked.stems


def _phrase(every: Sequence[Word], phrase: list[str]) -> Iterator[tuple[int, int]]:
    length = len(phrase)
    for place in range(len(every) - length + 1):
        if [word.folded for word in every[place : place + length]] == phrase:
            yield every[place].start, every[place + length - 1].end


def _window(text: str, found: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """From where to where: a little before the place from which most is within reach."""
    if not found:
        return 0, _after_word(text, SNIPPET_LENGTH)
    reach = SNIPPET_LENGTH - BEFORE_FIRST
    counts = [
        sum(start <= each < start + reach for each, _end in found[at : at + 50]) for at, (start, _) in _indexed(found)
    ]
    best = found[counts.index(max(counts))][0]
    start = 0 if best <= BEFORE_FIRST else text.rfind(" ", 0, best - BEFORE_FIRST // 2) + 1
    start = max(start, best - BEFORE_FIRST, 0)
    return start, _after_word(text, start + SNIPPET_LENGTH)


def _indexed(found: Sequence[tuple[int, int]]) -> Iterator[tuple[int, tuple[int, int]]]:
    return enumerate(found[:200])


def _after_word(text: str, end: int) -> int:
    """The end of the last whole word up to `end`."""
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", 0, end)
    return space if space > end - BEFORE_FIRST else end


def _pieces(text: str, start: int, end: int, found: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    at = start
    for begins, ends in found:
        if begins < at or ends > end:
            continue
        if begins > at:
            yield Piece(text[at:begins], False)
        yield Piece(text[begins:ends], True)
        at = ends
    if at < end:
        yield Piece(text[at:end], False)
