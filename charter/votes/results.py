"""What came out of a vote: for everybody, once it is closed; for nobody before."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from charter.accounts.models import Member
from charter.core.errors import Refused
from charter.database import db
from charter.votes import ballot_box, counting, papers, queries
from charter.votes.counting import Result
from charter.votes.models import Ballot, Elector, Signing, Vote

PAGE = 25
"""Lines of a page, which keeps it light."""


@dataclass(frozen=True)
class Voter:
    """A line of the named result. `cast` is empty for who did not vote, and for everybody in a sealed vote."""

    elector: Elector
    cast: dict[str, int]
    objection: str
    source: str
    cast_by: str
    receipt: str
    nonce: str


def check_closed(vote: Vote) -> None:
    """Refused, for everybody, unless the vote is closed."""
    if vote.stage != "closed":
        raise Refused(_l("There is no result before the vote is closed."))


def get(vote: Vote) -> Result:
    """The stored result; Refused unless the vote is closed."""
    check_closed(vote)
    return queries.result(vote)


def recount(vote: Vote) -> Result:
    """The result, counted again from the stored roll and ballots; Refused unless the vote is closed."""
    check_closed(vote)
    contents = ballot_box.read(vote)
    return counting.count(contents.lines, vote.decision_rule, contents.sealed)


def voters(vote: Vote, page: int | None = None, association: str = "", college: str = "") -> list[Voter]:
    """Who voted what, by college and association; all, or one page of `PAGE`. Refused unless the vote is closed."""
    check_closed(vote)
    query = _narrowed(_rows(vote), association, college)
    query = query.order_by(Elector.college, Elector.association, Elector.name, Elector.member_id)
    if page is not None:
        query = query.offset((page - 1) * PAGE).limit(PAGE)
    return [_voter(row) for row in db.session.execute(query)]


def number_of_voters(vote: Vote, association: str = "", college: str = "") -> int:
    """How many lines `voters` has in all."""
    query = _narrowed(select(Elector.member_id).where(Elector.vote_id == vote.id), association, college)
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _rows(vote: Vote) -> Any:
    ballots = (Ballot.vote_id == Elector.vote_id) & (Ballot.member_id == Elector.member_id)
    signed = (Signing.vote_id == Elector.vote_id) & (Signing.member_id == Elector.member_id)
    query = select(Elector, Ballot, Signing.source).outerjoin(Ballot, ballots).outerjoin(Signing, signed)
    return query.where(Elector.vote_id == vote.id)


def _narrowed(query: Any, association: str, college: str) -> Any:
    if association:
        query = query.where(Elector.association == association)
    return query.where(Elector.college == college) if college else query


def _voter(row: Any) -> Voter:
    elector, ballot, signed = row
    if ballot is None:
        return Voter(elector, {}, "", signed or "", "", "", "")
    cast = papers.read(ballot.chosen, elector.votes)
    return Voter(elector, cast, ballot.objection, ballot.source, ballot.cast_by, ballot.receipt, ballot.nonce)


@dataclass(frozen=True)
class Group:
    """An association in a named result: its votes for each choice, and those not cast."""

    college: str
    association: str
    cast: Counter[str]
    not_cast: int


def groups(vote: Vote) -> list[Group]:
    """The named result added up by college and association. Refused unless the vote is closed."""
    found = []
    for college, association, those in by_association(vote):
        cast: Counter[str] = Counter()
        for voter in those:
            cast.update(voter.cast)
        not_cast = sum(voter.elector.votes for voter in those if not voter.cast)
        found.append(Group(college, association, cast, not_cast))
    return found


def objections(vote: Vote) -> list[Voter]:
    """Who objected, with their reasons. Refused unless the vote is closed."""
    check_closed(vote)
    rows = db.session.execute(_rows(vote).where(Ballot.objection != "").order_by(Elector.member_id))
    return [_voter(row) for row in rows]


def by_association(vote: Vote) -> Iterator[tuple[str, str, list[Voter]]]:
    """The named result as (college, association, voters). Refused unless the vote is closed."""
    grouped: dict[tuple[str, str], list[Voter]] = {}
    for voter in voters(vote):
        grouped.setdefault((voter.elector.college, voter.elector.association), []).append(voter)
    return ((college, association, those) for (college, association), those in grouped.items())


def of_member(member: Member, page: int) -> list[tuple[Vote, Elector, Ballot | None]]:
    """The votes that have ended in which a member was on the roll, newest first, with their own ballot: a page."""
    own = (Ballot.vote_id == Elector.vote_id) & (Ballot.member_id == Elector.member_id)
    query = select(Vote, Elector, Ballot).join(Elector, Elector.vote_id == Vote.id).outerjoin(Ballot, own)
    mine = query.where(Elector.member_id == member.id, Vote.stage.in_(("closed", "cancelled")))
    shown = mine.order_by(Vote.opened_at.desc(), Vote.id.desc()).offset((page - 1) * PAGE).limit(PAGE + 1)
    return [(vote, elector, ballot) for vote, elector, ballot in db.session.execute(shown)]
