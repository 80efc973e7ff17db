"""Which characters the fonts of the PDF can draw: Latin, Greek, Cyrillic, Arabic, Hebrew, signs and emoji."""

from functools import cache, lru_cache
from pathlib import Path
from unicodedata import category, normalize

from flask import current_app
from fontTools.ttLib import TTFont

SPACES = " \u00a0\u202f"
_FORBIDDEN = ("Cc", "Co", "Cn", "Cs")
"""Control, private, unassigned characters and halves of pairs: PDF/A lets none of them stand."""


def is_drawn(letter: str) -> bool:
    """Whether a font has the letter and PDF/A lets it stand."""
    return _is_drawn(letter, str(current_app.config["FONTS"]))


@lru_cache(maxsize=10_000)
def _is_drawn(letter: str, fonts: str) -> bool:
    plain = category(letter) not in _FORBIDDEN
    return letter == "\n" or (plain and (letter in SPACES or ord(letter) in alphabet(Path(fonts))))


def undrawn(text: str) -> list[str]:
    """The characters of a text that no font of the PDF can draw, each once, as they come."""
    return [letter for letter in dict.fromkeys(normalize("NFC", text)) if not is_drawn(letter)]


def listed(letters: list[str], most: int = 10) -> str:
    """Characters as one reads them out: each with its number, the first few of them."""
    told = [f"{letter} (U+{ord(letter):04X})".strip() for letter in letters[:most]]
    return ", ".join(told) + (", …" if len(letters) > most else "")


def printable(text: str) -> str:
    """The text with each character that no font can draw written out as its number, such as [U+4E2D]."""
    return text.translate({ord(letter): f"[U+{ord(letter):04X}]" for letter in set(text) if not is_drawn(letter)})


def folder() -> Path:
    """Where the fonts are."""
    return Path(current_app.config["FONTS"])


@cache
def alphabet(fonts: Path) -> frozenset[int]:
    """Every character that a font in the folder has."""
    return frozenset(code for file in fonts.glob("*.ttf") for code in _letters(file))


def _letters(file: Path) -> list[int]:
    with TTFont(file, lazy=True) as font:
        return list(font.getBestCmap())
