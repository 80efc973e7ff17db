"""The characters that the fonts of the PDF can draw: Latin, Greek, Cyrillic, Arabic, Hebrew, signs
and emoji."""

from functools import cache, lru_cache
from pathlib import Path
from unicodedata import category, normalize

from flask import current_app
from fontTools.ttLib import TTFont

SPACES = " \u00a0\u202f"
_FORBIDDEN = ("Cc", "Co", "Cn", "Cs")
"""Control, private-use and unassigned characters and lone surrogates, which PDF/A does not allow.
"""


def is_drawn(letter: str) -> bool:
    """Whether a font has the character and PDF/A allows it."""
    return _is_drawn(letter, str(current_app.config["FONTS"]))


@lru_cache(maxsize=10_000)
def _is_drawn(letter: str, fonts: str) -> bool:
    plain = category(letter) not in _FORBIDDEN
    return letter == "\n" or (plain and (letter in SPACES or ord(letter) in alphabet(Path(fonts))))


def undrawn(text: str) -> list[str]:
    """The characters of a text that the PDF cannot draw, each once, in order."""
    return [letter for letter in dict.fromkeys(normalize("NFC", text)) if not is_drawn(letter)]


def listed(letters: list[str], most: int = 10) -> str:
    """Characters with their code points, the first few of them."""
    named = [f"{letter} (U+{ord(letter):04X})".strip() for letter in letters[:most]]
    return ", ".join(named) + (", …" if len(letters) > most else "")


def printable(text: str) -> str:
    """The text with each character that no font can draw replaced by its code point, such as
    [U+4E2D]."""
    return text.translate({ord(letter): f"[U+{ord(letter):04X}]" for letter in set(text) if not is_drawn(letter)})


def folder() -> Path:
    """The folder of the fonts."""
    return Path(current_app.config["FONTS"])


@cache
def alphabet(fonts: Path) -> frozenset[int]:
    """Every character that a font in the folder has."""
    return frozenset(code for file in fonts.glob("*.ttf") for code in _letters(file))


def _letters(file: Path) -> list[int]:
    with TTFont(file, lazy=True) as font:
        return list(font.getBestCmap())
