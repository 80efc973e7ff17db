"""Write note calls into the HTML of a text: a link after the words of each comment, which also get a mark of their own.

Nothing of this is ever stored: the text, its digest and its exports know no comments.
"""

import html as entities
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from charter.collab.attribution.identified_text import INLINE, characters, units
from charter.comments.anchors.quotes import Stretch
from charter.content import schema

_TOKEN = re.compile(r'<(?P<close>/?)(?P<tag>\w+)(?:"[^"]*"|[^">])*>|[^<]+')
COMMENTED = "commented"


class Call(NamedTuple):
    """A link to a thread, as HTML, and the words that the thread is about; `mark`: the class of these."""

    link: str
    stretches: Sequence[Stretch]
    mark: str = COMMENTED


class _Line:
    """What is written into one line."""

    def __init__(self) -> None:
        self.marked: list[tuple[int, int, str]] = []
        self.links: dict[int, str] = defaultdict(str)

    @property
    def cuts(self) -> set[int]:
        """Where the words are cut."""
        return {place for start, end, _mark in self.marked for place in (start, end)} | self.links.keys()

    def marks(self, place: int) -> str:
        """The classes of what follows; "" where nothing is about it."""
        return " ".join(sorted({mark for start, end, mark in self.marked if start <= place < end}))


def annotated(html: str, calls: Iterable[Call], beside: Callable[[int], str] | None = None) -> str:
    """The sanitised HTML of a clause with these calls; `beside` gives what stands at the end of each line with words,
    by its number among those, from 0."""
    lines = _lines(calls)
    return "".join(_Writer(lines, beside).written(html))


def _lines(calls: Iterable[Call]) -> dict[int, _Line]:
    lines: dict[int, _Line] = defaultdict(_Line)
    for link, stretches, mark in calls:
        for line, start, end in stretches:
            lines[line].marked.append((start, end, mark))
        if stretches:
            lines[stretches[-1].line].links[stretches[-1].end] += link
    return lines


class _Writer:
    """Goes through the HTML from its start."""

    def __init__(self, lines: dict[int, _Line], beside: Callable[[int], str] | None) -> None:
        self._lines, self._beside = lines, beside
        self._number, self._offset, self._with_words = -1, 0, 0
        self._has_words = self._is_in_link = False
        self._waiting = ""
        """Links that would stand inside another link."""

    def written(self, html: str) -> list[str]:
        """The parts of the new HTML."""
        return [part for token in _TOKEN.finditer(html) for part in self._token(token)]

    def _token(self, token: re.Match[str]) -> list[str]:
        tag, is_end = token["tag"], bool(token["close"])
        if not tag:
            return self._words(token[0])
        if tag == "br":
            self._offset += 1
        elif tag == "a":
            self._is_in_link = not is_end
            return [token[0], self._released()] if is_end else [token[0]]
        elif tag in _line_tags():
            return self._edge(token[0], is_end)
        return [token[0]]

    def _edge(self, tag: str, is_end: bool) -> list[str]:
        if not is_end:
            self._number, self._offset, self._has_words = self._number + 1, 0, False
            return [tag]
        if not self._has_words:
            return [tag]
        self._with_words += 1
        return [self._beside(self._with_words - 1) if self._beside else "", tag]

    def _released(self) -> str:
        waiting, self._waiting = self._waiting, ""
        return waiting

    def _words(self, escaped: str) -> list[str]:
        self._has_words |= not escaped.isspace()
        line = self._lines.get(self._number)
        text = units(entities.unescape(escaped))
        start, self._offset = self._offset, self._offset + len(text)
        if not line:
            return [escaped]

        cuts = sorted({start, self._offset} | {each for each in line.cuts if start < each < self._offset})
        found = []
        for first, last in pairwise(cuts):
            words = entities.escape(characters(text[first - start : last - start]), quote=False)
            marks = line.marks(first)
            found.append(f'<span class="{marks}">{words}</span>' if marks else words)
            found.append(self._link(line.links.get(last, "")))
        return found

    def _link(self, link: str) -> str:
        if self._is_in_link:
            self._waiting += link
            return ""
        return link


@cache
def _line_tags() -> frozenset[str]:
    return frozenset(node["tag"] for node in schema.spec()["nodes"].values() if node.get("content") == INLINE)
