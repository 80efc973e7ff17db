"""The stored ballots of a vote, read when it closes. Nothing reads choices before that."""

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
from charter.votes.ballots import queries as ballot_queries
from charter.votes.models import Ballot, BallotEvent, BallotSetAside, Elector, SealedBallot, Vote, VoterMark
from charter.votes.rules import ballot_paper
from charter.votes.rules.tally import TallyRow


@dataclass(frozen=True)
class Contents:
    """What the tally needs: one row per elector, the sealed ballots counted by choice (None for a
    named vote), and the Merkle root over all ballots, by which each ballot can be proved."""

    lines: list[TallyRow]
    sealed: Mapping[str, int] | None
    root: str


def read(vote: Vote) -> Contents:
    """The contents as they are in the current transaction."""
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
    """Each elector with columns of their ballot or voter mark, as plain rows: a roll may hold
    thousands."""
    handed_in = (box.vote_id == Elector.vote_id) & (box.member_id == Elector.member_id)
    query = select(*_VOTER, *asked).outerjoin(box, handed_in).where(Elector.vote_id == vote.id)
    for row in db.session.execute(query):
        yield row[: len(_VOTER)], *row[len(_VOTER) :]


def _tally_row(voter: tuple[Any, ...], cast: Mapping[str, int], source: str | None) -> TallyRow:
    votes, college, association, present, is_chair = voter
    return TallyRow(votes, cast, college, association, present, is_chair, source or "")


def ballot_events(vote: Vote) -> list[dict[str, Any]]:
    """Every ballot that was cast, replaced ones included, in database order. For a sealed vote, the
    voter marks in order of member: their own order would be the order of voting."""
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
    """Who cast each of `ballot_events`, in the same order; empty for a sealed vote. Votes that
    closed while journal entries had form 1 included these names in their digest."""
    if vote.is_sealed:
        return []
    names = select(BallotEvent.cast_by).where(BallotEvent.vote_id == vote.id)
    return list(db.session.scalars(names.order_by(BallotEvent.id)))


def ballot_events_digest(vote: Vote) -> str:
    """SHA-256 of `ballot_events`, one line each; the journal records it at the closing. The name of
    who cast a ballot is left out: it follows from the source, and a hashed name could never be
    withheld."""
    return digest([" ".join(str(part) for part in each.values()) for each in ballot_events(vote)])


def root(receipts: Iterable[str]) -> str:
    """The Merkle root over the receipts in ascending order, as hexadecimal digits."""
    return merkle.root([bytes.fromhex(receipt) for receipt in sorted(receipts)]).hex()


def set_aside(vote: Vote) -> dict[int, str]:
    """Stop counting every ballot cast so far, because an objection changed what is voted. Returns
    the source of each by member id. The receipts of a named vote are kept; nothing is kept of a
    sealed one."""
    of_vote = {"vote_id": vote.id}
    if vote.is_sealed:
        signed = ballot_queries.sources(vote)
        # Both tables or neither: a mark without its ballot would count as a paper in the urn.
        for box in (SealedBallot, VoterMark):
            db.session.execute(delete(box).filter_by(**of_vote))

        return signed

    cast = ballot_queries.sources(vote)
    columns = (Ballot.vote_id, Ballot.member_id, Ballot.receipt, Ballot.changes)
    rows = [dict(row) for row in db.session.execute(select(*columns).filter_by(**of_vote)).mappings()]
    if rows:
        db.session.execute(insert(BallotSetAside), rows)
        db.session.execute(delete(Ballot).filter_by(**of_vote))

    return cast


def papers_in_urn(vote: Vote) -> int:
    """How many electors of a sealed vote have a voter mark but no ballot in the box: theirs are in
    the paper urn."""
    signed = select(func.count()).select_from(VoterMark).where(VoterMark.vote_id == vote.id).scalar_subquery()
    inside = select(func.count()).select_from(SealedBallot).where(SealedBallot.vote_id == vote.id).scalar_subquery()
    return db.session.scalar(select(signed - inside)) or 0


def shuffle(vote: Vote) -> None:
    """Rewrite the rows of a sealed vote in random order. The order on disk is the order of voting:
    in PostgreSQL, and within a page also in SQLite, although it keeps these tables in key order."""
    if not vote.is_sealed:
        return

    for table in (db.metadata.tables[name] for name in ("sealed_ballot", "signing")):
        of_vote = table.c.vote_id == vote.id
        rows = [dict(row) for row in db.session.execute(select(table).where(of_vote)).mappings()]
        SystemRandom().shuffle(rows)
        db.session.execute(delete(table).where(of_vote))
        if rows:
            db.session.execute(insert(table), rows)
