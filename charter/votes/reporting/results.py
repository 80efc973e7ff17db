"""The results of closed votes. Before the close nobody is given any."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, func, or_, select

from charter.accounts.models import Member
from charter.core import paging
from charter.core.alphabet import has_words
from charter.core.errors import Refused
from charter.database import db
from charter.votes import queries
from charter.votes.ballots import stored_ballots
from charter.votes.models import Ballot, Elector, Vote, VoterMark
from charter.votes.rules import ballot_paper, tally
from charter.votes.rules.tally import Result

ROWS_PER_PAGE = paging.PAGE_SIZE
VOTERS_PER_PAGE = 20
"""Fewer than in other lists: beside a result with its sum and its chart, fifty rows cost the page its grade A."""


@dataclass(frozen=True)
class Voter:
    """One row of the named result. `cast` is empty for an elector who did not vote, and for all in
    a sealed vote."""

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
    """The result, counted again from the stored roll and ballots; Refused unless the vote is
    closed."""
    check_closed(vote)
    contents = stored_ballots.read(vote)
    return tally.count(contents.lines, vote.decision_rule, contents.sealed)


def is_confirmed(vote: Vote) -> bool:
    """Whether a recount gives the stored result. Refused unless the vote is closed.

    Results stored before votes had rules of their own have no sums per college; there is none to
    confirm.
    """
    again, stored = recount(vote), get(vote)
    return stored == (again if stored.colleges else replace(again, colleges={}))


def voters(vote: Vote, page: int | None = None, association: str = "", college: str = "") -> list[Voter]:
    """Who voted what, by college and association: all rows, or one page of `VOTERS_PER_PAGE`. Refused
    unless the vote is closed."""
    check_closed(vote)
    query = _narrowed(_rows(vote), association, college)
    query = query.order_by(Elector.college, Elector.association, Elector.name, Elector.member_id)
    if page is not None:
        query = query.offset((page - 1) * VOTERS_PER_PAGE).limit(VOTERS_PER_PAGE)
    return [_voter(row) for row in db.session.execute(query)]


def search(vote: Vote, wanted: str) -> list[Voter]:
    """The rows whose name or association has the words that are wanted."""
    return [each for each in voters(vote) if has_words(f"{each.elector.name} {each.elector.association}", wanted)]


@dataclass(frozen=True)
class PrintedVoter:
    """A row of the named result as it is printed."""

    association: str
    name: str
    cast: dict[str, int]
    receipt: str


def printed(vote: Vote) -> list[PrintedVoter]:
    """Every row of the named result, short. Refused unless the vote is closed."""
    check_closed(vote)
    shown = (Elector.association, Elector.name, Elector.votes, Ballot.chosen, Ballot.receipt)
    query = select(*shown).outerjoin(Ballot, _named()).where(Elector.vote_id == vote.id)
    query = query.order_by(Elector.college, Elector.association, Elector.name, Elector.member_id)
    return [
        PrintedVoter(association, name, ballot_paper.read(chosen, votes) if chosen else {}, receipt or "")
        for association, name, votes, chosen, receipt in db.session.execute(query)
    ]


def number_of_voters(vote: Vote, association: str = "", college: str = "") -> int:
    """The number of rows of `voters`."""
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
    """An association in a named result or, without a name, a whole college: its votes for each
    choice, and those not cast."""

    college: str
    association: str
    cast: Counter[str]
    not_cast: int


def groups(vote: Vote) -> list[Group]:
    """The named result summed by association, each college before its associations. Refused unless
    the vote is closed."""
    check_closed(vote)
    who = (Elector.college, Elector.association, Ballot.chosen)
    query = select(*who, func.count(), func.sum(Elector.votes)).outerjoin(Ballot, _named()).group_by(*who)
    cast: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)

    for college, association, chosen, electors, votes in db.session.execute(query.where(Elector.vote_id == vote.id)):
        for name in ("", association):
            cast[college, name].update(_sum_votes(chosen, electors, votes))

    return [_group(college, name, those) for (college, name), those in sorted(cast.items())]


def _group(college: str, association: str, cast: Counter[str]) -> Group:
    not_cast = cast.pop("", 0)
    return Group(college, association, cast, not_cast)


def _sum_votes(chosen: str | None, electors: int, votes: int) -> dict[str, int]:
    """The votes and electors of one choice; "" for those who did not vote."""
    if not chosen or "=" not in chosen:
        return {chosen or "": votes}
    return {choice: number * electors for choice, number in ballot_paper.read(chosen, votes // electors).items()}


def objections(vote: Vote) -> list[Voter]:
    """Who objected, with their reasons. Refused unless the vote is closed."""
    check_closed(vote)
    rows = db.session.execute(_rows(vote).where(Ballot.objection != "").order_by(Elector.member_id))
    return [_voter(row) for row in rows]


def ballots_of_member(member: Member, page: int) -> list[tuple[Vote, Voter]]:
    """The ballots of a member in ended votes, newest first, with those that they cast by proxy: one
    page, and one more row if there is a next page."""
    by_proxy = (Elector.holder_id == member.id) & or_(Ballot.source == "proxy", VoterMark.source == "proxy")
    query = select(Vote, Elector, Ballot, VoterMark.source).join(Elector, Elector.vote_id == Vote.id)
    query = query.outerjoin(Ballot, _named()).outerjoin(VoterMark, _marked())
    mine = query.where(or_(Elector.member_id == member.id, by_proxy), Vote.stage.in_(("closed", "cancelled")))
    mine = mine.order_by(Vote.opened_at.desc(), Vote.id.desc(), Elector.member_id != member.id, Elector.member_id)
    shown = mine.offset((page - 1) * ROWS_PER_PAGE).limit(ROWS_PER_PAGE + 1)

    return [(vote, _voter(row)) for vote, *row in db.session.execute(shown)]
