"""How large it is, what it is written with, and when everything happens."""

import random
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from charter.accounts.models import Member
from charter.core import clock

DAYS = 56
"""How long the assembly has been at work when it is loaded."""

WORK_BEGINS_H, WORK_LASTS_H = 7, 11
"""When people work, in hours of a day in UTC."""


PLACE_OF_LONGEST = 1
"""Which clause has most threads, counted from 0 without the preamble."""
PLACE_OF_MOST_AMENDED = 2
"""Which one has most amendments."""


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    associations: int
    delegates: int
    """In each delegation."""
    clauses: int
    """Besides the preamble."""
    rounds: int
    """How often a clause was changed and published, about."""
    threads: int
    longest: int
    """Threads of the clause that has most; they are among `threads`."""
    comments: int
    votes: int
    amendments: int
    most_amended: int
    """Amendments to the clause that has most; they are among `amendments`."""
    arrived: float = 0.8
    """The share of members who have signed in, and who vote."""


WHOLE = Size(
    60, 10, clauses=100, rounds=6, threads=320, longest=62, comments=3000, votes=62, amendments=300, most_amended=30
)
SMALL = Size(16, 2, clauses=20, rounds=2, threads=20, longest=6, comments=90, votes=14, amendments=24, most_amended=6)
"""With a little of everything: for tests."""


@dataclass
class Site:
    """What is being filled: with which dice, from when on, by whom."""

    size: Size
    begins_at: datetime
    dice: random.Random = field(default_factory=lambda: random.Random(20261128))  # noqa: S311
    secretary: Member = field(init=False)
    moderators: list[Member] = field(default_factory=list)
    delegates: list[Member] = field(default_factory=list)
    observers: list[Member] = field(default_factory=list)
    charter_id: int = 0
    clause_ids: list[int] = field(default_factory=list)
    """In the order of the text, without the preamble."""
    endings: dict[int, list[str]] = field(default_factory=dict)
    """How paragraphs of each clause end, after which sentences are added."""
    events: list[tuple[datetime, int, Callable[[], object]]] = field(default_factory=list)

    def at_day(self, day: float) -> datetime:
        """A moment, in days since the beginning; a part of a day is one of its working hours."""
        hours = WORK_BEGINS_H + (day % 1) * WORK_LASTS_H
        return self.begins_at + timedelta(days=day // 1, hours=hours)

    def at(self, day: float, what: Callable[[], object]) -> None:
        """Have something happen; `run` does everything in the order of time, as the journal asks."""
        self.events.append((self.at_day(day), len(self.events), what))

    def run(self) -> None:
        """Let everything happen."""
        for moment, _order, what in sorted(self.events, key=lambda event: event[:2]):
            with clock.at(moment):
                what()
        self.events.clear()


@cache
def words(name: str) -> dict[str, Any]:
    """What a file of phrases holds."""
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text())


@cache
def charter_words() -> dict[str, Any]:
    """The small demo, with which the large one begins."""
    return tomllib.loads(Path(__file__).parent.with_name("charte.toml").read_text())
