"""What a process remembers of amendments as they are read: texts are told apart by keys that never mean another."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar, cast

from flask import Flask, current_app

from charter.content.diff import Comparison
from charter.content.merge.atoms import Stream
from charter.content.merge.patch import Patch

MB = 1_000_000
BYTES_PER_CHARACTER, BYTES_PER_ATOM, BYTES_PER_VALUE = 8, 170, 500
"""Measured on clauses of 300 words: a comparison holds 7 bytes for each character of both texts, a stream 167 for each
atom. A patch holds its base too, so 2,000 patches with a base of their own took 217 MB; with one for each clause, 6."""
Made = TypeVar("Made")


class Kept(Generic[Made]):
    """The values that were read last, as many as take no more than `most` bytes by the estimate of `weigh`."""

    def __init__(self, most: int, weigh: Callable[[Made], int]) -> None:
        self._most, self._weigh, self._weight = most, weigh, 0
        self._values: OrderedDict[tuple[str, ...], tuple[Made, int]] = OrderedDict()

    def __contains__(self, key: tuple[str, ...]) -> bool:
        return key in self._values

    @property
    def weight(self) -> int:
        """Of all that is remembered, in bytes."""
        return self._weight

    def get(self, key: tuple[str, ...], make: Callable[[], Made]) -> Made:
        """What is remembered under a key, or is made now; a text without a key is not stored, and not remembered."""
        if not all(key):
            return make()
        if key in self._values:
            self._values.move_to_end(key)
            return self._values[key][0]

        made = make()  # in a thread, if it is long: another request may have made it meanwhile
        if key not in self._values:
            self._values[key] = made, self._weigh(made) + BYTES_PER_VALUE
            self._weight += self._values[key][1]
        while self._weight > self._most:
            self._weight -= self._values.popitem(last=False)[1][1]
        return made


class Memory:
    """Comparisons and patches of stored texts, by the keys of both; the keys of wordings, by their digests."""

    def __init__(self, app: Flask) -> None:
        self._comparisons = Kept[Comparison](20 * MB, _of_comparison)
        self._streams = Kept[Stream](10 * MB, lambda stream: len(stream.atoms) * BYTES_PER_ATOM)
        self._patches = Kept[Patch](
            10 * MB, lambda patch: sum(len(each.put) + 2 for each in patch.hunks) * BYTES_PER_ATOM
        )
        self._sentences = Kept[list[str]](5 * MB, lambda said: sum(map(len, said)) * 2)
        self._words = Kept[str](5 * MB, lambda words: len(words) * 2)
        self._text_keys = Kept[str](5 * MB, len)
        app.extensions["amendment_readings"] = self

    def comparison(self, key: tuple[str, str], make: Callable[[], Comparison]) -> Comparison:
        """The lines of two texts."""
        return self._comparisons.get(key, make)

    def stream(self, key: str, make: Callable[[], Stream]) -> Stream:
        """The atoms of a text: one for all patches to it."""
        return self._streams.get((key,), make)

    def patch(self, key: tuple[str, str], make: Callable[[], Patch]) -> Patch:
        """What one text makes of another."""
        return self._patches.get(key, make)

    def sentences(self, key: tuple[str, ...], make: Callable[[], list[str]]) -> list[str]:
        """What one text makes of another, in words: by the keys of both, a language, and what the clause is called."""
        return self._sentences.get(key, make)

    def has_words(self, digest: str) -> bool:
        """Whether the search key of a wording is known."""
        return (digest,) in self._words

    def words(self, digest: str, make: Callable[[], str]) -> str:
        """The search key of a wording."""
        return self._words.get((digest,), make)

    def has_text_key(self, digest: str) -> bool:
        """Whether the key of the texts of a wording is known."""
        return (digest,) in self._text_keys

    def text_key(self, digest: str, make: Callable[[], str]) -> str:
        """What tells the texts of a wording from others: the same for two that ask the very same."""
        return self._text_keys.get((digest,), make)


def _of_comparison(compared: Comparison) -> int:
    return sum(len(piece.words) for row in compared.rows for piece in row.pieces) * BYTES_PER_CHARACTER


def install(app: Flask) -> None:
    """Let `app` remember."""
    Memory(app)


def of_app() -> Memory:
    """What this process remembers."""
    return cast(Memory, current_app.extensions["amendment_readings"])
