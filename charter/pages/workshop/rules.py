"""Which clauses a table shows, and in which order. Plain values in, plain values out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from charter.core.alphabet import key

STATES = ("drafting", "frozen", "adopted", "rejected")
"""In the order of the columns; `rejected`: in drafting again, since its last vote rejected it."""
ORDERS = ("place", "heading", "state", "changed", "threads")
NEWEST_FIRST = ("changed", "threads")
"""The orders that begin with the latest, or the most."""


@dataclass(frozen=True)
class Row:
    """What is told of a clause. `votes`: how many a person may see; `vote` and `result`: the newest that counts.
    `for_me`: what it has for the person, as (kind, number)."""

    clause: Any
    number: int | None
    section_id: int
    heading: str
    state: str
    changed_at: datetime
    changed_by: str
    version: Any
    shares: list[Any] | None = None
    differs: bool = False
    open_threads: int = 0
    vote: Any = None
    result: Any = None
    votes: int = 0
    for_me: list[tuple[str, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Filter:
    """Which rows are shown, in which order; an empty field leaves nothing out."""

    state: str = ""
    section: str = ""
    mine: bool = False
    differs: bool = False
    order: str = "place"
    down: bool = False

    @property
    def filters(self) -> dict[str, str]:
        """The fields of a query that keep what is left out."""
        given = {"state": self.state, "section": self.section, "mine": self.mine, "differs": self.differs}
        return {name: "1" if value is True else str(value) for name, value in given.items() if value}


def chosen(rows: Sequence[Row], by: Filter) -> list[Row]:
    """The rows, in reading order, that are asked for, in the order that is asked for."""
    kept = [row for row in rows if _is_kept(row, by)]
    if by.order != "place":
        kept.sort(key=_KEYS[by.order])
    return kept[::-1] if by.down else kept


def _is_kept(row: Row, by: Filter) -> bool:
    return (
        by.state in ("", row.state)
        and by.section in ("", str(row.section_id))
        and (not by.mine or bool(row.for_me))
        and (not by.differs or row.differs)
    )


_KEYS: dict[str, Callable[[Row], Any]] = {
    "heading": lambda row: key(row.heading),
    "state": lambda row: STATES.index(row.state),
    "changed": lambda row: row.changed_at,
    "threads": lambda row: row.open_threads,
}


def columns(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """The rows of each state, empty ones too."""
    return {each: [row for row in rows if row.state == each] for each in STATES}
