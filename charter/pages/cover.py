"""The cover of a charter: what a visitor sees of it before the text."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.votes import queries as vote_queries
from charter.votes.models import Vote
from charter.votes.reporting import progress


@dataclass(frozen=True)
class Square:
    """A clause in the picture of all: where it stands on the page, and its state."""

    href: str
    number: int | None
    title: str
    state: str


@dataclass(frozen=True)
class Cover:
    """`associations`: how many take part. `squares`: the clauses in reading order; `counts`: how many are in each
    state. `changed_at`: when the newest text was published. `closing`: the open vote that closes first."""

    associations: int
    squares: list[Square]
    counts: dict[str, int]
    changed_at: datetime | None
    closing: Vote | None


def of(charter: Charter, reading: dict[str, Any]) -> Cover:
    """The cover of a charter, from what its page has read already."""
    votes, versions, clauses = reading["votes"], reading["versions"], reading["outline"].clauses
    squares = [
        Square(
            href=f"#clause-{each.clause.id}",
            number=each.number,
            title=versions[each.clause.id].heading,
            state=progress.state(each.clause, votes.get(each.clause.id)),
        )
        for each in clauses
    ]
    numbers = Counter(square.state for square in squares)
    return Cover(
        associations=charters.association_count(charter),
        squares=squares,
        counts={state: numbers[state] for state in progress.STATES},
        changed_at=max((versions[each.clause.id].at for each in clauses), default=None),
        closing=vote_queries.closing_first([charter.id]).get(charter.id),
    )
