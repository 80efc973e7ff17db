"""The log of a clause cut into steps that a person can follow. Plain values in, plain values out."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MAX_STEPS = 200
"""Steps of one clause, however long its log."""
STEP_GAP = timedelta(minutes=5)
"""Between two steps of the same people; what comes sooner is one step."""


@dataclass(frozen=True)
class Step:
    """Edits in a row, from the `first` number in the log to the `last`: who made them, from when to when."""

    first: int
    last: int
    members: tuple[int | None, ...]
    start: datetime
    end: datetime


def steps(bursts: Sequence[Step], most: int = MAX_STEPS) -> list[Step]:
    """At most so many steps, in order: bursts that overlap are one; so are those of the same people without a pause
    between them; and of what is left, those with the shortest pauses between them."""
    in_order = sorted(bursts, key=lambda each: each.first)
    apart = _joined_where(in_order, lambda before, after: after.first < before.last)
    return _fewer(_joined_where(apart, _is_continued), most)


def _joined_where(steps: Sequence[Step], belongs: Callable[[Step, Step], bool]) -> list[Step]:
    """The steps, each joined with the one before where it belongs to it."""
    found: list[Step] = []
    for step in steps:
        found.append(_joined(found.pop(), step) if found and belongs(found[-1], step) else step)
    return found


def _is_continued(before: Step, after: Step) -> bool:
    return set(before.members) == set(after.members) and after.start - before.end < STEP_GAP


def _joined(before: Step, after: Step) -> Step:
    members = tuple(dict.fromkeys((*before.members, *after.members)))
    return Step(before.first, max(before.last, after.last), members, before.start, max(before.end, after.end))


def _fewer(found: list[Step], most: int) -> list[Step]:
    """The same steps, joined over the shortest pauses until there are no more than `most`."""
    after_pauses = sorted(range(1, len(found)), key=lambda n: found[n].start - found[n - 1].end, reverse=True)
    opening = {found[n].first for n in after_pauses[: most - 1]}
    return _joined_where(found, lambda _, step: step.first not in opening)


def course(steps: Sequence[Step], moment: datetime) -> int:
    """In the course of which step a moment was, from 0: the last that had begun."""
    return max(bisect_right([step.start for step in steps], moment) - 1, 0)


def place(typed: str, many: int) -> int | None:
    """The step meant by a number as typed, of so many: the last where none is typed or it is beyond; None for what is
    no such number."""
    if not typed:
        return many
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10) or int(typed) == 0:
        return None
    return min(int(typed), many)
