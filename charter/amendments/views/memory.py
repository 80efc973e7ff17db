"""What a process remembers of amendments as they are read: texts are told apart by keys that never mean another."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from flask import Flask, current_app

from charter.content.diff import Comparison
from charter.content.merge.patch import Patch

MAX_KEPT = 2000
"""Comparisons, and patches, that a process remembers: about 20 MB."""
_MISSING = object()
Made = TypeVar("Made")


class Memory:
    """Comparisons and patches of stored texts, by the keys of both; the search keys of wordings, by their digests."""

    def __init__(self, app: Flask) -> None:
        self._comparisons: OrderedDict[Hashable, Comparison] = OrderedDict()
        self._patches: OrderedDict[Hashable, Patch] = OrderedDict()
        self._sentences: OrderedDict[Hashable, list[str]] = OrderedDict()
        self._words: OrderedDict[Hashable, str] = OrderedDict()
        app.extensions["amendment_readings"] = self

    def comparison(self, key: tuple[str, str], make: Callable[[], Comparison]) -> Comparison:
        """The lines of two texts."""
        return _kept(self._comparisons, key, make)

    def patch(self, key: tuple[str, str], make: Callable[[], Patch]) -> Patch:
        """What one text makes of another."""
        return _kept(self._patches, key, make)

    def sentences(self, key: tuple[str, ...], make: Callable[[], list[str]]) -> list[str]:
        """What one text makes of another, in words: by the keys of both, a language, and what the clause is called."""
        return _kept(self._sentences, key, make)

    def has_words(self, digest: str) -> bool:
        """Whether the search key of a wording is known."""
        return (digest,) in self._words

    def words(self, digest: str, make: Callable[[], str]) -> str:
        """The search key of a wording."""
        return _kept(self._words, (digest,), make)


def _kept(memory: OrderedDict[Hashable, Made], key: tuple[str, ...], make: Callable[[], Made]) -> Made:
    """What is remembered under a key, or is made now; a text without a key is not stored, and not remembered."""
    if not all(key):
        return make()
    found = memory.pop(key, _MISSING)
    memory[key] = made = make() if found is _MISSING else cast(Made, found)
    while len(memory) > MAX_KEPT:
        memory.popitem(last=False)
    return made


def install(app: Flask) -> None:
    """Let `app` remember."""
    Memory(app)


def of_app() -> Memory:
    """What this process remembers."""
    return cast(Memory, current_app.extensions["amendment_readings"])
