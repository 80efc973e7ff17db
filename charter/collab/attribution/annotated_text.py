"""A text in its layout with each stretch of words marked by its hand."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any, Union

from charter.collab.attribution.authorship import Signature, Signed
from charter.collab.attribution.contributors import Hand, Hands
from charter.content import schema
from charter.content.schema import Content


@dataclass
class Piece:
    """Words in a row by one hand under the same marks: (tag, address of a link or nothing), the outermost first.

    `ends` says that the words after it in the line, if any, are another's.
    """

    words: str
    marks: list[tuple[str, str]]
    hand: Hand
    first: datetime | None
    last: datetime | None
    ends: bool = True

    def go_on(self, words: str, at: datetime | None) -> None:
        """Add words that the same hand wrote, later or before."""
        self.words += words
        self.first = min(filter(None, (self.first, at)), default=None)
        self.last = max(filter(None, (self.last, at)), default=None)


@dataclass(frozen=True)
class Block:
    """An element of the text, under its HTML tag; the root has none."""

    tag: str
    inside: list[Union["Block", Piece]]
    attributes: dict[str, Any] = field(default_factory=dict)


def laid_out(content: Content, text: Iterable[Signed], hands: Hands) -> Block:
    """The text of a document (ProseMirror JSON), whose words are those of `text`."""
    return _block(content, _Words(text), hands)


def _block(node: Content, words: "_Words", hands: Hands) -> Block:
    inside: list[Block | Piece] = []
    for child in node.get("content", []):
        if child["type"] == "text":
            inside += _pieces(child, words, hands)
        else:
            inside.append(_block(child, words, hands))
    if node["type"] == "hard_break":
        words.take(1)
    _mark_ends(inside)
    return Block(schema.spec()["nodes"][node["type"]].get("tag", ""), inside, node.get("attrs", {}))


def _pieces(node: Content, words: "_Words", hands: Hands) -> list[Piece]:
    marks = [_mark(mark) for mark in node.get("marks", [])]
    pieces: list[Piece] = []
    for stretch, by in words.take(len(node["text"])):
        before = pieces[-1] if pieces else None
        hand = hands.of(by) or (before and before.hand)  # a hand that wrote nothing but line feeds is not listed
        if before and before.hand is hand:
            before.go_on(stretch, by.at)
        elif hand:
            pieces.append(Piece(stretch, marks, hand, by.at, by.at))
    return pieces


def _mark(mark: Content) -> tuple[str, str]:
    href = mark.get("attrs", {}).get("href", "")
    return schema.spec()["marks"][mark["type"]]["tag"], href if schema.is_link(href) else ""


def _mark_ends(inside: list[Block | Piece]) -> None:
    pieces = [each for each in inside if isinstance(each, Piece)]
    for piece, after in pairwise(pieces):
        piece.ends = piece.hand is not after.hand


class _Words:
    """The words of a text, taken from the start."""

    def __init__(self, text: Iterable[Signed]) -> None:
        self._rest = iter(text)
        self._held, self._at = Signed("", Signature()), 0

    def take(self, count: int) -> list[Signed]:
        """The next so many characters, with who wrote them; LookupError when there are not so many."""
        taken = []
        while count:
            if self._at == len(self._held.words):
                self._held, self._at = next(self._rest, Signed("", Signature())), 0
            words = self._held.words[self._at : self._at + count]
            if not words:
                raise LookupError("more words than are signed")
            taken.append(Signed(words, self._held.by))
            self._at += len(words)
            count -= len(words)
        return taken
