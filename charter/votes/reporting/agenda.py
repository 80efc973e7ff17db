"""The votes of a charter as one list: those open, those to come in their order, those ended."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from charter.clauses import queries as clauses
from charter.core import clock
from charter.core.alphabet import has_words
from charter.database import db
from charter.votes import queries
from charter.votes.models import Item, Vote
from charter.votes.reporting.result_sentences import VERDICTS, verdict_kind

ENDED = ("closed", "cancelled")
GROUPS = ("open", "prepared", "closed")
"""The headings of the list, in their order."""
STATE_NAMES = {
    "open": _l("Open now"),
    "prepared": _l("Still to come"),
    "closed": _l("Ended"),
    **VERDICTS,
    "cancelled": _l("Cancelled"),
}
"""By which states the list is narrowed: those of votes and, of ended ones, the verdicts."""


@dataclass(frozen=True)
class Row:
    """A vote of the list, with the number of its article and the sections that its clauses stand in."""

    vote: Vote
    number: str = ""
    sections: frozenset[int] = frozenset()

    @property
    def group(self) -> str:
        """Under which heading it stands."""
        return "closed" if self.vote.stage in ENDED else self.vote.stage

    @property
    def rank(self) -> int:
        """The place of that heading."""
        return GROUPS.index(self.group)


@dataclass(frozen=True)
class Filter:
    """What the list is narrowed to; "", 0 and False: not by this."""

    find: str = ""
    state: str = ""
    kind: str = ""
    section: int = 0
    waiting: bool = False

    @property
    def query(self) -> dict[str, Any]:
        """The same as the query of an address."""
        return {
            "find": self.find or None,
            "state": self.state or None,
            "kind": self.kind or None,
            "section": self.section or None,
            "waiting": "1" if self.waiting else None,
        }


def rows(charter_id: int, outline: clauses.Outline, with_prepared: bool) -> list[Row]:
    """Every vote of a charter, in three statements: open ones by closing time, prepared ones in their order,
    ended ones newest first."""
    stages = ("open", "prepared", *ENDED) if with_prepared else ("open", *ENDED)
    found = {vote.id: Row(vote) for vote in queries.of_charter(charter_id, *stages)}
    numbers = {each.clause.id: str(each.number or "") for each in outline.clauses}
    shelf = {each.clause.id: part.section.id for part in outline.sections for each in part.clauses}

    items = select(Item.vote_id, Item.clause_id, Item.number).where(Item.vote_id.in_(found))
    for vote_id, clause_id, number in db.session.execute(items):
        row = found[vote_id]
        sections = row.sections | {shelf[clause_id]} if clause_id in shelf else row.sections
        own = (number or numbers.get(clause_id, "")) if row.vote.clause_id == clause_id else row.number
        found[vote_id] = replace(row, sections=sections, number=own)

    return sorted(found.values(), key=_place)


def _place(row: Row) -> tuple[object, ...]:
    vote = row.vote
    if vote.stage == "open":
        return row.rank, vote.closes_at is None, vote.closes_at or clock.now(), vote.position, vote.id
    if vote.stage == "prepared":
        return row.rank, vote.position, vote.id
    return row.rank, -vote.closed_at.timestamp() if vote.closed_at else 0, -vote.id


def narrowed(every: Iterable[Row], by: Filter, waiting: Collection[int]) -> list[Row]:
    """The rows that a filter asks for. `waiting`: the votes that wait for a ballot of the reader."""
    return [row for row in every if _is_asked_for(row, by, waiting)]


def _is_asked_for(row: Row, by: Filter, waiting: Collection[int]) -> bool:
    vote = row.vote
    return (
        (not by.kind or vote.kind == by.kind)
        and (not by.section or by.section in row.sections)
        and (not by.waiting or vote.id in waiting)
        and (not by.state or _is_in(row, by.state))
        and (not by.find or has_words(f"{vote.id} {row.number} {vote.title} {vote.question}", by.find))
    )


def _is_in(row: Row, state: str) -> bool:
    if state not in VERDICTS:
        return row.group == state if state != "cancelled" else row.vote.stage == "cancelled"
    return row.vote.stage == "closed" and verdict_kind(queries.result(row.vote), row.vote.rule) == state
