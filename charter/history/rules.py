"""The update log of a clause, grouped into steps that a person can follow. Plain values in, plain
values out."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

MAX_STEPS = 200
"""Maximum number of steps of one clause, however long its log."""
STEP_GAP = timedelta(minutes=5)
"""Edits of the same people that are closer than this form one step."""


@dataclass(frozen=True)
class Step:
    """Consecutive edits, from number `first` to `last`: their authors, start and end time."""

    first: int
    last: int
    members: tuple[int | None, ...]
    start: datetime
    end: datetime


def steps(bursts: Sequence[Step], most: int = MAX_STEPS) -> list[Step]:
    """At most `most` steps, in order. Overlapping bursts are merged, then those of the same people
    within `STEP_GAP`, then those with the shortest gaps."""
    in_order = sorted(bursts, key=lambda each: each.first)
    apart = _merge_where(in_order, lambda before, after: after.first < before.last)
    return _fewer(_merge_where(apart, _is_continued), most)


def _merge_where(steps: Sequence[Step], belongs: Callable[[Step, Step], bool]) -> list[Step]:
    """The steps, each merged with the one before if they belong together."""
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
    """The steps, merged over the shortest gaps until there are no more than `most`."""
    after_pauses = sorted(range(1, len(found)), key=lambda n: found[n].start - found[n - 1].end, reverse=True)
    opening = {found[n].first for n in after_pauses[: most - 1]}
    return _merge_where(found, lambda _, step: step.first not in opening)


def step_at(steps: Sequence[Step], moment: datetime) -> int:
    """The index, from 0, of the step during which a moment was: the last that had begun."""
    return max(bisect_right([step.start for step in steps], moment) - 1, 0)


def step_number(typed: str, many: int) -> int | None:
    """The step number as typed, at most `many`; the last one if none is typed or it is beyond. None
    if it is malformed."""
    if not typed:
        return many
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10) or int(typed) == 0:
        return None
    return min(int(typed), many)
