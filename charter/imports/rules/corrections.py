"""What a person corrects in a plan: titles, kinds, where parts begin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from charter.imports.rules.middle_form import Block
from charter.imports.rules.plan import (
    CLAUSE,
    LEFT_OUT,
    SECTION,
    TITLE,
    Part,
    Plan,
    one_line,
    spans,
    titled,
    untitled,
    with_text_apart,
)

JOINED = "joined"
"""What a part becomes that is joined with the one before it."""


@dataclass(frozen=True)
class Correction:
    """The kind and the title that somebody gives to a part."""

    kind: str
    title: str


def corrected(plan: Plan, blocks: Sequence[Block], given: Mapping[int, Correction]) -> Plan:
    """The plan with the kinds and titles given for the parts that begin at these blocks. What is joined with the
    part before is text there, its title too; the first part cannot be."""
    kept: list[Part] = []
    for part in plan.parts:
        wanted = given.get(part.start)
        if wanted and wanted.kind == JOINED and kept:
            continue
        kept.append(_given(part, blocks, wanted) if wanted else part)
    return with_text_apart(kept, blocks)


def _given(part: Part, blocks: Sequence[Block], wanted: Correction) -> Part:
    kind = part.kind if wanted.kind == JOINED else wanted.kind
    if kind in (SECTION, TITLE) and (part.kind != kind) and (part.is_proposed or not part.taken):
        part = _on_one_line(part, blocks)
    elif kind == CLAUSE and not part.title:
        part = titled(blocks, part.start, kind)

    title = one_line(wanted.title)
    is_renamed = title and title != part.title and title != part.was and wanted.title != part.title
    if not is_renamed or kind == LEFT_OUT:
        return replace(part, kind=kind)
    original = part.was or ("" if part.is_proposed else part.title)
    return replace(part, kind=kind, title=title, is_proposed=False, was="" if original == title else original)


def _on_one_line(part: Part, blocks: Sequence[Block]) -> Part:
    """The part with its whole first line, or all lines of its label and title, as title: what holds no text has no
    room for the rest of it. A title that is too long is remarked on."""
    taken = (each.words for each in blocks[part.start : part.start + part.taken])
    words = " ".join(taken) if part.taken else blocks[part.start].words[part.cut :]
    return replace(part, title=one_line(words), taken=max(part.taken, 1), cut=0, is_proposed=False, was="")


def split(plan: Plan, blocks: Sequence[Block], place: int) -> Plan:
    """The plan with a new clause that begins at a block, if no part begins there and it is no title."""
    for part, end in spans(plan, len(blocks)):
        if part.start + max(part.taken, 1) <= place < end and part.kind != SECTION:
            made = titled(blocks, place, CLAUSE)
            overlaps = made.taken > 1 and place + made.taken > end
            made = untitled(blocks, place, CLAUSE, end) if overlaps else made
            parts = sorted((*plan.parts, made), key=lambda each: each.start)
            return with_text_apart(parts, blocks)
    return plan
