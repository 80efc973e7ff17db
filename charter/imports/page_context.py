"""What the page of a text in preview shows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.imports import queries
from charter.imports.models import TextImport
from charter.imports.rules import plan as plans
from charter.imports.rules import remarks, splitting
from charter.imports.rules.corrections import JOINED
from charter.imports.rules.middle_form import Block, Reading
from charter.imports.rules.plan import Part, Plan

WAY_NAMES = {
    splitting.ARTICLES: _l("By numbered articles"),
    splitting.HEADINGS: _l("By headings"),
    splitting.NUMBERS: _l("By numbers"),
    splitting.ROMANS: _l("By Roman numerals and titles"),
    splitting.CAPITALS: _l("By lines in capitals or bold"),
    splitting.SHORT_LINES: _l("By short lines"),
    splitting.WHOLE: _l("As one clause"),
}
KIND_NAMES = {
    plans.CLAUSE: _l("clause"),
    plans.SECTION: _l("section"),
    plans.PREAMBLE: _l("preamble"),
    plans.TITLE: _l("title of the charter"),
    plans.LEFT_OUT: _l("left out"),
    JOINED: _l("join with the one before"),
}
REMARKS = {
    "number_twice": _l("“%(label)s” is there twice."),
    "number_jumps": _l("The numbers jump from %(before)s to %(after)s. They will follow one another."),
    "empty": _l("There are no words under this title."),
    "long": _l("%(length)s characters: long for a text that is voted as one."),
    "no_title": _l("The text gives no title: these are its first words."),
    "levels_joined": _l("A section inside another: a charter has one level of sections, so both titles are joined."),
    "second_preamble": _l("A second preamble: a charter has one."),
    "signature": _l("“%(words)s”: is this a signature, to be left out?"),
    "reference": _l("“%(reference)s” will be article %(number)s."),
}
LOSSES = {
    "left_out": _l("Left out by you"),
    "title": _l("Title in the text: the charter has another one"),
    "old_title": _l("Title that you changed"),
    "invisible": _l("Characters that cannot be seen"),
    "front_matter": _l("Data before the text"),
    "attributes": _l("Attributes of a heading"),
    "image": _l("Image"),
    "link": _l("Address of a link that clauses do not hold; its words stay"),
    "link_title": _l("Title of a link"),
    "html": _l("HTML that clauses do not hold; the words around it stay"),
    "code": _l("Form of program code; its words stay"),
    "code_language": _l("Language of program code"),
    "struck": _l("Struck through; the words stay, without the line"),
    "table": _l("Form of a table; each row is a paragraph"),
    "page": _l("Head, foot or number of a page"),
    "contents": _l("Line of a table of contents"),
    "legal_status": _l("What Légifrance says of an article"),
    "hyphen": _l("Line end after a hyphen: look whether the hyphen belongs to the word"),
    "depth": _l("Lists more than five deep; the words stay, less deep"),
    "unread": _l("Could not be read"),
}


@dataclass(frozen=True)
class Row:
    """A part as it is shown: the number that it will bear, the beginning and the length of its text, what to look
    at, and its paragraphs if they are to be shown, each with the index of its block and whether a clause may begin
    there."""

    part: Part
    number: str
    beginning: str
    length: int
    remarks: list[object]
    paragraphs: list[tuple[int, str, bool]]


def context(found: TextImport, charter: Charter | None, opened: int, title: str | None) -> dict[str, Any]:
    """The values of the page. `opened`: the start of the part whose paragraphs are shown; `title`: what the new
    charter will be called."""
    reading, plan = Reading.from_json(found.reading), Plan.from_json(found.plan)
    standing = _standing(charter, found.settings.get("section") or "")
    counts = {way: splitting.clauses(each) for way, each in splitting.plans(reading.blocks).items()}
    return {
        "draft": found,
        "rows": _rows(plan, reading.blocks, standing, opened),
        "ways": [(way, WAY_NAMES[way], count) for way, count in counts.items()],
        "losses": _losses(reading, plan, title),
        "kinds": KIND_NAMES,
        "needs_section": _needs_section(plan),
        "clause_count": splitting.clauses(plan),
        "section_count": sum(part.kind == plans.SECTION for part in plan.parts),
        "obstacles": queries.obstacles(plan, reading, charter),
        "words_title": next((part.title for part in plan.parts if part.kind == plans.TITLE), ""),
        "sections": clauses.outline(charter.id).sections if charter else [],
    }


def _losses(reading: Reading, plan: Plan, title: str | None) -> list[tuple[object, str, int]]:
    """What is not taken over: kind, words, and how many times, in order of place."""
    found = Counter((loss.kind, loss.words) for loss in remarks.losses(reading, plan, title))
    return [(LOSSES[kind], words, times) for (kind, words), times in found.items()]


def _standing(charter: Charter | None, section: str) -> remarks.Standing:
    sections = clauses.outline(charter.id).sections if charter else []
    total = sum(len(each.clauses) for each in sections)
    upto = [place for place, each in enumerate(sections, start=1) if str(each.section.id) == section]
    before = sum(len(each.clauses) for each in sections[: upto[0]]) if upto else total
    return remarks.Standing(total, before)


def _needs_section(plan: Plan) -> bool:
    """Whether a clause stands before the first section."""
    kinds = [part.kind for part in plan.parts if part.kind in (plans.SECTION, plans.CLAUSE)]
    return kinds[:1] == [plans.CLAUSE]


def _rows(plan: Plan, blocks: Sequence[Block], standing: remarks.Standing, opened: int) -> list[Row]:
    said: dict[int, list[object]] = {}
    for remark in remarks.remarks(plan, blocks, standing):
        said.setdefault(remark.start, []).append(REMARKS[remark.kind] % remark.values)
    numbers, rows = remarks.numbers(plan, standing), []
    for part, end in plans.spans(plan, len(blocks)):
        text = " ".join(each.words for each in plans.text_of(part, end, blocks))
        number = str(numbers.get(part.start, ""))
        paragraphs = _paragraphs(part, end, blocks) if part.start == opened else []
        rows.append(Row(part, number, text[:70], len(text), said.get(part.start, []), paragraphs))
    return rows


def _paragraphs(part: Part, end: int, blocks: Sequence[Block]) -> list[tuple[int, str, bool]]:
    first = part.start + max(part.taken, 1)
    return [(place, blocks[place].words, place >= first) for place in range(part.start + part.taken, end)]
