"""Reads Markdown, and plain text as people paste it, into the middle form.

CommonMark, but for indented code (plain text is indented for its looks), blocks of HTML and reference links
(markdown-it leaves out their definitions without a word: here they stay as words).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from charter.content.blocks import Run
from charter.imports.rules import labels, repairs
from charter.imports.rules.inline import Line, lines
from charter.imports.rules.middle_form import BULLETS, NUMBERS, QUOTE, Block, Holder, Loss, Reading, trimmed

MAX_NESTING = 200
MAX_BRACKETS = 300
"""Opening brackets in a paragraph up to which links are looked for."""
MAX_START = 9999
"""The largest first number of a list of a clause."""
MAX_HOLDER_DEPTH = 11
"""Levels that lists (two each) and quotes (one each) may take in a clause, which holds 14 with its lines."""
MAX_WORD_LENGTH = 50
"""Characters of a word that the end of a line parted, on either side."""
_COSTS = {BULLETS: 2, NUMBERS: 2, QUOTE: 1}
_LAST_WORD, _FIRST_WORD = re.compile(r"[^\W\d_]+-$"), re.compile(r"[^\W\d_A-ZÀ-ÖØ-Þ]+")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")


def read(source: str, is_wrapped: bool) -> Reading:
    """The text in the middle form. `is_wrapped`: lines end where they were full, so a line end is a space."""
    mended = repairs.mended(source)
    text = repairs.with_lists_closed(mended.text, _is_labelled if is_wrapped else lambda line: True)
    reader = _Reader(is_wrapped)
    for token in _parser(text).parse(text):
        reader.take(token)
    lost = [Loss(kind, words, 0) for kind, words in mended.taken_out]
    return Reading(tuple(reader.blocks), tuple(lost + reader.losses + _unread(text, reader)))


def _is_labelled(line: str) -> bool:
    return labels.label(line.strip()) is not None


def _parser(text: str) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING, "html": True})
    parser.disable(["code", "html_block", "reference"]).enable("strikethrough")
    if any(part.count("[") > MAX_BRACKETS for part in text.split("\n\n")):
        parser.disable(["link", "image"])  # they stay as words: to look for the end of each is quadratic
    return parser


def _unread(text: str, reader: "_Reader") -> list[Loss]:
    """The lines that the parser dropped without a word: those nested deeper than it goes."""
    missing = ((row, line) for row, line in enumerate(text.split("\n")) if row not in reader.rows)
    return [Loss("unread", line.strip(), len(reader.blocks)) for _, line in missing if re.search(r"\w", line)]


@dataclass
class _List:
    """A list or quote that is open: its holder for the next line, and the number that its next item should bear."""

    holder: Holder
    due: int = 1
    label: str = ""


@dataclass
class _Reader:
    is_wrapped: bool
    blocks: list[Block] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)
    """The lines of the source that were read."""
    open: list[_List] = field(default_factory=list)
    level: int = 0
    keys: int = 0

    def take(self, token: Token) -> None:
        """Take the next token of the parser."""
        if token.type in (*(f"{each}_open" for each in _COSTS), "blockquote_open"):
            self.keys += 1
            self.open.append(_List(Holder(token.type.removesuffix("_open"), self.keys, -1)))
        elif token.type in ("bullet_list_close", "ordered_list_close", "blockquote_close"):
            self.open.pop()
        elif token.type == "list_item_open":
            self._item(token)
        elif token.type == "heading_open":
            self.level = int(token.tag[1:])
        elif token.type == "heading_close":
            self.level = 0
        elif token.type == "inline":
            self._see(token)
            self._lines(token)
        elif token.type == "fence":
            self._see(token)
            self._fence(token)

    def _see(self, token: Token) -> None:
        self.rows.update(range(*(token.map or (0, 0))))

    def _item(self, token: Token) -> None:
        """The next item of the innermost list. Where its number is not the one that follows, a list begins anew:
        a number that people refer to is kept."""
        here = self.open[-1]
        here.holder = replace(here.holder, item=here.holder.item + 1)
        if here.holder.kind != NUMBERS:
            return
        number = int(token.info) if token.info.isdigit() else here.due
        is_all_ones = number == 1 and here.due == 2 and here.holder.start == 1 and here.holder.item == 1
        here.label = f"{token.info}{token.markup}"
        if is_all_ones or here.due == 0:
            here.due = 0  # 1. 1. 1. is how Markdown lets people number without counting
        else:
            if number != here.due or here.holder.item == 0:
                self.keys += 1
                here.holder = Holder(NUMBERS, self.keys, 0, number)
            here.due = number + 1

    def _lines(self, token: Token) -> None:
        found = lines(token.children or [])
        for line in found:
            self.losses += [Loss(kind, words, len(self.blocks)) for kind, words in line.lost]
        if self._is_table(found):
            self.losses.append(Loss("table", found[0].words, len(self.blocks)))
            found = [each for each in found if not _TABLE_RULE.fullmatch(each.words)]
            self._add_all(list(found), is_apart=True)
        else:
            self._add_all(found, is_apart=not self.is_wrapped)

    def _is_table(self, found: list[Line]) -> bool:
        return len(found) > 1 and "|" in found[0].words + found[1].words and bool(_TABLE_RULE.fullmatch(found[1].words))

    def _add_all(self, found: list[Line], is_apart: bool) -> None:
        paragraph: list[Run] = []
        level, self.level = self.level, 0
        ends = False
        for line in found:
            if paragraph and (is_apart or ends or repairs.starts_anew(line.words)):
                self._add(paragraph)
                paragraph = []
            paragraph += [*self._between(paragraph, line), *line.runs] if paragraph else line.runs
            # A label whose line is not full stands alone.
            is_short = len(line.words) < repairs.MIN_WRAPPED_LINE
            ends = repairs.ends_short(line.words) or (is_short and _is_labelled(line.words))
        self.level = level  # of several lines above a rule of signs, the last is the heading
        self._add(paragraph)

    def _between(self, paragraph: list[Run], line: Line) -> list[Run]:
        """The space for a line end; none after a hyphen that parts a word, of which a reader is told."""
        before, after = _LAST_WORD.search(paragraph[-1].words[-MAX_WORD_LENGTH:]), _FIRST_WORD.match(line.words)
        if not (before and after):
            return [Run(" ")]
        self.losses.append(Loss("hyphen", before[0] + after[0][:MAX_WORD_LENGTH], len(self.blocks)))
        return []

    def _fence(self, token: Token) -> None:
        if token.info.strip():
            self.losses.append(Loss("code_language", token.info.strip(), len(self.blocks)))
        self.losses.append(Loss("code", token.content.strip()[:80], len(self.blocks)))
        for line in token.content.split("\n"):
            self._add([Run(line.replace("\t", " "))])

    def _add(self, runs: list[Run]) -> None:
        kept = trimmed(runs)
        if not kept:
            return
        within, label = tuple(self._within()), next((each.label for each in reversed(self.open) if each.label), "")
        for each in self.open:
            each.label = ""
        if label and not any(each.kind == NUMBERS and each.start + each.item <= MAX_START for each in within):
            kept = (Run(f"{label} "), *kept)  # a list cannot begin there: its number stays as words
        self.blocks.append(Block(kept, self.level, within, label))

    def _within(self) -> Iterator[Holder]:
        """The lists and quotes around a line, as deep as a clause can hold."""
        depth = 0
        for place, each in enumerate(self.open):
            depth += _COSTS[each.holder.kind]
            if depth > MAX_HOLDER_DEPTH:
                if place:
                    self.losses.append(Loss("depth", "", len(self.blocks)))
                return
            if each.holder.start + each.holder.item <= MAX_START:
                yield replace(each.holder, item=max(each.holder.item, 0))
