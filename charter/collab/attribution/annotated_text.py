"""Annotates a document tree with the contributor of each run of text."""

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

    def extend(self, words: str, at: datetime | None) -> None:
        """Append words of the same contributor."""
        self.words += words
        self.first = min(filter(None, (self.first, at)), default=None)
        self.last = max(filter(None, (self.last, at)), default=None)


@dataclass(frozen=True)
class AnnotatedNode:
    """An element of the text with its HTML tag; the root has none."""

    tag: str
    inside: list[Union["AnnotatedNode", AnnotatedRun]]
    attributes: dict[str, Any] = field(default_factory=dict)


def annotate(
    content: Content,
    text: Iterable[AuthoredWords],
    contributors: Contributors,
) -> AnnotatedNode:
    """Annotate a document (ProseMirror JSON) whose words are those of `text`."""
    return _node(content, _TextReader(text), contributors)


def _node(node: Content, text: "_TextReader", contributors: Contributors) -> AnnotatedNode:
    inside: list[AnnotatedNode | AnnotatedRun] = []
    for child in node.get("content", []):
        if child["type"] == "text":
            inside += _runs(child, text, contributors)
        else:
            inside.append(_node(child, text, contributors))

    if node["type"] == "hard_break":
        text.read(1)

    _mark_ends(inside)
    tag = schema.spec()["nodes"][node["type"]].get("tag", "")
    return AnnotatedNode(tag, inside, node.get("attrs", {}))


def _runs(node: Content, text: "_TextReader", contributors: Contributors) -> list[AnnotatedRun]:
    marks = [_mark(mark) for mark in node.get("marks", [])]
    runs: list[AnnotatedRun] = []

    for stretch, by in text.read(len(node["text"])):
        before = runs[-1] if runs else None
        # An author of nothing but line breaks is not listed; those belong to the run before.
        contributor = contributors.of(by) or (before and before.contributor)
        if before and before.contributor is contributor:
            before.extend(stretch, by.at)
        elif contributor:
            runs.append(AnnotatedRun(stretch, marks, contributor, by.at, by.at))

    return runs


def _mark(mark: Content) -> tuple[str, str]:
    href = mark.get("attrs", {}).get("href", "")
    return schema.spec()["marks"][mark["type"]]["tag"], href if schema.is_link(href) else ""


def _mark_ends(inside: list[AnnotatedNode | AnnotatedRun]) -> None:
    runs = [each for each in inside if isinstance(each, AnnotatedRun)]
    for run, after in pairwise(runs):
        run.ends = run.contributor is not after.contributor


class _TextReader:
    """Reads the words of a text from its start."""

    def __init__(self, text: Iterable[AuthoredWords]) -> None:
        self._rest = iter(text)
        self._current, self._at = AuthoredWords("", Author()), 0

    def read(self, count: int) -> list[AuthoredWords]:
        """The next `count` characters with their authors; LookupError if there are fewer."""
        found = []
        while count:
            if self._at == len(self._current.words):
                self._current, self._at = next(self._rest, AuthoredWords("", Author())), 0

            words = self._current.words[self._at : self._at + count]
            if not words:
                raise LookupError("more words than have authors")

            found.append(AuthoredWords(words, self._current.by))
            self._at += len(words)
            count -= len(words)

        return found
