"""What the page of a preview shows: counts, one page of lines, unknown associations, samples of accents."""

from collections import Counter
from typing import Any

from charter.core import paging
from charter.directory.planning import merged_cells
from charter.directory.planning.facts import ERROR, STATES, Line
from charter.directory.planning.plan import Plan
from charter.directory.queries import Preview
from charter.directory.reading import columns

MAX_UNKNOWN = 50
"""Unknown associations that are asked about at once."""
MAX_SAMPLES = 5
ALL, WARNINGS = "all", "warnings"
_CURES: dict[str, tuple[str, ...]] = {
    "needs_association": (columns.ASSOCIATION, columns.ROLE),
    "no_role": (columns.ROLE, columns.ASSOCIATION),
    "extra_cells": (columns.NAME, columns.ADDRESS, columns.ASSOCIATION),
    "said_otherwise": (columns.ASSOCIATION,),
    "other_double": (columns.ADDRESS,),
}
"""Columns that cure an error beside the one it is found in."""


def of(shown: Preview, wanted: str, page: int) -> dict[str, Any]:
    """The values of the template, for the lines of a state (or all, or those with warnings)."""
    counts = counted(shown.plan)
    show = wanted if counts.get(wanted) else ERROR if counts[ERROR] else ALL
    lines, page, pages = paging.cut(chosen(shown.plan, show), page)
    unknown = shown.plan.resolved.unknown
    return {
        "shown": shown,
        "counts": counts,
        "show": show,
        "lines": lines,
        "page": page,
        "pages": pages,
        "columns": shown_columns(shown),
        "unknown": unknown[:MAX_UNKNOWN],
        "other_unknown": len(unknown) - MAX_UNKNOWN,
        "below": len(merged_cells.associations_above(shown.plan.lines)),
        "samples": samples(shown.plan),
        "corrigible": corrigible,
    }


def counted(plan: Plan) -> dict[str, int]:
    """How many lines there are of each state, of all, and with a warning."""
    states = Counter(each.state for each in plan.lines)
    return {
        ALL: len(plan.lines),
        **{state: states[state] for state in STATES},
        WARNINGS: len(chosen(plan, WARNINGS)),
    }


def chosen(plan: Plan, show: str) -> list[Line]:
    """The lines that a filter shows."""
    if show == WARNINGS:
        return [each for each in plan.lines if each.warnings]
    return [each for each in plan.lines if show in (ALL, each.state)]


def shown_columns(shown: Preview) -> list[str]:
    """The columns that the table has, in the order of the page; a name may come from several."""
    named = {columns.NAME} | set(shown.table.columns)
    return [each for each in columns.SHOWN if each in named]


def samples(plan: Plan) -> list[str]:
    """Cells with an accent, to see whether the encoding is right."""
    cells = (cell for each in plan.lines for cell in each.wanted.typed.values())
    return list(dict.fromkeys(each for each in cells if not each.isascii()))[:MAX_SAMPLES]


def corrigible(line: Line) -> list[str]:
    """The columns in which a line can be corrected."""
    found: dict[str, None] = {}
    for each in line.errors:
        found |= dict.fromkeys((*_CURES.get(each.code, ()), each.column))
    return [each for each in columns.SHOWN if each in found]
