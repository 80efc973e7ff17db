"""A plan: which parts a text is made into, from top to bottom, and its corrections.

A part begins at a block and ends where the next one begins. Its first `taken` blocks are its label and title; of
the block after them, the first `cut` characters are. All other words of the part are its text.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from charter.core.invisible import stripped
from charter.imports.rules.labels import Label, label
from charter.imports.rules.middle_form import NUMBERS, Block, Holder, trimmed

TITLE, PREAMBLE, SECTION, CLAUSE, LEFT_OUT = "title", "preamble", "section", "clause", "left_out"
KINDS = (TITLE, PREAMBLE, SECTION, CLAUSE, LEFT_OUT)
MAX_TITLE_LENGTH = 200
MAX_TITLE_LINE = 120
"""Characters of a line that may be a title."""
MAX_OPENING_LINE = 40
"""Characters of a title that ends in a colon; a longer line opens a list."""
PROPOSED_LENGTH = 60
"""Characters of a title made of the first words of a text."""


@dataclass(frozen=True)
class Part:
    """A part of a text. `label`: what the text numbered it with. `is_proposed`: whether its title is its first
    words, for want of one. `was`: the title in the text, where somebody gave another."""

    start: int
    kind: str
    title: str = ""
    label: str = ""
    taken: int = 0
    cut: int = 0
    is_proposed: bool = False
    was: str = ""


@dataclass(frozen=True)
class Plan:
    """The parts of a text, in order; the first begins with the first block."""

    parts: tuple[Part, ...]

    def as_json(self) -> list[list[Any]]:
        """The same as JSON, for the database."""
        return [list(vars(part).values()) for part in self.parts]

    @classmethod
    def from_json(cls, stored: list[list[Any]]) -> "Plan":
        """What `as_json` made."""
        return cls(tuple(Part(*each) for each in stored))


def spans(plan: Plan, total: int) -> list[tuple[Part, int]]:
    """Each part with the index of the block after its last one; `total`: how many blocks there are."""
    ends = [part.start for part in plan.parts[1:]] + [total]
    return list(zip(plan.parts, ends, strict=True))


def text_of(part: Part, end: int, blocks: Sequence[Block]) -> list[Block]:
    """The blocks of the text of a part: those after its title, without the label and the number of a list that
    began with it."""
    if part.kind == LEFT_OUT:
        return list(blocks[part.start : end])

    found = list(blocks[part.start + part.taken : end])
    if found and part.cut and part.taken == 0:
        found[0] = replace(found[0], runs=trimmed(found[0].runs, part.cut))
    outer = _outer(blocks[part.start], part) if part.start < len(blocks) else None
    kept = [_outside(each, outer) for each in found]
    return [each for each in kept if each.words.strip()]


def _outer(first: Block, part: Part) -> Holder | None:
    """The numbered list whose number is the label of the part, if there is one."""
    is_numbered = part.label and part.label == first.label and first.within and first.within[0].kind == NUMBERS
    return first.within[0] if is_numbered else None


def _outside(block: Block, holder: Holder | None) -> Block:
    """The block without the list whose item became a part."""
    is_inside = holder is not None and block.within[:1] == (holder,)
    return replace(block, within=block.within[1:], label="") if is_inside else block


def first_words(words: str) -> str:
    """The first words of a text, as a title for want of one."""
    line = stripped(" ".join(words.split()))
    if len(line) <= PROPOSED_LENGTH:
        return line.rstrip(" .:;,")
    return line[:PROPOSED_LENGTH].rsplit(" ", 1)[0].rstrip(" .:;,") + "…"


def one_line(words: str) -> str:
    """Words as a title holds them: on one line, without what cannot be seen."""
    return stripped(" ".join(words.split()))


def is_title(block: Block) -> bool:
    """Whether a block may be a title: short, one line, outside lists, and no sentence."""
    words = block.words.strip()
    is_short = 0 < len(words) <= MAX_TITLE_LINE and "\n" not in words
    return is_short and not block.within and not words.endswith((".", ";", ",", ":", "!", "?"))


def untitled(blocks: Sequence[Block], start: int, kind: str, end: int | None = None) -> Part:
    """A part whose title is its first words."""
    rest = (each.words for each in blocks[start:end] if each.words.strip())
    return Part(start, kind, first_words(next(rest, "")), is_proposed=True)


def titled(blocks: Sequence[Block], start: int, kind: str, found: Label | None = None) -> Part:
    """The part that begins with a block: its label, and its title on the same line or on the next one."""
    here = blocks[start]
    found = found or label(here.words)
    length, printed = (found.length, found.printed) if found else (0, here.label)
    rest = here.words[length:].strip()
    part = Part(start, kind, label=printed, cut=length)

    # A section holds no text: whatever its line says is its title.
    if rest and (kind == SECTION or _is_title_line(here, rest, blocks[start + 1 : start + 2])):
        return replace(part, title=one_line(rest), taken=1, cut=0)
    if rest:
        return replace(part, title=first_words(rest), is_proposed=True)

    after = blocks[start + 1] if start + 1 < len(blocks) else None
    if after and is_title(after) and not label(after.words) and (kind == SECTION or _has_text(blocks, start + 2)):
        return replace(part, title=one_line(after.words), taken=2, cut=0)
    # The label stands alone: the title is made of the words below it.
    below = after.words if after and kind != SECTION and not label(after.words) else printed
    return replace(part, title=first_words(below), taken=1, cut=0, is_proposed=True)


def _is_title_line(block: Block, rest: str, after: Sequence[Block]) -> bool:
    if len(rest) > MAX_TITLE_LENGTH or "\n" in rest:
        return False
    if block.level or block.is_bold:
        return True
    is_open = rest.endswith(":") and len(rest) > MAX_OPENING_LINE
    return len(rest) <= MAX_TITLE_LINE and not rest.endswith((".", ";", ",")) and not is_open and bool(after)


def _has_text(blocks: Sequence[Block], place: int) -> bool:
    return place < len(blocks) and label(blocks[place].words) is None


def with_text_apart(parts: Iterable[Part], blocks: Sequence[Block]) -> Plan:
    """The plan in which words under the title of a section, which holds none, are a clause of their own."""
    kept: list[Part] = []
    for part, end in spans(Plan(tuple(parts)), len(blocks)):
        kept.append(part)
        below = part.start + max(part.taken, 1 if part.cut == 0 else 0)
        if part.kind in (SECTION, TITLE) and any(each.words.strip() for each in blocks[below:end]):
            kept[-1] = replace(part, taken=max(part.taken, 1), cut=0)
            kept.append(untitled(blocks, below, PREAMBLE if part.kind == TITLE else CLAUSE, end))
    return Plan(tuple(kept))
