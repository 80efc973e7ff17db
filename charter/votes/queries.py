"""Find votes and their rolls. Choices are read elsewhere (`reporting.results`), and only after the
close."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from flask_babel import lazy_gettext as _l
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import joinedload

from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.core import clock
from charter.core.clock import iso
from charter.core.digest import digest
from charter.core.errors import NotFound
from charter.database import db
from charter.journal import actions as journal
from charter.votes.models import BallotEvent, Elector, Item, Vote
from charter.votes.motion_models import AMENDMENTS, Motion
from charter.votes.rules.tally import Result

Put = TypeVar("Put", Item, Motion)


class Printed(Protocol):
    """An amendment of a vote, or what would be printed of it."""

    @property
    def amendment_id(self) -> int:
        """The amendment."""

    @property
    def digest(self) -> str | None:
        """Of all that is printed."""


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
    return Topics(vote.id, vote.charter_id, clause_ids(vote), vote.is_sealed)


def clause_ids(vote: Vote) -> list[int]:
    """The clauses that a vote decides on, or whose amendments it decides on."""
    changes = (change for motion in vote.motions for change in motion.amendment.wording.changes)
    amended = {each.clause_id for each in changes if each.clause_id is not None}
    return [item.clause_id for item in vote.items] + sorted(amended)


def motion_facts(vote: Vote) -> dict[str, Any]:
    """What the journal says of the amendments that are put to a vote; nothing for other votes."""
    if not vote.is_on_amendments:
        return {}
    rows = [{"amendment": each.amendment_id, "number": each.number, "digest": each.digest} for each in vote.motions]
    return {"motions": rows, "order_reason": vote.order_reason}


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
    """The newest vote on each clause of a charter, by clause id."""
    return newest_of_charters([charter_id])


def newest_of_charters(charter_ids: Collection[int]) -> dict[int, Vote]:
    """The newest vote on each clause, by clause id; without cancelled ones, and without blocks that
    the clause was taken out of."""
    query = (
        select(Item.clause_id, Vote)
        .join(Vote, Vote.id == Item.vote_id)
        .where(Vote.charter_id.in_(charter_ids), Vote.stage.in_(("open", "closed")), Item.taken_out_at.is_(None))
        .where(Vote.kind != "charter")
        .order_by(Vote.id)
    )

    return {clause_id: vote for clause_id, vote in db.session.execute(query)}


def closing_first(charter_ids: Collection[int]) -> dict[int, Vote]:
    """Of each charter, the open vote that closes first, whatever it is about."""
    query = select(Vote).where(Vote.charter_id.in_(charter_ids), Vote.stage == "open", Vote.closes_at > clock.now())
    latest_first = db.session.scalars(query.order_by(Vote.closes_at.desc(), Vote.id.desc()))
    return {vote.charter_id: vote for vote in latest_first}


def counts_of_charter(charter_id: int, with_prepared: bool) -> dict[int, int]:
    """The number of votes on each clause, alone or in a block, by clause id; those in preparation are for members."""
    query = select(Item.clause_id, func.count()).join(Vote, Vote.id == Item.vote_id)
    query = query.where(Vote.charter_id == charter_id, Vote.kind != "charter").group_by(Item.clause_id)
    shown = query if with_prepared else query.where(Vote.stage != "prepared")
    return {clause_id: count for clause_id, count in db.session.execute(shown)}


def beside(vote: Vote) -> tuple[clauses.Around, dict[int, int]]:
    """The clauses before and after the one that is voted, and the newest opened vote on each, by clause id."""
    if vote.clause_id is None:
        return clauses.Around(), {}
    around = clauses.around(vote.charter_id, vote.clause_id)
    return around, newest_opened([each.id for each in (around.before, around.after) if each])


def newest_opened(clause_ids: Collection[int]) -> dict[int, int]:
    """The id of the newest vote on each of these clauses that was ever open, by clause id."""
    query = select(Item.clause_id, func.max(Vote.id)).join(Vote, Vote.id == Item.vote_id)
    query = query.where(Item.clause_id.in_(clause_ids), Vote.opened_at.is_not(None)).group_by(Item.clause_id)
    return {clause_id: vote_id for clause_id, vote_id in db.session.execute(query)}


def clauses_of(vote_ids: Iterable[int]) -> list[int]:
    """The clauses that are put to these votes and not taken out, one for each vote on it."""
    query = select(Item.clause_id).where(Item.vote_id.in_(list(vote_ids)), Item.taken_out_at.is_(None))
    return list(db.session.scalars(query))


def followers(vote_id: int) -> list[Vote]:
    """The later votes that repeat this one, oldest first."""
    return list(db.session.scalars(select(Vote).where(Vote.follows_id == vote_id).order_by(Vote.id)))


def elector(vote: Vote, member: Member | None) -> Elector | None:
    """A member's row in the roll of a vote."""
    return db.session.get(Elector, (vote.id, member.id)) if member else None


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


def settings_digest(vote: Vote) -> str:
    """The digest of the rule and settings of a vote, by which a form knows whether they changed."""
    return digest({"rule": vote.rule, "settings": settings(vote)})


def text_digest(vote: Vote) -> str:
    """The digest of what is voted now: without items that objections took out of a block."""
    if vote.kind not in ("block", AMENDMENTS):
        return vote.digest or ""
    items, motions = _left(vote.items), _left(vote.motions)
    is_whole = len(items) == len(vote.items) and len(motions) == len(vote.motions)
    return vote.digest or "" if is_whole else digest_of(vote, items, motions)


def _left(put: Sequence[Put]) -> list[Put]:
    return [each for each in put if each.taken_out_at is None]


def digest_of(vote: Vote, items: Sequence[Item], motions: Sequence[Printed] = ()) -> str:
    """SHA-256 of what is voted if it consists of these `items` and `motions`, whose texts are set."""
    if vote.kind == "clause":
        return items[0].digest or ""
    subject: dict[str, Any] = {
        "kind": vote.kind,
        "heading": vote.heading,
        "language": vote.language,
        "question": vote.question,
    }
    subject |= {"items": [{"clause": item.clause_id, "digest": item.digest} for item in items]}
    if motions:
        subject["motions"] = [{"amendment": each.amendment_id, "digest": each.digest} for each in motions]
    return digest(subject)
