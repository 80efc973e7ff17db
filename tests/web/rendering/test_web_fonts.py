"""The typeface that pages send along."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from fontTools.ttLib import TTFont

WEBFONTS = Path("static/webfonts")
OF_THE_INTERFACE = set("←→↑↓≥≤≠−")
"""Signs that stand in labels, which are set in the font of the machine."""


@pytest.mark.parametrize("name", ["serif", "serif-italic"])
def test_the_first_file_draws_every_letter_of_our_french(name):
    with Path("charter/translations/fr/LC_MESSAGES/messages.po").open("rb") as file:
        strings = [message.string for message in read_po(file)]
    words = "".join("".join(each) if isinstance(each, tuple) else each for each in strings)
    with TTFont(WEBFONTS / f"{name}.woff2") as font:
        drawn = set(map(chr, font.getBestCmap()))
    assert {letter for letter in words if letter.isprintable() or letter in "\u00a0\u202f"} - drawn <= OF_THE_INTERFACE


def test_what_a_page_loads_stays_small():
    assert (WEBFONTS / "serif.woff2").stat().st_size < 25_000
