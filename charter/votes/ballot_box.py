"""What was voted. Read at the closing, and by nobody before."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import SystemRandom
from typing import Any

from sqlalchemy import delete, insert, select

from charter.core.clock import iso
from charter.core.digest import digest
from charter.database import db
from charter.journal import merkle
from charter.votes import papers
from charter.votes.counting import Line
from charter.votes.models import Ballot, BallotEvent, Elector, SealedBallot, Signing, Vote


@dataclass(frozen=True)
class Contents:
    """The roll with what each elector voted, or how many sealed ballots there are of each choice; and the root of the
    tree over all ballots, by which each of them can be proved."""

    lines: list[Line]
    sealed: Mapping[str, int] | None
    root: str


def read(vote: Vote) -> Contents:
    """Everything, from the database as it is in this transaction."""
    if vote.is_sealed:
        ballots = list(db.session.execute(select(SealedBallot.key, SealedBallot.choice).where(_in_box(vote))))
        leaves = [papers.sealed_leaf(vote.id, vote.digest or "", choice, key) for key, choice in ballots]
        signed = dict(
            db.session.execute(select(Signing.member_id, Signing.source).where(Signing.vote_id == vote.id)).all()
        )
        lines = [_line(elector, {}, signed.get(elector.member_id, "")) for elector in vote.electors]
        return Contents(lines, Counter(choice for _, choice in ballots), root(leaves))
    query = select(Ballot.member_id, Ballot.chosen, Ballot.source, Ballot.receipt).where(Ballot.vote_id == vote.id)
    found = {member_id: (chosen, source, receipt) for member_id, chosen, source, receipt in db.session.execute(query)}
    lines = []
    for elector in vote.electors:
        chosen, source, _ = found.get(elector.member_id, ("", "", ""))
        lines.append(_line(elector, papers.read(chosen, elector.votes) if chosen else {}, source))
    return Contents(lines, None, root(receipt for _, _, receipt in found.values()))


def deposits(vote: Vote) -> list[dict[str, Any]]:
    """What was handed in, changed ballots included, in the order of the database; of a sealed vote, who signed."""
    if vote.is_sealed:
        signed = select(Signing.member_id, Signing.source).where(Signing.vote_id == vote.id)
        rows = db.session.execute(signed.order_by(Signing.member_id))
        return [{"member": member, "source": source} for member, source in rows]
    columns = (BallotEvent.member_id, BallotEvent.receipt, BallotEvent.source, BallotEvent.at, BallotEvent.cast_by)
    events = db.session.execute(select(*columns).where(BallotEvent.vote_id == vote.id).order_by(BallotEvent.id))
    return [
        {"member": member, "receipt": receipt, "source": source, "at": iso(at), "cast_by": cast_by}
        for member, receipt, source, at, cast_by in events
    ]


def deposits_digest(vote: Vote) -> str:
    """SHA-256 of the deposits, each in one line; the journal keeps it at the closing."""
    return digest([" ".join(str(part) for part in each.values()) for each in deposits(vote)])


def _in_box(vote: Vote) -> Any:
    return SealedBallot.vote_id == vote.id


def _line(elector: Elector, cast: Mapping[str, int], source: str) -> Line:
    return Line(
        elector.votes,
        cast,
        elector.college,
        elector.association,
        elector.present,
        elector.is_chair,
        source,
    )


def root(receipts: Iterable[str]) -> str:
    """The Merkle root over the receipts in ascending order, as hexadecimal digits."""
    return merkle.root([bytes.fromhex(receipt) for receipt in sorted(receipts)]).hex()


def shuffle(vote: Vote) -> None:
    """Write the rows of a sealed vote again in a random order, so that the order on disk is not that of voting."""
    if not vote.is_sealed:
        return
    for table in (SealedBallot, Signing):
        of_vote = table.vote_id == vote.id
        columns = table.__table__.columns
        rows = [dict(row) for row in db.session.execute(select(*columns).where(of_vote)).mappings()]
        SystemRandom().shuffle(rows)
        db.session.execute(delete(table).where(of_vote))
        if rows:
            db.session.execute(insert(table), rows)
