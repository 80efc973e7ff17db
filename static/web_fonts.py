"""Cuts the typeface of the pages down to the letters that they need: variable WOFF2 files in static/webfonts, which
css/base/fonts.css names with the same ranges. Equal inputs give equal bytes."""

from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).parent
SOURCES = HERE / "node_modules" / "@fontsource-variable" / "source-serif-4" / "files"
TARGET = HERE / "webfonts"
WEIGHTS = {"wght": (400, 700)}

_ASCII = range(0x20, 0x7F)
_LATIN_1 = range(0xA0, 0x100)
_SIGNS = (*range(0x2010, 0x2015), 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E, 0x2022, 0x2026, 0x202F, 0x20AC)
_FRENCH = tuple(map(ord, "\u00a0§©«\u00ad°·»×ÀÂÆÇÈÉÊËÎÏÔÙÛÜàâæçèéêëîïôùûüÿŒœŸ"))
FONTS = {
    "serif": ("latin-wght-normal", {*_ASCII, *_FRENCH, *_SIGNS}),
    "serif-latin": ("latin-wght-normal", {*_LATIN_1} - {*_FRENCH}),
    "serif-extended": ("latin-ext-wght-normal", {*range(0x100, 0x180), *range(0x218, 0x21C)} - {*_FRENCH}),
    "serif-italic": ("latin-wght-italic", {*_ASCII, *_LATIN_1, *_FRENCH, *_SIGNS}),
}
"""Each file: what it is cut from, and its characters. The first is all that a page in French or English loads."""


def cut(source: Path, characters: set[int], target: Path) -> None:
    """Write the part of a variable font that draws `characters`, in the weights that pages use."""
    options = Options()
    options.layout_features = ["kern", "liga", "locl", "ccmp"]
    options.hinting = False
    font = TTFont(source, recalcTimestamp=False)
    _draw_those_without_break(font)

    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    instancer.instantiateVariableFont(font, WEIGHTS, inplace=True)
    font.flavor = "woff2"
    font.save(target)


def _draw_those_without_break(font: TTFont) -> None:
    """The narrow no-break space of French and the no-break hyphen, which the source lacks, as their like."""
    for table in font["cmap"].tables:
        for missing, like in ((0x202F, 0x2009), (0x2011, 0x2010)):
            if like in table.cmap:
                table.cmap[missing] = table.cmap[like]


def main() -> None:
    """Cut them all."""
    TARGET.mkdir(exist_ok=True)
    for name, (source, characters) in FONTS.items():
        cut(SOURCES / f"source-serif-4-{source}.woff2", characters, TARGET / f"{name}.woff2")


if __name__ == "__main__":
    main()
