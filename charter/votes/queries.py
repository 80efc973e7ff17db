"""Find votes. Choices are read in one place only, and only once a vote is closed."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.charters.models import Charter, PhaseRight
from charter.clauses.models import Clause
from charter.collab import queries as collab
from charter.collab import reading
from charter.core.errors import NotFound, Refused
from charter.database import db
from charter.votes import obstacles, rules
from charter.votes.models import Ballot, Elector, Vote


@dataclass(frozen=True)
class Turnout:
    """How many have voted, of how many who may."""

    cast: int
    roll: int


@dataclass(frozen=True)
class AssociationResult:
    """How those who speak for one association voted."""

    association: str
    college: str
    voters: list[tuple[str, str | None]]
    """Each delegate's name and choice; None for who did not vote."""


def get(vote_id: int) -> Vote:
    """A vote; NotFound when there is none."""
    vote = db.session.get(Vote, vote_id)
    if vote is None:
        raise NotFound(_l("There is no such vote."))
    return vote


def of_clause(clause_id: int) -> list[Vote]:
    """The votes on a clause, newest first."""
    return list(db.session.scalars(select(Vote).where(Vote.clause_id == clause_id).order_by(Vote.id.desc())))


def of_charter(charter_id: int) -> list[Vote]:
    """The votes on the clauses of a charter, oldest first."""
    return list(db.session.scalars(select(Vote).where(Vote.charter_id == charter_id).order_by(Vote.id)))


def newest_of_charter(charter_id: int) -> dict[int, Vote]:
    """The newest vote on each clause that was ever voted, by the clause's id; cancelled ones left out."""
    return {vote.clause_id: vote for vote in of_charter(charter_id) if vote.stage != "cancelled"}


def to_cast(member: Member) -> list[Vote]:
    """The open votes in which a member is on the roll and has not voted yet."""
    voted = select(Ballot.vote_id).where(Ballot.member_id == member.id)
    query = (
        select(Vote)
        .join(Elector, (Elector.vote_id == Vote.id) & (Elector.member_id == member.id))
        .where(Vote.stage == "open", Vote.id.not_in(voted))
    )
    return list(db.session.scalars(query.order_by(Vote.id)))


def turnout(vote: Vote) -> Turnout:
    """How many have voted; says nothing of what."""
    cast = select(func.count()).select_from(Ballot).where(Ballot.vote_id == vote.id)
    roll = select(func.count()).select_from(Elector).where(Elector.vote_id == vote.id)
    return Turnout(db.session.scalar(cast) or 0, db.session.scalar(roll) or 0)


def is_elector(vote: Vote, member: Member | None) -> bool:
    """Whether a member is on the roll of this vote."""
    return member is not None and db.session.get(Elector, (vote.id, member.id)) is not None


def own_ballot(vote: Vote, member: Member | None) -> Ballot | None:
    """A member's own ballot in this vote: the only one shown to anyone while the vote is open."""
    return db.session.get(Ballot, (vote.id, member.id)) if member else None


def result(vote: Vote) -> rules.Result:
    """The stored result; Refused, for everybody, unless the vote is closed."""
    if vote.stage != "closed" or vote.result is None:
        raise Refused(_l("There is no result before the vote is closed."))
    return rules.Result(**vote.result)


def by_association(vote: Vote) -> list[AssociationResult]:
    """The named result by college and association; Refused, for everybody, unless the vote is closed."""
    result(vote)
    query = (
        select(Elector.college, Elector.association, Elector.name, Ballot.choice)
        .outerjoin(Ballot, (Ballot.vote_id == Elector.vote_id) & (Ballot.member_id == Elector.member_id))
        .where(Elector.vote_id == vote.id)
        .order_by(Elector.college, Elector.association, Elector.name, Elector.member_id)
    )
    grouped: dict[tuple[str, str], list[tuple[str, str | None]]] = {}
    for college, association, name, choice in db.session.execute(query):
        grouped.setdefault((college, association), []).append((name, choice))
    return [AssociationResult(association, college, voters) for (college, association), voters in grouped.items()]


def entitled(clause: Clause) -> Sequence[Member]:
    """Who speaks for an association and may vote in the present phase of this clause's charter."""
    voting = select(Member).join(Charter, Charter.id == clause.charter_id).join(PhaseRight, charters.has_right("vote"))
    return list(db.session.scalars(voting.where(Member.association_id.is_not(None)).order_by(Member.id)))


def obstacles_to_opening(clause: Clause) -> list[object]:
    """Everything that stands in the way of a vote on this clause now."""
    charter = charters.get(clause.charter_id)
    phase_allows = any(stage == charter.stage and right == "vote" for stage, _, right in charters.rights(charter))
    words = reading.plain(collab.committed_text(clause.id).content)
    return obstacles.to_opening(words, clause.stage, phase_allows, len(entitled(clause)))
