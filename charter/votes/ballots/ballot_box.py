"""What was voted. Read at the closing, and by nobody before."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import SystemRandom
from typing import Any

from sqlalchemy import delete, func, insert, select

from charter.core.clock import iso
from charter.core.digest import digest
from charter.database import db
from charter.journal import merkle
from charter.votes import queries
from charter.votes.models import Ballot, BallotEvent, BallotSetAside, Elector, SealedBallot, Vote, VoterMark
from charter.votes.rules import ballot_paper
from charter.votes.rules.tally import TallyRow


@dataclass(frozen=True)
class Contents:
    """The roll with what each elector voted, or how many sealed ballots there are of each choice; and the root of the
    tree over all ballots, by which each of them can be proved."""

    lines: list[TallyRow]
    sealed: Mapping[str, int] | None
    root: str


def read(vote: Vote) -> Contents:
    """Everything, from the database as it is in this transaction."""
    return _read_sealed(vote) if vote.is_sealed else _read_named(vote)


def _read_named(vote: Vote) -> Contents:
    lines, receipts = [], []
    for voter, chosen, source, receipt in _roll(vote, Ballot, Ballot.chosen, Ballot.source, Ballot.receipt):
        cast: Mapping[str, int] = {}
        if receipt:
            cast = ballot_paper.read(chosen, voter[0])
            receipts.append(receipt)
        lines.append(_tally_row(voter, cast, source))
    return Contents(lines, None, root(receipts))


def _read_sealed(vote: Vote) -> Contents:
    lines = [_tally_row(voter, {}, source) for voter, source in _roll(vote, VoterMark, VoterMark.source)]
    ballots = db.session.execute(select(SealedBallot.key, SealedBallot.choice).where(SealedBallot.vote_id == vote.id))
    text = queries.text_digest(vote)
    leaves, found = [], Counter[str]()
    for key, choice in ballots:
        leaves.append(ballot_paper.sealed_leaf(vote.id, text, choice, key))
        found[choice] += 1
    return Contents(lines, found, root(leaves))


_VOTER = (Elector.votes, Elector.college, Elector.association, Elector.present, Elector.is_chair)


def _roll(vote: Vote, box: type[Ballot | VoterMark], *asked: Any) -> Iterator[tuple[Any, ...]]:
    """Each elector, and what was asked of what they handed in: as plain rows, for there may be thousands."""
    handed_in = (box.vote_id == Elector.vote_id) & (box.member_id == Elector.member_id)
    query = select(*_VOTER, *asked).outerjoin(box, handed_in).where(Elector.vote_id == vote.id)
    for row in db.session.execute(query):
        yield row[: len(_VOTER)], *row[len(_VOTER) :]


def _tally_row(voter: tuple[Any, ...], cast: Mapping[str, int], source: str | None) -> TallyRow:
    votes, college, association, present, is_chair = voter
    return TallyRow(votes, cast, college, association, present, is_chair, source or "")


def ballot_events(vote: Vote) -> list[dict[str, Any]]:
    """What was handed in, changed ballots included, in the order of the database; of a sealed vote, who signed."""
    if vote.is_sealed:
        signed = select(VoterMark.member_id, VoterMark.source).where(VoterMark.vote_id == vote.id)
        rows = db.session.execute(signed.order_by(VoterMark.member_id))
        return [{"member": member, "source": source} for member, source in rows]
    columns = (BallotEvent.member_id, BallotEvent.receipt, BallotEvent.source, BallotEvent.at)
    events = db.session.execute(select(*columns).where(BallotEvent.vote_id == vote.id).order_by(BallotEvent.id))
    return [
        {"member": member, "receipt": receipt, "source": source, "at": iso(at)}
        for member, receipt, source, at in events
    ]


def cast_by(vote: Vote) -> list[str]:
    """Who handed in each of them, in the same order; of a sealed vote nothing. The digest was over these too, in votes
    that closed when entries were of form 1."""
    if vote.is_sealed:
        return []
    names = select(BallotEvent.cast_by).where(BallotEvent.vote_id == vote.id)
    return list(db.session.scalars(names.order_by(BallotEvent.id)))


def ballot_events_digest(vote: Vote) -> str:
    """SHA-256 of the deposits, each in one line; the journal keeps it at the closing. Who handed a ballot in is no part
    of it: that follows from its source, and is no name that would stay for ever."""
    return digest([" ".join(str(part) for part in each.values()) for each in ballot_events(vote)])


def root(receipts: Iterable[str]) -> str:
    """The Merkle root over the receipts in ascending order, as hexadecimal digits."""
    return merkle.root([bytes.fromhex(receipt) for receipt in sorted(receipts)]).hex()


def set_aside(vote: Vote) -> dict[int, str]:
    """Let no ballot cast so far count any more, since what is voted is another; returns whose they were, and how cast.
    Of those of a named vote the receipt is kept, of those of a sealed one nothing."""
    of_vote = {"vote_id": vote.id}
    if vote.is_sealed:
        signed = queries.sources(vote)
        for box in (SealedBallot, VoterMark):
            db.session.execute(delete(box).filter_by(**of_vote))
        return signed
    cast = queries.sources(vote)
    columns = (Ballot.vote_id, Ballot.member_id, Ballot.receipt, Ballot.changes)
    rows = [dict(row) for row in db.session.execute(select(*columns).filter_by(**of_vote)).mappings()]
    if rows:
        db.session.execute(insert(BallotSetAside), rows)
        db.session.execute(delete(Ballot).filter_by(**of_vote))
    return cast


def missing(vote: Vote) -> int:
    """How many electors have signed in a sealed vote for whom there is no ballot in the box: theirs are on paper."""
    signed = select(func.count()).select_from(VoterMark).where(VoterMark.vote_id == vote.id).scalar_subquery()
    inside = select(func.count()).select_from(SealedBallot).where(SealedBallot.vote_id == vote.id).scalar_subquery()
    return db.session.scalar(select(signed - inside)) or 0


def shuffle(vote: Vote) -> None:
    """Write the rows of a sealed vote again in a random order, since the order on disk is that of voting: of rows in
    PostgreSQL, and within a page also in SQLite, which keeps these tables in the order of their keys."""
    if not vote.is_sealed:
        return
    for table in (db.metadata.tables[name] for name in ("sealed_ballot", "signing")):
        of_vote = table.c.vote_id == vote.id
        rows = [dict(row) for row in db.session.execute(select(table).where(of_vote)).mappings()]
        SystemRandom().shuffle(rows)
        db.session.execute(delete(table).where(of_vote))
        if rows:
            db.session.execute(insert(table), rows)
