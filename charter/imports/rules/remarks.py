"""What a person should look at before a text becomes a charter, and what is not taken over."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from charter.imports.rules.labels import label
from charter.imports.rules.middle_form import Block, Loss, Reading
from charter.imports.rules.plan import CLAUSE, LEFT_OUT, PREAMBLE, SECTION, TITLE, Part, Plan, spans, text_of

MAX_CLAUSE_LENGTH = 6000
"""Characters from which a clause is long for a text that is voted as one."""
_SIGNED = re.compile(r"\s*(fait|signé|done|signed)\s+(à|le|at|in)\b", re.IGNORECASE)
_REFERENCE = re.compile(r"\b(articles?|art\.)\s+(\d{1,4}|premier)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Remark:
    """A kind of remark on the part that begins at `start`, with the values of its sentence."""

    kind: str
    start: int
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """What stands in a charter already: how many clauses, and how many of them up to the end of the section into
    which the first clauses of the text go (all, if that is a new one)."""

    clauses: int = 0
    before: int = 0


def numbers(plan: Plan, standing: Standing) -> dict[int, int]:
    """The number that each clause will bear, by the start of its part."""
    found: dict[int, int] = {}
    is_first = True
    for part in plan.parts:
        is_first = is_first and part.kind != SECTION
        if part.kind == CLAUSE:
            found[part.start] = len(found) + 1 + (standing.before if is_first else standing.clauses)
    return found


NOTHING = Standing()


def remarks(plan: Plan, blocks: Sequence[Block], standing: Standing = NOTHING) -> list[Remark]:
    """Everything to look at, in order of place."""
    found: list[Remark] = []
    renumbered = _renumbered(plan, numbers(plan, standing))
    seen: dict[str, int] = {}
    last, preambles = 0, 0
    for part, end in spans(plan, len(blocks)):
        text = text_of(part, end, blocks)
        preambles += part.kind == PREAMBLE
        if part.kind == PREAMBLE and preambles > 1:
            found.append(Remark("second_preamble", part.start))
        if part.kind == SECTION and " / " in part.title:
            found.append(Remark("levels_joined", part.start))
        if part.kind == CLAUSE:
            found += _of_number(part, seen, last)
            last = _count(part) or last
            found += _of_clause(part, text)
        if part.kind in (CLAUSE, PREAMBLE):
            found += _of_words(part, text, renumbered)
    return found


def _count(part: Part) -> int:
    found = label(f"{part.label} ") or label(f"{part.label}. X") if part.label else None
    return found.number if found else 0


def _of_number(part: Part, seen: dict[str, int], last: int) -> Iterator[Remark]:
    key = part.label.casefold()
    if key and key in seen:
        yield Remark("number_twice", part.start, {"label": part.label})
    seen[key] = part.start
    number = _count(part)
    if number and last and number not in (last + 1, 1, last):
        yield Remark("number_jumps", part.start, {"before": last, "after": number})


def _of_clause(part: Part, text: Sequence[Block]) -> Iterator[Remark]:
    length = sum(len(each.words) for each in text)
    if not text:
        yield Remark("empty", part.start)
    elif length > MAX_CLAUSE_LENGTH:
        yield Remark("long", part.start, {"length": length})
    if part.is_proposed:
        yield Remark("no_title", part.start)


def _of_words(part: Part, text: Sequence[Block], renumbered: Mapping[int, int]) -> Iterator[Remark]:
    for block in text:
        if _SIGNED.match(block.words):
            yield Remark("signature", part.start, {"words": block.words[:80]})
        for name, printed in _REFERENCE.findall(block.words):
            number = 1 if printed.casefold() == "premier" else int(printed)
            if renumbered.get(number, number) != number:
                values = {"reference": f"{name} {printed}", "number": renumbered[number]}
                yield Remark("reference", part.start, values)


def _renumbered(plan: Plan, new: Mapping[int, int]) -> dict[int, int]:
    """The new number of each clause by its number in the text, where the text has numbers of its own."""
    found: dict[int, int] = {}
    for part in plan.parts:
        if part.kind == CLAUSE and (number := _count(part)):
            found.setdefault(number, new[part.start])
    return found


def losses(reading: Reading, plan: Plan, charter_title: str | None) -> list[Loss]:
    """Everything that is not taken over, in order of place. `charter_title`: what the charter will be called, if
    that is decided; a title in the text that differs is not taken over."""
    found = list(reading.losses)
    for part, end in spans(plan, len(reading.blocks)):
        if part.kind == LEFT_OUT:
            words = "\n".join(each.words for each in reading.blocks[part.start : end])
            found.append(Loss("left_out", words, part.start))
        if part.kind == TITLE and charter_title is not None and part.title != charter_title:
            found.append(Loss("title", part.title, part.start))
        if part.was:
            found.append(Loss("old_title", part.was, part.start))
        found += _empty_headings(part, end, reading.blocks)
    return sorted(found, key=lambda loss: loss.place)


def _empty_headings(part: Part, end: int, blocks: Sequence[Block]) -> Iterator[Loss]:
    """The words of a section or title that stand beside its title: there are none but by a fault."""
    if part.kind in (SECTION, TITLE):
        for block in blocks[part.start + max(part.taken, 1) : end]:
            yield Loss("left_out", block.words, part.start)
