"""How many things the tabs of a charter lead to, for this reader."""

from dataclasses import dataclass

from sqlalchemy import ScalarSelect, case, func, select

from charter.amendments.models import Amendment, Round
from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.clauses.models import Clause
from charter.database import db
from charter.votes.models import Vote
from charter.web.access import may


@dataclass(frozen=True)
class Counts:
    """Clauses that stand in the charter, votes and amendments that its reader may see (None before the first
    round), and associations that take part."""

    clauses: int
    votes: int
    associations: int
    amendments: int | None


def read(charter: Charter) -> Counts:
    """The counts, in one statement. Prepared votes are for members of the assembly alone."""
    clauses = select(func.count(Clause.id)).where(Clause.charter_id == charter.id, Clause.stage != "dropped")
    votes = select(func.count(Vote.id)).where(Vote.charter_id == charter.id)
    if not may("clauses.read_live"):
        votes = votes.where(Vote.stage != "prepared")

    round_id = _newest_round(charter)
    of_round = select(func.count(Amendment.id)).where(Amendment.round_id == round_id)
    amendments = select(case((round_id.is_(None), None), else_=of_round.scalar_subquery()))

    every = (clauses, votes, charters.counting_associations(charter), amendments)
    counts = (each.scalar_subquery() for each in every)
    return Counts(*db.session.execute(select(*counts)).one())


def _newest_round(charter: Charter) -> ScalarSelect[int]:
    """The id of the newest round of amendments that this reader may see."""
    rounds = select(func.max(Round.id)).where(Round.charter_id == charter.id)
    if not may("clauses.read_live"):
        rounds = rounds.where(Round.is_public)
    return rounds.scalar_subquery()
