"""The words of a text as they are indexed and looked for: folded (no case, no accents), and their stems.

SQLite and PostgreSQL have different tokenizers and only one of them a French stemmer. So both are given these
words, and find alike.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple
from unicodedata import category

from charter.core import alphabet

MAX_WORD_LENGTH = 60
"""Characters of a word that are compared; the rest of a longer one is ignored."""
MIN_STEM_LENGTH = 3
"""A suffix is removed only if so many letters remain."""
_SILENT = dict.fromkeys(map(ord, "\xad\u0640\u200b\u200c\u200d\u2060\ufeff"))
"""Inside a word, but no part of it: soft hyphen, the Arabic stroke that stretches words, joiners."""
_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Each is a word by itself: no space parts the words of Chinese and Japanese."""
_PLURALS = (("eaux", "eau"), ("aux", "al"), ("s", ""), ("x", ""))
_SUFFIXES = (
    ("abilite", "abl"),
    ("ibilite", "ibl"),
    ("issement", ""),
    ("isation", "is"),
    ("ateur", ""),
    ("atrice", ""),
    ("ation", ""),
    ("ement", ""),
    ("erons", ""),
    ("eront", ""),
    ("trice", "teur"),
    ("euse", "eu"),
    ("ante", ""),
    ("ique", ""),
    ("ite", ""),
    ("ive", "iv"),
    ("ing", ""),
    ("ant", ""),
    ("era", ""),
    ("ee", ""),
    ("er", ""),
    ("ez", ""),
    ("ed", ""),
    ("ic", ""),
    ("ie", ""),
    ("if", "iv"),
    ("e", ""),
    ("y", ""),
)
"""Endings of French, and some of English, without accents, each with what stands for it. The first that fits is
replaced."""
_DOUBLED = re.compile(r"(?<=\w{3})([lnst])\1$")


class Word(NamedTuple):
    """A word of a text: where it stands, and its folded form."""

    start: int
    end: int
    folded: str


def words(text: str) -> Iterator[Word]:
    """The words of a text, in order."""
    for found in _word().finditer(text):
        for folded in _folded(found[0]):
            yield Word(found.start(), found.end(), folded)


def folded(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return [word.folded for word in words(text)]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """What a folded word shares with its plural, its feminine and its conjugated forms."""
    singular = _without(word, _PLURALS) if not word.endswith("ss") else word
    if len(singular) <= MIN_STEM_LENGTH:
        return singular
    bare = _DOUBLED.sub(r"\1", _without(singular, _SUFFIXES))
    return f"{bare[:-2]}l" if bare.endswith("ail") else bare


def _without(word: str, endings: tuple[tuple[str, str], ...]) -> str:
    for ending, instead in endings:
        if word.endswith(ending) and len(word) - len(ending) + len(instead) >= MIN_STEM_LENGTH:
            return word[: -len(ending)] + instead
    return word


@lru_cache(maxsize=20_000)
def _folded(word: str) -> tuple[str, ...]:
    return tuple(each[:MAX_WORD_LENGTH] for each in alphabet.key(word.translate(_SILENT)).split())


@cache
def _word() -> re.Pattern[str]:
    """A run of letters, digits and the marks on them; or one ideograph."""
    marks = "".join(chr(code) for code in range(0x300, 0xFE30) if category(chr(code))[0] == "M")
    inside = f"{_ranges(marks)}{''.join(map(chr, _SILENT))}"
    return re.compile(rf"[{_IDEOGRAPHS}]|(?:(?![{_IDEOGRAPHS}])[^\W_][{inside}]*)+")


def _ranges(letters: str) -> str:
    """Sorted characters as ranges of a character class."""
    parts: list[str] = []
    for letter in letters:
        if parts and ord(parts[-1][-1]) == ord(letter) - 1:
            parts[-1] = f"{parts[-1][0]}-{letter}"
        else:
            parts.append(letter)
    return "".join(parts)
