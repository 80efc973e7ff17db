"""How far each charter is, who takes part in it, and what comes next: a few statements, however many charters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from charter.accounts.models import Association
from charter.charters import queries as charters
from charter.charters.models import Charter, Participation
from charter.core import alphabet
from charter.database import db
from charter.pages.home import recent
from charter.pages.home.recent import Decision
from charter.votes import queries as votes
from charter.votes.models import Vote
from charter.votes.reporting import progress

MAX_CARDS = 12
"""Charters that are shown with how far they are; earlier ones are named."""


@dataclass(frozen=True)
class Card:
    """A charter: its clauses by state, its associations, its open votes, the one that closes first."""

    charter: Charter
    counts: dict[str, int]
    associations: Sequence[str]
    open_votes: int
    next_vote: Vote | None


def context(reader: object | None) -> dict[str, Any]:
    """For the home page: the charters that a member, or the public, may see, and what was decided lately."""
    visible = charters.visible(reader)
    return {"cards_shown": cards(visible[:MAX_CARDS]), "earlier": visible[MAX_CARDS:], "decisions": recent_decisions()}


def recent_decisions() -> list[Decision]:
    """What was decided lately in the charters that everybody may read."""
    return recent.latest(charters.visible(None))


def cards(shown: Sequence[Charter]) -> list[Card]:
    """What the home page says of each of these charters."""
    ids = [each.id for each in shown]
    counts, associations = progress.of_charters(ids), _associations(shown)
    numbers, following = _open_votes(ids), votes.closing_first(ids)
    return [
        Card(each, counts[each.id], associations[each.id], numbers.get(each.id, 0), following.get(each.id))
        for each in shown
    ]


def _associations(shown: Sequence[Charter]) -> dict[int, list[str]]:
    """The names of the associations in the assembly of each charter."""
    found: dict[int, list[str]] = {each.id: [] for each in shown}
    query = select(Participation.charter_id, Association.name).join(Association)
    for charter_id, name in db.session.execute(query.where(Participation.charter_id.in_(found))):
        found[charter_id].append(name)

    if any(each.takes_everyone for each in shown):
        everyone = list(db.session.scalars(select(Association.name)))
        found |= {each.id: everyone for each in shown if each.takes_everyone}
    return {charter_id: sorted(names, key=alphabet.key) for charter_id, names in found.items()}


def _open_votes(ids: Sequence[int]) -> dict[int, int]:
    query = select(Vote.charter_id, func.count()).where(Vote.charter_id.in_(ids), Vote.stage == "open")
    return {charter_id: number for charter_id, number in db.session.execute(query.group_by(Vote.charter_id))}
