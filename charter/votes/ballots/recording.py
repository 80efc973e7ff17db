"""Recording ballots, in batches of one transaction: existing ballots are read together, each new one
is checked on its own, and all are written together. `RANK` says which ballot replaces which."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from secrets import token_hex
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, bindparam, func, insert, select

from charter.core.errors import About, Invalid, Refused
from charter.database import db
from charter.votes import queries
from charter.votes.models import Ballot, BallotSetAside, Elector, Vote, VoterMark
from charter.votes.motion_models import AMENDMENTS
from charter.votes.rules import ballot_paper, decision_rule
from charter.web.input import text_input

ONLINE, PROXY, SHOW_OF_HANDS, PAPER = "online", "proxy", "hands", "paper"
RANK = {PROXY: 0, ONLINE: 1, SHOW_OF_HANDS: 2, PAPER: 2}
"""A ballot replaces one of the same or lower rank: in the room outranks online, online outranks
proxy."""
ALL = -1
"""Stands for as many votes as the elector has."""


class Effect(Enum):
    """Whether a ballot is unchanged, replaces an earlier one, or is the elector's first."""

    UNCHANGED = "unchanged"
    REPLACED = "replaced"
    FIRST = "first"


@dataclass(frozen=True)
class BallotPaper:
    """A ballot as it is handed in: the digest of the text that was shown, and how many votes (`ALL`
    for all of them) go to each choice."""

    digest: str
    cast: Mapping[str, int]
    objection: str = ""


def _of_electors(box: type[Ballot | VoterMark]) -> Select[Any]:
    members = box.member_id.in_(bindparam("members", expanding=True))
    return select(box).where(box.vote_id == bindparam("vote_id"), members)


_NAMED, _MARKED = _of_electors(Ballot), _of_electors(VoterMark)
_TABLES = ("ballot", "ballot_event", "signing", "sealed_ballot")
_INSERT = {table: insert(db.metadata.tables[table]) for table in _TABLES}


def _set_aside(vote: Vote) -> dict[int, int]:
    """The number of ballots of each elector that objections have set aside."""
    number = func.max(BallotSetAside.changes) + 1
    query = select(BallotSetAside.member_id, number).where(BallotSetAside.vote_id == vote.id)
    return {member_id: changes for member_id, changes in db.session.execute(query.group_by(BallotSetAside.member_id))}


class BallotBatch:
    """Ballots for one open vote, cast at `now`. The roll rows of `electors` must be locked by the
    caller."""

    def __init__(self, vote: Vote, electors: Collection[int], now: datetime) -> None:
        self._vote = vote
        self._now = now
        self._rule = vote.decision_rule
        query = _MARKED if vote.is_sealed else _NAMED
        found = db.session.scalars(query, {"vote_id": vote.id, "members": list(electors)})
        self._before: dict[int, Ballot | VoterMark] = {each.member_id: each for each in found}
        self._text = queries.text_digest(vote)
        self._aside = _set_aside(vote) if vote.kind in ("block", AMENDMENTS) else {}
        self._rows: dict[str, list[dict[str, Any]]] = {table: [] for table in _TABLES}

    def put(self, elector: Elector, paper: BallotPaper, source: str, cast_by: str) -> Effect:
        """Add one ballot to the batch. Raises Invalid for a malformed one, Refused for one that a
        higher rank outweighs."""
        paper = self.check(elector, paper)
        before = self._before.get(elector.member_id)
        if self._vote.is_sealed:
            # A sealed ballot cannot be replaced: nothing links it to its elector. A repeated
            # request is a no-op.
            return Effect.UNCHANGED if before else self._put_sealed(elector, paper, source)
        return self._put_named(elector, paper, source, cast_by, before if isinstance(before, Ballot) else None)

    def write(self) -> None:
        """Insert the whole batch, in the caller's transaction."""
        # Sorted by random key and by member, so that the order of writing is not the order of
        # voting.
        self._rows["sealed_ballot"].sort(key=lambda row: str(row["key"]))
        self._rows["signing"].sort(key=lambda row: int(row["member_id"]))
        for table, rows in self._rows.items():
            if rows:
                db.session.execute(_INSERT[table], rows)

    def check(self, elector: Elector, paper: BallotPaper) -> BallotPaper:
        """The paper with `ALL` replaced by numbers. Invalid unless it gives exactly the elector's
        votes to choices that exist."""
        rule = self._rule
        cast = {choice: elector.votes if count == ALL else count for choice, count in paper.cast.items()}
        paper = replace(paper, cast=cast)
        if set(paper.cast) - set(rule.choices) or not paper.cast:
            raise Invalid(About("choice", _l("Choose one of the answers.")))
        if sum(paper.cast.values()) != elector.votes or min(paper.cast.values()) < 1:
            raise Invalid(About("votes-for", _l("Give out all your votes: you have %(votes)s.", votes=elector.votes)))
        if len(paper.cast) > 1 and rule.counts_electors:
            raise Invalid(_l("Under this rule all your votes go to one answer."))
        if rule.objections and decision_rule.AGAINST in paper.cast and not paper.objection.strip():
            raise Invalid(About("objection", _l("Say why you object: an objection has a reason.")))

        return paper

    def _put_named(
        self, elector: Elector, paper: BallotPaper, source: str, cast_by: str, ballot: Ballot | None
    ) -> Effect:
        vote, chosen = self._vote, ballot_paper.write(paper.cast)
        is_objection = self._rule.objections and decision_rule.AGAINST in paper.cast
        objection = text_input.text(paper.objection, text_input.MAX_REASON_LENGTH) if is_objection else ""
        # A proxy must not override the elector, and nobody at a distance what was cast in the room.
        if ballot and RANK[source] < RANK[ballot.source]:
            raise Refused(_l("This elector has voted already, in person: that ballot stands."))
        if ballot and (ballot.chosen, ballot.objection, ballot.source) == (chosen, objection, source):
            return Effect.UNCHANGED

        # Without a nonce, whoever knows the elector could try the few possible ballots against the
        # receipt.
        nonce = token_hex(16)
        receipt = ballot_paper.receipt(vote.id, self._text, elector.member_id, chosen, objection, source, nonce)
        of_elector = {"vote_id": vote.id, "member_id": elector.member_id}
        shared = {"source": source, "cast_by": cast_by, "receipt": receipt}
        columns = shared | {"chosen": chosen, "objection": objection, "cast_at": self._now, "nonce": nonce}
        # Every ballot leaves an event that no statement changes: the count can be audited against
        # them.
        self._rows["ballot_event"].append(of_elector | shared | {"at": self._now})
        if ballot is None:
            self._rows["ballot"].append(of_elector | columns | {"changes": self._aside.get(elector.member_id, 0)})
            return Effect.FIRST

        for name, value in columns.items():
            setattr(ballot, name, value)

        ballot.changes += 1
        return Effect.REPLACED

    def _put_sealed(self, elector: Elector, paper: BallotPaper, source: str) -> Effect:
        """Add a ballot to the sealed box and a voter mark for the elector. The two rows share no
        key."""
        (choice,) = paper.cast  # everyone has one vote: several would identify their elector
        self._rows["signing"].append({"vote_id": self._vote.id, "member_id": elector.member_id, "source": source})
        self._rows["sealed_ballot"].append({"key": token_hex(32), "vote_id": self._vote.id, "choice": choice})
        return Effect.FIRST
