"""What came out of a vote: for everybody, once it is closed; for nobody before."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, or_, select

from charter.accounts.models import Member
from charter.core.errors import Refused
from charter.database import db
from charter.votes import queries
from charter.votes.ballots import ballot_box
from charter.votes.models import Ballot, Elector, Vote, VoterMark
from charter.votes.rules import ballot_paper, tally
from charter.votes.rules.tally import Result

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
    return tally.count(contents.lines, vote.decision_rule, contents.sealed)


def is_confirmed(vote: Vote) -> bool:
    """Whether the result, counted again, is what was decided then. Refused unless the vote is closed.

    Results of before votes had rules of their own were kept without a sum for each college: there was none to confirm.
    """
    again, stored = recount(vote), get(vote)
    return stored == (again if stored.colleges else replace(again, colleges={}))


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
    query = select(Elector, Ballot, VoterMark.source).outerjoin(Ballot, _named()).outerjoin(VoterMark, _marked())
    return query.where(Elector.vote_id == vote.id)


def _named() -> ColumnElement[bool]:
    return (Ballot.vote_id == Elector.vote_id) & (Ballot.member_id == Elector.member_id)


def _marked() -> ColumnElement[bool]:
    return (VoterMark.vote_id == Elector.vote_id) & (VoterMark.member_id == Elector.member_id)


def _narrowed(query: Any, association: str, college: str) -> Any:
    if association:
        query = query.where(Elector.association == association)
    return query.where(Elector.college == college) if college else query


def _voter(row: Any) -> Voter:
    elector, ballot, signed = row
    if ballot is None:
        return Voter(elector, {}, "", signed or "", "", "", "")
    cast = ballot_paper.read(ballot.chosen, elector.votes)
    return Voter(elector, cast, ballot.objection, ballot.source, ballot.cast_by, ballot.receipt, ballot.nonce)


@dataclass(frozen=True)
class Group:
    """An association in a named result, or, without a name, a whole college: its votes for each choice, those not
    cast."""

    college: str
    association: str
    cast: Counter[str]
    not_cast: int


def groups(vote: Vote) -> list[Group]:
    """The named result added up by association, those of a college after the college itself. Refused unless the vote
    is closed."""
    check_closed(vote)
    who = (Elector.college, Elector.association, Ballot.chosen)
    query = select(*who, func.count(), func.sum(Elector.votes)).outerjoin(Ballot, _named()).group_by(*who)
    cast: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for college, association, chosen, electors, votes in db.session.execute(query.where(Elector.vote_id == vote.id)):
        for name in ("", association):
            cast[college, name].update(_added_up(chosen, electors, votes))
    return [_group(college, name, those) for (college, name), those in sorted(cast.items())]


def _group(college: str, association: str, cast: Counter[str]) -> Group:
    not_cast = cast.pop("", 0)
    return Group(college, association, cast, not_cast)


def _added_up(chosen: str | None, electors: int, votes: int) -> dict[str, int]:
    """So many votes of so many electors who all voted the same; under "" those of who did not vote."""
    if not chosen or "=" not in chosen:
        return {chosen or "": votes}
    return {choice: number * electors for choice, number in ballot_paper.read(chosen, votes // electors).items()}


def objections(vote: Vote) -> list[Voter]:
    """Who objected, with their reasons. Refused unless the vote is closed."""
    check_closed(vote)
    rows = db.session.execute(_rows(vote).where(Ballot.objection != "").order_by(Elector.member_id))
    return [_voter(row) for row in rows]


def of_member(member: Member, page: int) -> list[tuple[Vote, Voter]]:
    """What became of a member's vote in each vote that has ended, newest first, and of those that they cast for others
    by proxy: a page, and one line of the next if there is one."""
    by_proxy = (Elector.holder_id == member.id) & or_(Ballot.source == "proxy", VoterMark.source == "proxy")
    query = select(Vote, Elector, Ballot, VoterMark.source).join(Elector, Elector.vote_id == Vote.id)
    query = query.outerjoin(Ballot, _named()).outerjoin(VoterMark, _marked())
    mine = query.where(or_(Elector.member_id == member.id, by_proxy), Vote.stage.in_(("closed", "cancelled")))
    mine = mine.order_by(Vote.opened_at.desc(), Vote.id.desc(), Elector.member_id != member.id, Elector.member_id)
    shown = mine.offset((page - 1) * PAGE).limit(PAGE + 1)
    return [(vote, _voter(row)) for vote, *row in db.session.execute(shown)]
