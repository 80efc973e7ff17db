"""Colours that can be read: the accent of a site, and what is made of it for the light and the dark
theme. Plain values in, plain values out."""

import re
from collections.abc import Callable

MAX_NAME_LENGTH = 60
MAX_WELCOME_LENGTH = 1000
"""Characters."""
MIN_CONTRAST = 4.5
"""Of text (WCAG 2.2, success criterion 1.4.3, level AA)."""
LIGHT_PAPER, LIGHT_GROUND = "#fffdf8", "#f7f4ec"
DARK_PAPER, DARK_GROUND = "#1e1c19", "#161513"
"""The grounds of `static/css/base/tokens.css`."""
WHITE, BLACK = "#ffffff", "#000000"
_SOFT_SHARE = 0.14
"""Of the accent in the ground of what is chosen or said aside."""
_STEPS = 100

Rgb = tuple[int, int, int]


def is_colour(text: str) -> bool:
    """Whether a text is a colour as #rrggbb."""
    return re.fullmatch("#[0-9a-fA-F]{6}", text) is not None


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def is_readable(colour: str) -> bool:
    """Whether text of this colour can be read on the light grounds, and light text on it."""
    return all(contrast(colour, each) >= MIN_CONTRAST for each in (LIGHT_PAPER, LIGHT_GROUND, soft(colour)))


def darkened(colour: str) -> str:
    """The nearest darker colour that is readable; the colour itself if it is."""
    return _towards(BLACK, colour, is_readable)


def lightened(colour: str) -> str:
    """The nearest lighter colour that is readable on the dark grounds; the colour itself if it is."""
    return _towards(WHITE, colour, _is_readable_in_the_dark)


def soft(colour: str, paper: str = LIGHT_PAPER) -> str:
    """The colour as a ground for text."""
    return _mixed(paper, colour, _SOFT_SHARE)


def stylesheet(colour: str) -> str:
    """The custom properties of a readable accent, for both themes."""
    light = f"--accent: {colour}; --accent-soft: {soft(colour)}; --on-accent: {LIGHT_PAPER};"
    pale = lightened(colour)
    dark = f"--accent: {pale}; --accent-soft: {soft(pale, DARK_PAPER)}; --on-accent: {DARK_GROUND};"

    return f":root {{ {light} }}\n@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"


def _is_readable_in_the_dark(colour: str) -> bool:
    grounds = (DARK_PAPER, DARK_GROUND, soft(colour, DARK_PAPER))
    return all(contrast(colour, each) >= MIN_CONTRAST for each in grounds)


def _towards(end: str, colour: str, is_enough: Callable[[str], bool]) -> str:
    """The first of the colours from this one to an end that is enough; the end is."""
    return next(mixed for step in range(_STEPS + 1) if is_enough(mixed := _mixed(colour, end, step / _STEPS)))


def _mixed(one: str, other: str, share: float) -> str:
    pairs = zip(_rgb(one), _rgb(other), strict=True)
    return "#" + "".join(f"{round(first + (second - first) * share):02x}" for first, second in pairs)


def _rgb(colour: str) -> Rgb:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    """The relative luminance of a colour (WCAG 2.2, "relative luminance")."""
    red, green, blue = (_linear(part / 255) for part in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
