"""What programs print around a text, and comes along when it is copied: page numbers with the head and foot of each
page, tables of contents, the lines that Légifrance puts under the number of each article."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator

from charter.imports.rules.labels import label

PAGE, CONTENTS, LEGAL_STATUS = "page", "contents", "legal_status"
MAX_FOOTER_LENGTH = 120
"""Characters of a line that ends in the number of a page."""
MIN_PAGE_LINES = 3
"""Lines of words between two lone numbers that count pages."""
_PAGE = re.compile(
    r"(?:[-–—]\s*)?page\s+\d{1,4}(?:\s*(?:/|sur|of|de)\s*\d{1,4})?|[-–—]\s*\d{1,4}\s*[-–—]", re.IGNORECASE
)
_FOOTER = re.compile(r".*\bpage\s+\d{1,4}\s*(?:/|sur|of)\s*\d{1,4}", re.IGNORECASE)
_LONE_NUMBER = re.compile(r"(?P<number>\d{1,4})(?:\s*/\s*(?P<total>\d{1,4}))?")
_LEADER_SIGNS = " \t.…·_"
_LEADER = re.compile(r"\t|\.{3}|…|_{3}")
_CONTENTS_TITLE = re.compile(r"#*\s*(?:sommaire|table des matières|contents|table of contents)", re.IGNORECASE)
_IN_FORCE = re.compile(r"version en vigueur (?:depuis|du|au|avec|à partir)\b.*", re.IGNORECASE)
_CHANGED_BY = re.compile(r"(?:créé|modifié|abrogé|transféré|codifié|périmé)(?:e|s)* par\b.*", re.IGNORECASE)


def without(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The text without such lines, and each of them: its kind and words."""
    rows = text.split("\n")
    plain = [each.strip() for each in rows]
    found = {**dict(_pages(plain)), **dict(_contents(plain)), **dict(_legal_status(plain))}
    kept = [row for place, row in enumerate(rows) if place not in found]
    return "\n".join(kept), [(found[place], plain[place]) for place in sorted(found)]


def _pages(rows: list[str]) -> Iterator[tuple[int, str]]:
    """Numbers of pages, and what stands beside several of them: the head and the foot of each page."""
    numbers = {place for place, row in enumerate(rows) if _is_page(row)} | _counting(rows)
    filled = [place for place, row in enumerate(rows) if row]
    beside = [
        other
        for here, after in itertools.pairwise(filled)
        for other, number in ((here, after), (after, here))
        if number in numbers and other not in numbers and len(rows[other]) <= MAX_FOOTER_LENGTH
    ]
    times = Counter(rows[place] for place in set(beside))
    yield from ((place, PAGE) for place in numbers)
    yield from ((place, PAGE) for place in beside if times[rows[place]] > 1 and label(rows[place]) is None)


def _is_page(row: str) -> bool:
    return bool(_PAGE.fullmatch(row) or (len(row) <= MAX_FOOTER_LENGTH and _FOOTER.fullmatch(row)))


def _counting(rows: list[str]) -> set[int]:
    """Lines that are but a number, each one more than the one before and some lines after it."""
    lone = [(place, found) for place, row in enumerate(rows) if (found := _LONE_NUMBER.fullmatch(row))]
    places, counts = [place for place, _found in lone], [int(found["number"]) for _place, found in lone]
    apart = [sum(bool(each) for each in rows[here + 1 : after]) for here, after in itertools.pairwise(places)]
    is_run = len(lone) > 1 and counts == [*range(counts[0], counts[0] + len(lone))] and min(apart) >= MIN_PAGE_LINES
    return set(places) if is_run and len({found["total"] for _place, found in lone}) == 1 else set()


def _contents(rows: list[str]) -> Iterator[tuple[int, str]]:
    """Lines of a table of contents: their words are there once more, without the number of a page. Editors of
    Markdown write [TOC] for all of them."""
    yield from ((place, CONTENTS) for place, row in enumerate(rows) if row.upper() == "[TOC]")
    titles = Counter(_bare(row) for row in rows)
    lines = [place for place, row in enumerate(rows) if (title := _title(row)) and titles[_bare(title)]]
    if not lines:
        return
    yield from ((place, CONTENTS) for place in lines)
    before = [place for place in range(lines[0]) if rows[place]]
    if before and _CONTENTS_TITLE.fullmatch(rows[before[-1]]):
        yield before[-1], CONTENTS


def _title(row: str) -> str:
    """What stands before the dots and the number of a page; "" if there are none."""
    before = row.rstrip("0123456789")
    title = before.rstrip(_LEADER_SIGNS)
    return title if before != row and _LEADER.search(before, len(title)) else ""


def _bare(row: str) -> str:
    return " ".join(row.lstrip("#").casefold().split())


def _legal_status(rows: list[str]) -> Iterator[tuple[int, str]]:
    """Since when an article is in force, and what changed it; only in a text that Légifrance shows."""
    if any(_IN_FORCE.fullmatch(row) for row in rows):
        for place, row in enumerate(rows):
            if _IN_FORCE.fullmatch(row) or _CHANGED_BY.fullmatch(row):
                yield place, LEGAL_STATUS
