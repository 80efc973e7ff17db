"""How a text falls into sections and clauses: several ways, the first that finds enough is proposed."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace

from charter.imports.rules import labels
from charter.imports.rules.labels import ARTICLE, NUMBER, ROMAN, Label
from charter.imports.rules.middle_form import Block
from charter.imports.rules.plan import (
    CLAUSE,
    MAX_TITLE_LENGTH,
    MAX_TITLE_LINE,
    PREAMBLE,
    SECTION,
    TITLE,
    Part,
    Plan,
    is_title,
    one_line,
    titled,
    untitled,
    with_text_apart,
)

ARTICLES, HEADINGS, NUMBERS, ROMANS = "articles", "headings", "numbers", "romans"
CAPITALS, SHORT_LINES, WHOLE = "capitals", "short_lines", "whole"
MIN_CLAUSES = {ARTICLES: 2, HEADINGS: 2, NUMBERS: 3, ROMANS: 2, CAPITALS: 2}
"""How many clauses a way must find to be proposed. Short lines are never proposed: they are too often no titles."""
WAYS = (*MIN_CLAUSES, SHORT_LINES, WHOLE)
HEADING_RANK = 10
"""The rank of a section by a heading of level 1; those by their names stand above."""
SHARE_WITH_WORDS = 0.6
"""The share of the headings of a level that have words of their own, from which they are clauses."""

Places = set[int]
"""The blocks with which parts begin."""


def plans(blocks: Sequence[Block]) -> dict[str, Plan]:
    """What each way makes of a text, but for those that find nothing."""
    found = {way: _split(blocks, way) for way in WAYS} if blocks else {}
    return {way: plan for way, plan in found.items() if way == WHOLE or clauses(plan) > 1}


def proposed(found: dict[str, Plan]) -> str:
    """The first way that finds enough."""
    enough = (way for way, minimum in MIN_CLAUSES.items() if way in found and clauses(found[way]) >= minimum)
    return next(enough, WHOLE)


def clauses(plan: Plan) -> int:
    """How many clauses a plan has."""
    return sum(part.kind == CLAUSE for part in plan.parts)


def _split(blocks: Sequence[Block], way: str) -> Plan:
    if way == WHOLE:
        return Plan((titled(blocks, 0, CLAUSE) if is_title(blocks[0]) else untitled(blocks, 0, CLAUSE),))
    found = [labels.label(each.words) or _of_list(each) for each in blocks]
    starts = _STARTS[way](blocks, found)
    sections = _sections(blocks, found, way, starts)
    parts = [titled(blocks, place, CLAUSE, found[place]) for place in sorted(starts)]
    parts += [titled(blocks, place, SECTION, found[place]) for place in sorted(sections)]
    parts = sorted(_begun(blocks, found, parts), key=lambda part: part.start)
    parts = _without_overlap(parts)
    ranks = {place: _rank(blocks[place], found[place]) for place in sections}
    return with_text_apart(_nested(parts, ranks), blocks)


def _of_list(block: Block) -> Label | None:
    """The label of an item of a numbered list that stands in no other."""
    if len(block.within) != 1 or not block.label:
        return None
    number = block.label.rstrip(".)")
    return Label(NUMBER, block.label, int(number) if number.isdigit() else 0, 0)


def _without_overlap(parts: list[Part]) -> list[Part]:
    """The parts without those that begin inside the title of the one before."""
    kept: list[Part] = []
    for part in parts:
        if not kept or part.start >= kept[-1].start + max(kept[-1].taken, 1):
            kept.append(part)
    return kept


def _begun(blocks: Sequence[Block], found: Sequence[Label | None], parts: list[Part]) -> list[Part]:
    """The parts with what stands before them: the title of the charter, and the preamble."""
    first = min((part.start for part in parts), default=len(blocks))
    if first == 0 or not blocks:
        return parts
    before = _opening(blocks, found, first)
    return before + parts


def _opening(blocks: Sequence[Block], found: Sequence[Label | None], first: int) -> list[Part]:
    opening = []
    start = 0
    if _is_charters_title(blocks, found, first):
        opening.append(Part(0, TITLE, one_line(blocks[0].words), taken=1))
        start = 1
    if start < first:
        label = found[start]
        is_named = label is not None and label.kind == labels.PREAMBLE
        named = Part(start, PREAMBLE, one_line(blocks[start].words), label=one_line(blocks[start].words), taken=1)
        opening.append(named if is_named else Part(start, PREAMBLE))
    return opening


def _is_charters_title(blocks: Sequence[Block], found: Sequence[Label | None], first: int) -> bool:
    """Whether the first line is the title of the charter: a heading above all others, or a lone short line."""
    head = blocks[0]
    if found[0] is not None or not is_title(replace(head, level=0)) or len(head.words) > MAX_TITLE_LENGTH:
        return False
    others = [each.level for each in blocks[1:] if each.level]
    if head.level:
        return not others or (head.level <= min(others) and others.count(head.level) == 0) or first == 1
    return head.is_bold or _is_capital(head) or first == 1


def _articles(_blocks: Sequence[Block], found: Sequence[Label | None]) -> Places:
    """Articles by that name or, where there are none, engagements, principles, measures."""
    articles = {place: label for place, label in enumerate(found) if label and label.kind == ARTICLE}
    return {place for place, label in articles.items() if not label.is_of_charters} or set(articles)


def _headings(blocks: Sequence[Block], _found: Sequence[Label | None]) -> Places:
    level = _clause_level(blocks)
    return {place for place, each in enumerate(blocks) if each.level == level and _may_be_heading(each)}


def _may_be_heading(block: Block) -> bool:
    return bool(block.level) and len(block.words) <= MAX_TITLE_LENGTH


def _clause_level(blocks: Sequence[Block]) -> int:
    """The highest level most of whose headings have words of their own; 0 if there is no heading."""
    heads = [place for place, each in enumerate(blocks) if _may_be_heading(each)]
    if len(heads) > 1 and heads[0] == 0 and all(blocks[each].level > blocks[0].level for each in heads[1:]):
        heads = heads[1:]  # the title of the charter
    levels = sorted({blocks[each].level for each in heads})[:3]
    for level in levels:
        of_level = [each for each in heads if blocks[each].level == level]
        spoken = [each for each in of_level if each + 1 < len(blocks) and not blocks[each + 1].level]
        if len(of_level) > 1 and len(spoken) >= SHARE_WITH_WORDS * len(of_level):
            return level
    return levels[-1] if levels else 0


def _run(blocks: Sequence[Block], found: Sequence[Label | None], kind: str) -> Places:
    """The labels of a kind that count up by one from 1; it may begin anew in each section."""
    places, due, is_new = [], 1, False
    for place, label in enumerate(found):
        is_new = is_new or (label is not None and label.kind == labels.SECTION)
        if label and label.kind == kind and label.number in ({due, 1} if is_new else {due}):
            places.append(place)
            due, is_new = label.number + 1, False
    return set(places)


def _numbers(blocks: Sequence[Block], found: Sequence[Label | None]) -> Places:
    return _run(blocks, found, NUMBER)


def _romans(blocks: Sequence[Block], found: Sequence[Label | None]) -> Places:
    run = {place for place in _run(blocks, found, ROMAN) if is_title(blocks[place])}
    named = {place: label for place, label in enumerate(found) if label and label.kind == labels.SECTION}
    if len(run) >= len(named):
        return run
    lowest = max((label.rank for label in named.values()), default=0)
    return {place for place, label in named.items() if label.rank == lowest}


def _capitals(blocks: Sequence[Block], _found: Sequence[Label | None]) -> Places:
    marked = [place for place, each in enumerate(blocks) if is_title(each) and (each.is_bold or _is_capital(each))]
    if marked[:1] == [0] and len(marked) > 2:
        marked = marked[1:]  # the title of the charter
    return {place for place in marked if place + 1 < len(blocks)}


def _is_capital(block: Block) -> bool:
    letters = [letter for letter in block.words if letter.isalpha()]
    return len(letters) > 2 and all(not letter.islower() for letter in letters)


def _short_lines(blocks: Sequence[Block], _found: Sequence[Label | None]) -> Places:
    pairs = enumerate(itertools.pairwise(blocks))
    is_head = [place for place, (here, after) in pairs if is_title(here) and len(after.words) > len(here.words)]
    return set(is_head)


_STARTS: dict[str, Callable[[Sequence[Block], Sequence[Label | None]], Places]] = {
    ARTICLES: _articles,
    HEADINGS: _headings,
    NUMBERS: _numbers,
    ROMANS: _romans,
    CAPITALS: _capitals,
    SHORT_LINES: _short_lines,
}


def _sections(blocks: Sequence[Block], found: Sequence[Label | None], way: str, starts: Places) -> Places:
    """Where sections begin: what calls itself Titre, Chapitre…; headings above those of clauses; a run of Roman
    numerals between articles or numbers."""
    if not starts:
        return set()
    by_name = {place for place, label in enumerate(found) if label and label.kind == labels.SECTION}
    own = min((blocks[place].level or 99 for place in starts), default=99)
    above = {place for place, each in enumerate(blocks) if _may_be_heading(each) and each.level < own}
    others = {place for place, label in enumerate(found) if label and label.kind in (labels.PREAMBLE, ARTICLE)}
    above -= others
    by_roman = _romans(blocks, found) if way in (ARTICLES, NUMBERS) else set()
    if way == CAPITALS:
        above = set()
    chosen = (by_name | above | by_roman) - starts
    if 0 in chosen and _is_charters_title(blocks, found, 1 if above <= {0} else len(blocks)):
        chosen.discard(0)
    return {place for place in chosen if len(blocks[place].words) <= MAX_TITLE_LENGTH + MAX_TITLE_LINE}


def _rank(block: Block, found: Label | None) -> int:
    return found.rank if found and found.rank else HEADING_RANK + block.level


def _nested(parts: list[Part], ranks: dict[int, int]) -> list[Part]:
    """The parts with sections inside sections made one, since a charter has one level of them: “Title I / Chapter
    1”, with both titles; they stay two where these are too long for one."""
    kept: list[Part] = []
    above: list[tuple[int, str]] = []
    for part in parts:
        if part.kind != SECTION:
            kept.append(part)
            continue

        rank = ranks[part.start]
        above = [each for each in above if each[0] < rank]
        title = " / ".join([name for _, name in above] + [part.title])
        above.append((rank, part.title))
        if len(title) > MAX_TITLE_LENGTH:  # to cut it, or to leave one of the titles out, would lose words
            kept.append(part)
            continue

        last = kept[-1] if kept else None
        if last and last.kind == SECTION and ranks[last.start] < rank and part.start == last.start + last.taken:
            kept.pop()
            printed = " / ".join(filter(None, [last.label, part.label]))
            is_proposed = last.is_proposed and part.is_proposed
            part = replace(
                part, start=last.start, taken=last.taken + part.taken, label=printed, is_proposed=is_proposed
            )
            ranks[part.start] = rank
        kept.append(replace(part, title=title))
    return kept
