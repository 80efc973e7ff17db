"""What is mended in a typed or pasted text before it is read as Markdown: what people and word processors write
in place of its signs."""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from charter.core import invisible
from charter.imports.rules import page_furniture
from charter.imports.rules.labels import label

MIN_WRAPPED_LINE, MAX_WRAPPED_LINE = 50, 100
"""Characters of a line that was broken because it was full."""
SHARE_FULL, SHARE_OPEN = 0.5, 0.6
"""The share of lines that are full, and of these that end inside a sentence, from which a text is wrapped."""
_BULLET = re.compile(r"^[ \t]*[•·▪◦●○‣⁃–—\uf0b7][ \t\u00a0]+(?=\S)", re.MULTILINE)
_INNER_BULLET = re.compile(r"^[ \t]*[o§Øüv\uf000-\uf0ff]\t[ \t]*(?=\S)", re.MULTILINE)
"""The signs of Word for lists inside lists: letters of its fonts for symbols, before a tab."""
_HYPHENATED = re.compile(r"(?<=[^\W\d_])\u00ad[ \t]*\n[ \t]*(?=[^\W\d_])")
_NUMBER_AND_TAB = re.compile(r"\A[ \t]*(?:[-*+]|\(?\w{1,4}[.)°]+)[ \t]+")
_GLUED_HEADING = re.compile(r"^( {0,3}#{1,6})(?=[^#\s])", re.MULTILINE)
_ATTRIBUTES = re.compile(r"^(#{1,6}[ \t][^{}\n]*)(\{[#.][^{}\n]*\})[ \t#]*$", re.MULTILINE)
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_STARTS_A_LINE = re.compile(r"[ \t]*(?:[-*+>#|]|\d{1,9}[.)])")
_IN_A_LIST = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+\S|[ \t]*>|[ \t]+\S")
_IS_OUTSIDE = re.compile(r"(?![-*+>][ \t]|\d{1,9}[.)][ \t]|>)\S")
_ENDS_A_LINE = (".", ":", ";", "!", "?")
_STARTS_AN_ITEM = re.compile(r"[ \t]*(?:(?:[a-z]|\d{1,2}|[ivx]+)\)|\d{1,2}°|\(\w{1,3}\)|[IVX]+\s?\.?\s?[-–—])\s?\S")


@dataclass(frozen=True)
class Mended:
    """A text ready to be read, and what was taken out of it: kind and words of each."""

    text: str
    taken_out: tuple[tuple[str, str], ...]


def mended(source: str) -> Mended:
    """The text with Markdown's own signs, and what had to be taken out."""
    taken_out: list[tuple[str, str]] = []
    text = source.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    text = _HYPHENATED.sub("", text.replace("\v", "\n").replace("\f", "\n\n"))
    text, unseen = _without_invisible(text)
    taken_out += [("invisible", each) for each in unseen]

    if front := _FRONT_MATTER.match(text):
        taken_out.append(("front_matter", front[1]))
        text = text[front.end() :]

    taken_out += [("attributes", found[2]) for found in _ATTRIBUTES.finditer(text)]
    text = _ATTRIBUTES.sub(r"\1", text)
    text, printed_around = page_furniture.without(text)
    text = _INNER_BULLET.sub("  - ", _BULLET.sub("- ", _GLUED_HEADING.sub(r"\1 ", text)))
    taken_out += [*printed_around, *(("table", each) for each in _tables(text))]
    return Mended(text, tuple(taken_out))


def _tables(text: str) -> Iterator[str]:
    """The first row of each table of a word processor: lines that follow one another, with as many tabs."""
    rows = [_NUMBER_AND_TAB.sub("", row).strip() for row in text.split("\n")]
    for tabs, group in itertools.groupby(rows, lambda row: row.count("\t")):
        table = list(group)
        if tabs and len(table) > 1:
            yield " ".join(table[0].split())


def _without_invisible(text: str) -> tuple[str, list[str]]:
    found = invisible.hidden(text)
    if not found:
        return text, []
    letters = list(text)
    for place, _name in found:
        letters[place] = ""
    return "".join(letters), list(dict.fromkeys(name for _place, name in found))


def with_lists_closed(text: str, ends_list: Callable[[str], bool]) -> str:
    """The text with an empty line after each list that a line which `ends_list` follows at once: Markdown would
    take that line into the last item."""
    kept: list[str] = []
    is_fenced = False
    for line in text.split("\n"):
        is_after_list = bool(kept) and bool(_IN_A_LIST.match(kept[-1]))
        is_fenced ^= line.lstrip().startswith(("```", "~~~"))
        if is_after_list and not is_fenced and _IS_OUTSIDE.match(line) and ends_list(line):
            kept.append("")
        kept.append(line)
    return "\n".join(kept)


def is_wrapped(text: str) -> bool:
    """Whether lines end where they were full, as in mails and in source files, rather than where a paragraph
    ends, as in what is copied from a word processor."""
    lines = page_furniture.without(text)[0].split("\n")
    followed = [
        here.rstrip()
        for here, after in itertools.pairwise(lines)
        if here.strip()
        and after.strip()
        and not (_STARTS_A_LINE.match(after) or starts_anew(after) or label(here.strip()))
    ]
    full = [line for line in followed if MIN_WRAPPED_LINE <= len(line) <= MAX_WRAPPED_LINE]
    open_ends = [line for line in full if not line.endswith(_ENDS_A_LINE)]
    return bool(followed) and len(full) >= SHARE_FULL * len(followed) and len(open_ends) >= SHARE_OPEN * len(full)


def starts_anew(line: str) -> bool:
    """Whether a line begins a paragraph though no empty line stands before it: a label, or an item such as a) or 1°."""
    return label(line.strip()) is not None or _STARTS_AN_ITEM.match(line) is not None


def ends_short(line: str) -> bool:
    """Whether a line ends its paragraph: a sentence ends there, before the line is full."""
    return len(line) < MIN_WRAPPED_LINE and line.rstrip().endswith(_ENDS_A_LINE)
