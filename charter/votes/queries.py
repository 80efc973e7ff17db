"""Find votes and their rolls. Choices are read elsewhere (`reporting.results`), and only after the
close."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, ScalarSelect, bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.core.clock import iso
from charter.core.digest import digest
from charter.core.errors import NotFound
from charter.database import db
from charter.journal import actions as journal
from charter.votes.models import Ballot, BallotEvent, Elector, Item, Proxy, Vote, VoterMark
from charter.votes.rules.tally import Result


@dataclass(frozen=True)
class Turnout:
    """How many electors have voted, and how many are on the roll."""

    cast: int
    roll: int


@dataclass(frozen=True)
class Topics:
    """The pages to notify of a change of a vote."""

    vote_id: int
    charter_id: int
    clause_ids: list[int]
    is_sealed: bool = False


def get(vote_id: int) -> Vote:
    """A vote by id, or NotFound."""
    vote = db.session.get(Vote, vote_id)
    if vote is None:
        raise NotFound(_l("There is no such vote."))
    return vote


_WITH_CHARTER = select(Vote).where(Vote.id == bindparam("vote_id")).options(joinedload(Vote.charter))


def with_charter(vote_id: int) -> Vote:
    """As `get`, with its charter loaded."""
    vote = db.session.scalar(_WITH_CHARTER, {"vote_id": vote_id})
    if vote is None:
        raise NotFound(_l("There is no such vote."))
    return vote


_ONE = select(Vote).where(Vote.id == bindparam("vote_id")).execution_options(populate_existing=True)
_SHARED, _ALONE = _ONE.with_for_update(read=True), _ONE.with_for_update(key_share=True)


def lock(vote_id: int, shared: bool = False) -> Vote:
    """The current state of a vote, locked until the transaction ends, or NotFound. `shared` lets
    others lock it so too, as ballots do; otherwise the charter is locked as well."""
    if not shared:
        charters.lock(get(vote_id).charter_id)
    vote = db.session.scalar(_SHARED if shared else _ALONE, {"vote_id": vote_id})
    return vote or get(vote_id)


_LAST_EVENT = select(func.max(BallotEvent.at)).where(BallotEvent.vote_id == bindparam("vote_id"))


def moment(vote: Vote) -> datetime:
    """The current time by which a vote is judged and recorded. It never goes back, even if the
    clock does: a ballot recorded before the opening, or after the end, would make the archive
    invalid."""
    last_event = db.session.scalar(_LAST_EVENT, {"vote_id": vote.id})
    return max(filter(None, (journal.moment(), vote.opened_at, last_event)))


_BALLOTS = select(Vote.ballots).where(Vote.id == bindparam("vote_id"))


def is_sealed(vote_id: int) -> bool:
    """Whether a vote is sealed; NotFound if there is none."""
    ballots = db.session.scalar(_BALLOTS, {"vote_id": vote_id})
    if ballots is None:
        raise NotFound(_l("There is no such vote."))
    return ballots == "sealed"


def topics(vote: Vote) -> Topics:
    """The pages that show a vote, its clauses or its charter."""
    return Topics(vote.id, vote.charter_id, [item.clause_id for item in vote.items], vote.is_sealed)


def of_clause(clause_id: int) -> list[Vote]:
    """The votes about a clause, alone or in a block, newest first."""
    about = select(Vote).join(Item, Item.vote_id == Vote.id).where(Item.clause_id == clause_id)
    return list(db.session.scalars(about.order_by(Vote.id.desc())))


def opened_on(clause_id: int, digest: str) -> Vote | None:
    """The open vote on exactly this text of a clause."""
    return db.session.scalar(select(Vote).filter_by(clause_id=clause_id, stage="open", digest=digest))


def of_charter(charter_id: int, *stages: str) -> list[Vote]:
    """The votes of a charter that were opened (or those in the given `stages`), in order."""
    is_asked_for = Vote.stage.in_(stages) if stages else Vote.opened_at.is_not(None)
    query = select(Vote).where(Vote.charter_id == charter_id, is_asked_for).order_by(Vote.position, Vote.id)
    return list(db.session.scalars(query))


def prepared(charter_id: int) -> list[Vote]:
    """The prepared votes of a charter, in the order in which they will be held."""
    return of_charter(charter_id, "prepared")


def newest_of_charter(charter_id: int) -> dict[int, Vote]:
    """The newest vote on each clause, by clause id; without cancelled ones, and without blocks that
    the clause was taken out of."""
    query = (
        select(Item.clause_id, Vote)
        .join(Vote, Vote.id == Item.vote_id)
        .where(Vote.charter_id == charter_id, Vote.stage.in_(("open", "closed")), Item.taken_out_at.is_(None))
        .where(Vote.kind != "charter")
        .order_by(Vote.id)
    )

    return {clause_id: vote for clause_id, vote in db.session.execute(query)}


def followers(vote_id: int) -> list[Vote]:
    """The later votes that repeat this one, oldest first."""
    return list(db.session.scalars(select(Vote).where(Vote.follows_id == vote_id).order_by(Vote.id)))


def votes_to_cast(member: Member) -> list[Vote]:
    """Open votes in which a member, or an elector whose proxy they hold, has not voted yet."""
    return list(dict.fromkeys(vote for vote, _ in ballots_to_cast(member)))


def ballots_to_cast(member: Member) -> list[tuple[Vote, Elector]]:
    """The electors for whom a member can still vote: themself first, then those whose proxy they
    hold."""
    return _ballots_of(member, ~_has_voted())


def ballots_cast(member: Member) -> list[tuple[Vote, Elector]]:
    """The ballots in open votes that a member has cast, or that were entered for them; ordered
    likewise."""
    boxes = (Ballot, VoterMark)
    by_proxy = [select(box.vote_id).where(_of_elector(box), box.source == "proxy").exists() for box in boxes]
    return _ballots_of(member, _has_voted() & or_(Elector.member_id == member.id, *by_proxy))


def _of_elector(box: type[Ballot | VoterMark]) -> ColumnElement[bool]:
    return (box.vote_id == Elector.vote_id) & (box.member_id == Elector.member_id)


def _ballots_of(member: Member, which: ColumnElement[bool]) -> list[tuple[Vote, Elector]]:
    used = Proxy.revoked_at.is_(None) & (Proxy.giver_id == Elector.member_id) & (Proxy.charter_id == Vote.charter_id)
    by_proxy = (Elector.holder_id == member.id) & select(Proxy.id).where(used, Proxy.holder_id == member.id).exists()
    is_own = Elector.member_id == member.id
    query = select(Vote, Elector).join(Elector, Elector.vote_id == Vote.id)
    query = query.where(Vote.stage == "open", Vote.over_at.is_(None), which)
    query = query.where(or_(is_own, by_proxy)).order_by(Vote.position, Vote.id, is_own.desc(), Elector.member_id)
    return [(vote, elector) for vote, elector in db.session.execute(query)]


def _has_voted() -> ColumnElement[bool]:
    """SQL condition: the elector of this row has voted, in a named or a sealed vote."""
    return or_(*(select(box.vote_id).where(_of_elector(box)).exists() for box in (Ballot, VoterMark)))


def electors_without_ballot(vote_id: int) -> list[Elector]:
    """The electors who have not voted."""
    return list(db.session.scalars(select(Elector).where(Elector.vote_id == vote_id, ~_has_voted())))


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


def elector(vote: Vote, member: Member | None) -> Elector | None:
    """A member's row in the roll of a vote."""
    return db.session.get(Elector, (vote.id, member.id)) if member else None


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


def result(vote: Vote) -> Result:
    """The stored result; RuntimeError unless the vote is closed."""
    if vote.stage != "closed" or vote.result is None:
        raise RuntimeError("there is no result before the vote is closed")
    return Result.from_json(vote.result)


def roll_row(elector: Elector) -> dict[str, Any]:
    """One row of the roll as it is hashed, with a commitment in place of the name."""
    return {
        "member": elector.member_id,
        "name": elector.name_digest or elector.name,
        "association": elector.association,
        "association_id": elector.association_id,
        "college": elector.college,
        "votes": elector.votes,
        "present": elector.present,
        "chair": elector.is_chair,
        "holder": elector.holder_id,
    }


def settings(vote: Vote) -> dict[str, Any]:
    """How a vote is held, as the journal records it."""
    return {
        "ballots": vote.ballots,
        "holders": vote.holders,
        "most_votes": vote.most_votes,
        "proxies": vote.proxies,
        "needs_presence": vote.needs_presence,
        "shows_turnout": vote.shows_turnout,
        "two_persons": vote.two_persons,
        "chair": vote.chair_id,
        "opens_at": iso(vote.opens_at) if vote.opens_at else None,
        "closes_at": iso(vote.closes_at) if vote.closes_at else None,
    }


def text_digest(vote: Vote) -> str:
    """The digest of what is voted now: without items that objections took out of a block."""
    if vote.kind != "block":
        return vote.digest or ""
    left = [item for item in vote.items if item.taken_out_at is None]
    return vote.digest or "" if len(left) == len(vote.items) else digest_of(vote, left)


def digest_of(vote: Vote, items: Sequence[Item]) -> str:
    """SHA-256 of what is voted if it consists of these `items`, whose texts are set."""
    if vote.kind == "clause":
        return items[0].digest or ""
    subject = {"kind": vote.kind, "heading": vote.heading, "language": vote.language, "question": vote.question}
    return digest(subject | {"items": [{"clause": item.clause_id, "digest": item.digest} for item in items]})
