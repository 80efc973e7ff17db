"""The document tree with the contributor of each run of text."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any, Union

from charter.collab.attribution.authorship import Author, AuthoredWords
from charter.collab.attribution.contributors import Contributor, Contributors
from charter.content import schema
from charter.content.schema import Content


@dataclass
class AnnotatedRun:
    """Consecutive words of one contributor with the same marks: (tag, link target or ""), the
    outermost first.

    `ends`: whether the words after it in the line, if any, have another contributor.
    """

    words: str
    marks: list[tuple[str, str]]
    contributor: Contributor
    first: datetime | None
    last: datetime | None
    ends: bool = True

    def go_on(self, words: str, at: datetime | None) -> None:
        """Append words of the same contributor."""
        self.words += words
        self.first = min(filter(None, (self.first, at)), default=None)
        self.last = max(filter(None, (self.last, at)), default=None)


@dataclass(frozen=True)
class Block:
    """An element of the text with its HTML tag; the root has none."""

    tag: str
    inside: list[Union["Block", AnnotatedRun]]
    attributes: dict[str, Any] = field(default_factory=dict)


def annotate(content: Content, text: Iterable[AuthoredWords], contributors: Contributors) -> Block:
    """Annotate a document (ProseMirror JSON) whose words are those of `text`."""
    return _block(content, _Words(text), contributors)


def _block(node: Content, words: "_Words", contributors: Contributors) -> Block:
    inside: list[Block | AnnotatedRun] = []
    for child in node.get("content", []):
        if child["type"] == "text":
            inside += _runs(child, words, contributors)
        else:
            inside.append(_block(child, words, contributors))

    if node["type"] == "hard_break":
        words.take(1)

    _mark_ends(inside)
    return Block(schema.spec()["nodes"][node["type"]].get("tag", ""), inside, node.get("attrs", {}))


def _runs(node: Content, words: "_Words", contributors: Contributors) -> list[AnnotatedRun]:
    marks = [_mark(mark) for mark in node.get("marks", [])]
    runs: list[AnnotatedRun] = []

    for stretch, by in words.take(len(node["text"])):
        before = runs[-1] if runs else None
        # An author of nothing but line breaks is not listed; those belong to the run before.
        contributor = contributors.of(by) or (before and before.contributor)
        if before and before.contributor is contributor:
            before.go_on(stretch, by.at)
        elif contributor:
            runs.append(AnnotatedRun(stretch, marks, contributor, by.at, by.at))

    return runs


def _mark(mark: Content) -> tuple[str, str]:
    href = mark.get("attrs", {}).get("href", "")
    return schema.spec()["marks"][mark["type"]]["tag"], href if schema.is_link(href) else ""


def _mark_ends(inside: list[Block | AnnotatedRun]) -> None:
    runs = [each for each in inside if isinstance(each, AnnotatedRun)]
    for run, after in pairwise(runs):
        run.ends = run.contributor is not after.contributor


class _Words:
    """A cursor over the words of a text."""

    def __init__(self, text: Iterable[AuthoredWords]) -> None:
        self._rest = iter(text)
        self._held, self._at = AuthoredWords("", Author()), 0

    def take(self, count: int) -> list[AuthoredWords]:
        """The next `count` characters with their authors; LookupError if there are fewer."""
        taken = []
        while count:
            if self._at == len(self._held.words):
                self._held, self._at = next(self._rest, AuthoredWords("", Author())), 0

            words = self._held.words[self._at : self._at + count]
            if not words:
                raise LookupError("more words than are signed")

            taken.append(AuthoredWords(words, self._held.by))
            self._at += len(words)
            count -= len(words)

        return taken
