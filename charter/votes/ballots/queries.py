"""Who has voted, and which ballots wait for a member. Choices are shown to their elector alone, or to
the holder of the proxy, until the vote is closed."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from charter.accounts.models import Member
from charter.database import db
from charter.votes.models import Ballot, Elector, Proxy, Vote, VoterMark


@dataclass(frozen=True)
class Turnout:
    """How many electors have voted, and how many are on the roll."""

    cast: int
    roll: int


def votes_to_cast(member: Member) -> list[Vote]:
    """Open votes in which a member, or an elector whose proxy they hold, has not voted yet."""
    return list(dict.fromkeys(vote for vote, _ in ballots_to_cast(member)))


def ballots_to_cast(member: Member) -> list[tuple[Vote, Elector]]:
    """The electors for whom a member can still vote: themself first, then those whose proxy they
    hold."""
    return _ballots_of(member, ~has_voted())


def ballots_cast(member: Member) -> list[tuple[Vote, Elector]]:
    """The ballots in open votes that a member has cast, or that were entered for them; ordered
    likewise."""
    return _ballots_of(member, was_cast_by_holder())


def was_cast_by_holder() -> ColumnElement[bool]:
    """SQL condition on a row of `of_holders`: the ballot is in; that of another elector, by proxy."""
    by_proxy = [select(box.vote_id).where(_of_elector(box), box.source == "proxy").exists() for box in _BOXES]
    return has_voted() & or_(Elector.member_id == Member.id, *by_proxy)


def _ballots_of(member: Member, which: ColumnElement[bool]) -> list[tuple[Vote, Elector]]:
    found = of_holders(Vote, Elector).where(Member.id == member.id, which).order_by(*IN_ORDER)
    return [(vote, elector) for vote, elector in db.session.execute(found)]


def of_holders(*columns: Any) -> Select[Any]:
    """Open votes, their electors, and for each the members who may vote for them: themself, or by a proxy
    that is still given. Who is not on the roll, or was not there when presence was asked for, votes for nobody."""
    own, self = aliased(Elector), aliased(Elector)
    themself = select(self.member_id).where(self.vote_id == own.vote_id, self.member_id == own.member_id)
    is_given = Proxy.revoked_at.is_(None) & (Proxy.charter_id == Vote.charter_id) & (Proxy.holder_id == own.member_id)
    # A list of ids, and no OR of conditions: for that one SQLite reads the roll of every vote from end to end.
    ids = themself.correlate(own).union_all(select(Proxy.giver_id).where(is_given).correlate(Vote, own))
    is_held = Elector.member_id.in_(ids) & or_(Elector.member_id == own.member_id, Elector.holder_id == own.member_id)
    return (
        select(*columns)
        .select_from(Vote)
        .join(own, own.vote_id == Vote.id)
        .join(Member, Member.id == own.member_id)
        .join(Elector, (Elector.vote_id == Vote.id) & is_held)
        .where(Vote.stage == "open", Vote.over_at.is_(None), or_(~Vote.needs_presence, own.present))
    )


IN_ORDER = (Vote.position, Vote.id, (Elector.member_id == Member.id).desc(), Elector.member_id)
"""The order of the agenda; of each vote, the own ballot of whoever may cast them first."""
_BOXES = (Ballot, VoterMark)


def _of_elector(box: type[Ballot | VoterMark]) -> ColumnElement[bool]:
    return (box.vote_id == Elector.vote_id) & (box.member_id == Elector.member_id)


def has_voted() -> ColumnElement[bool]:
    """SQL condition: the elector of this row has voted, in a named or a sealed vote."""
    return or_(*(select(box.vote_id).where(_of_elector(box)).exists() for box in _BOXES))


def electors_without_ballot(vote_id: int) -> list[Elector]:
    """The electors who have not voted."""
    return list(db.session.scalars(select(Elector).where(Elector.vote_id == vote_id, ~has_voted())))


def turnout(vote: Vote) -> Turnout:
    """How many have voted; nothing about choices."""
    counting = _TURNOUT[VoterMark if vote.is_sealed else Ballot]
    return Turnout(*db.session.execute(counting, {"vote_id": vote.id}).one())


def _number(of: type[Elector | Ballot | VoterMark]) -> ScalarSelect[int]:
    return select(func.count()).select_from(of).where(of.vote_id == bindparam("vote_id")).scalar_subquery()


_TURNOUT = {box: select(_number(box), _number(Elector)) for box in (Ballot, VoterMark)}


def sources(vote: Vote) -> dict[int, str]:
    """The source of each elector's ballot, by member id; nothing about choices."""
    box = VoterMark if vote.is_sealed else Ballot
    return {
        member: source
        for member, source in db.session.execute(select(box.member_id, box.source).where(box.vote_id == vote.id))
    }


_VALID = select(Proxy.id).where(
    Proxy.charter_id == bindparam("charter_id"),
    Proxy.giver_id == Elector.member_id,
    Proxy.holder_id == bindparam("member_id"),
    Proxy.revoked_at.is_(None),
)


_OWN = Elector.member_id == bindparam("member_id")


_PAPERS = (
    select(Elector, Ballot, VoterMark)
    .outerjoin(Ballot, (Ballot.vote_id == Elector.vote_id) & (Ballot.member_id == Elector.member_id))
    .outerjoin(VoterMark, (VoterMark.vote_id == Elector.vote_id) & (VoterMark.member_id == Elector.member_id))
    .where(Elector.vote_id == bindparam("vote_id"))
    .where(or_(_OWN, (Elector.holder_id == bindparam("member_id")) & _VALID.exists()))
    .order_by(_OWN.desc(), Elector.member_id)
)


def papers(vote: Vote, member: Member) -> list[tuple[Elector, Ballot | None, VoterMark | None]]:
    """The electors for whom a member may vote now, themself first, each with their ballot or voter
    mark. To be shown to this member alone."""
    parameters = {"vote_id": vote.id, "charter_id": vote.charter_id, "member_id": member.id}
    return [(elector, ballot, voter_mark) for elector, ballot, voter_mark in db.session.execute(_PAPERS, parameters)]


def own_ballot(vote: Vote, elector: Elector) -> Ballot | None:
    """An elector's ballot in a named vote. To be shown to them, or to the holder of their proxy,
    alone."""
    return db.session.get(Ballot, (vote.id, elector.member_id))


def voter_mark(vote: Vote, elector: Elector) -> VoterMark | None:
    """The mark of an elector who has voted in a sealed vote."""
    return db.session.get(VoterMark, (vote.id, elector.member_id))
