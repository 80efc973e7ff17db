"""A vote and what it is about, the roll frozen at its opening, and its ballots."""

from datetime import datetime
from typing import Any

from flask_babel import ngettext
from markupsafe import Markup
from sqlalchemy import JSON, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter.charters.models import Charter
from charter.core import clock
from charter.database import Model
from charter.votes.rules import ballot_paper
from charter.votes.rules.decision_rule import Rule
from charter.web.rendering import sanitise


class Vote(Model):
    """A question put on an exact text. The text, its digest and the rule are kept by value.

    `stage`: prepared, open, closed, cancelled. One open vote for a clause at most (a partial unique index). `kind`:
    clause, block, charter, question. `ballots`: named or sealed. `holders`: who holds how many votes
    (`electorate.HOLDERS`). `follows_id`: the earlier vote on the same thing that this one takes up again. What is null
    until the opening: the text's digest, the roll's digest, who opened it and when. `over_at`: when its closing time
    was seen to have come, while the urn of the room was still to be counted. `left_off`:
    associations that a moderator left off its roll.
    """

    __table_args__ = (
        Index(
            "uq_vote_open_clause",
            "clause_id",
            unique=True,
            sqlite_where=text("stage = 'open'"),
            postgresql_where=text("stage = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    charter_id: Mapped[int] = mapped_column(ForeignKey("charter.id"), index=True)
    kind: Mapped[str] = mapped_column(default="clause")
    position: Mapped[int] = mapped_column(default=0)
    clause_id: Mapped[int | None] = mapped_column(ForeignKey("clause.id"), index=True)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("vote.id"))
    heading: Mapped[str]
    question: Mapped[str] = mapped_column(default="")
    language: Mapped[str]
    digest: Mapped[str | None]

    rule: Mapped[dict[str, Any]]
    rule_digest: Mapped[str]
    ballots: Mapped[str] = mapped_column(default="named")
    holders: Mapped[str] = mapped_column(default="delegate")
    most_votes: Mapped[int] = mapped_column(default=0)
    proxies: Mapped[bool] = mapped_column(default=True)
    needs_presence: Mapped[bool] = mapped_column(default=False)
    shows_turnout: Mapped[bool] = mapped_column(default=True)
    two_persons: Mapped[bool] = mapped_column(default=False)
    chair_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    stage: Mapped[str] = mapped_column(default="prepared")
    prepared_at: Mapped[datetime] = mapped_column(default=clock.now)
    prepared_by: Mapped[str] = mapped_column(default="")
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    over_at: Mapped[datetime | None]
    left_off: Mapped[list[int] | None] = mapped_column(JSON)
    roll_digest: Mapped[str | None]
    opened_at: Mapped[datetime | None]
    opened_by: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    reason: Mapped[str] = mapped_column(default="")
    result: Mapped[dict[str, Any] | None]
    ballots_root: Mapped[str | None]

    charter: Mapped[Charter] = relationship()
    items: Mapped[list["Item"]] = relationship(order_by="Item.position")
    electors: Mapped[list["Elector"]] = relationship(order_by="Elector.member_id")

    @property
    def decision_rule(self) -> Rule:
        """Its rule as a value."""
        return Rule.from_json(self.rule)

    @property
    def title(self) -> str:
        """Its heading; or, of a block out of which clauses were taken, what is left of it."""
        left = [item for item in self.items if item.taken_out_at is None] if self.kind == "block" else []
        if not left or len(left) == len(self.items):
            return self.heading
        names = ", ".join(item.number or f"“{item.heading}”" for item in left)
        words = ngettext(
            "Article %(names)s, left of “%(heading)s”",
            "Articles %(names)s, left of “%(heading)s”",
            len(left),
            names=names,
            heading=self.heading,
        )
        return str(words)

    @property
    def is_sealed(self) -> bool:
        """Whether nobody is told who voted what."""
        return self.ballots == "sealed"


class Item(Model):
    """A clause that a vote is about, with its exact text from the opening on. `stage_before`: the clause's, then.

    Out of a block, any elector's objection takes an item: it is voted by itself.
    """

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True)
    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id"), primary_key=True)
    position: Mapped[int]
    version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"))
    number: Mapped[str] = mapped_column(default="")
    heading: Mapped[str] = mapped_column(default="")
    content: Mapped[dict[str, Any] | None]
    html: Mapped[str] = mapped_column(default="")
    digest: Mapped[str | None]
    stage_before: Mapped[str] = mapped_column(default="")
    taken_out_at: Mapped[datetime | None]
    taken_out_by: Mapped[str | None]
    objection: Mapped[str] = mapped_column(default="")

    @property
    def markup(self) -> Markup:
        """The text put to the vote as HTML; sanitised when its version was cut."""
        return sanitise.shown(self.html)


class Elector(Model):
    """One line of the roll, by value: later changes of name, role, weight, association or proxy change nothing here.

    `holder_id`: who may vote for them by proxy. `name_digest`: the commitment to the name that the digest of the roll
    is over, so that the name (with its `name_salt`) can be taken away; empty for rolls of before, which are over names.
    """

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    name: Mapped[str]
    association: Mapped[str]
    association_id: Mapped[int]
    college: Mapped[str]
    votes: Mapped[int] = mapped_column(default=1)
    present: Mapped[bool] = mapped_column(default=False)
    is_chair: Mapped[bool] = mapped_column(default=False)
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    holder: Mapped[str] = mapped_column(default="")
    name_salt: Mapped[str] = mapped_column(default="")
    name_digest: Mapped[str] = mapped_column(default="")


class Ballot(Model):
    """What one elector voted, in a named vote: one row, so one ballot, whatever happens.

    `chosen`: a choice, or several with their numbers of votes (`papers`). `receipt`: the digest of the ballot with its
    `nonce`, which says nothing of the choice to who does not know the nonce.
    """

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    chosen: Mapped[str]
    objection: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="online")
    cast_by: Mapped[str] = mapped_column(default="")
    cast_at: Mapped[datetime]
    changes: Mapped[int] = mapped_column(default=0)
    nonce: Mapped[str]
    receipt: Mapped[str]

    def cast_by_choice(self, votes: int) -> dict[str, int]:
        """How many of the elector's `votes` went to each choice."""
        return ballot_paper.read(self.chosen, votes)


class BallotSetAside(Model):
    """That a named ballot counts no more, since an objection changed what is voted; its elector is asked again."""

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    receipt: Mapped[str] = mapped_column(primary_key=True)
    changes: Mapped[int]


class BallotEvent(Model):
    """That a named ballot was cast or changed, in the order of the database. Append-only (migration 0005)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    receipt: Mapped[str]
    source: Mapped[str]
    cast_by: Mapped[str]
    at: Mapped[datetime]


class VoterMark(Model):
    """That an elector has voted in a sealed vote: no time, no order, and no way to the ballot."""

    __tablename__ = "signing"
    __table_args__ = {"sqlite_with_rowid": False}

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    source: Mapped[str]


class SealedBallot(Model):
    """A ballot in the box of a sealed vote: a random key and a choice."""

    __table_args__ = {"sqlite_with_rowid": False}

    key: Mapped[str] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), index=True)
    choice: Mapped[str]


class Request(Model):
    """That one moderator asks for a step which a second one must confirm. `entry`: what they want to record, if any."""

    __tablename__ = "vote_request"

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True)
    step: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str] = mapped_column(default="")
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    asked_by: Mapped[str]
    entry: Mapped[dict[str, Any] | None]
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def until(self) -> datetime | None:
        """The closing time that is asked for, if it is an extension."""
        return datetime.fromisoformat(self.entry["closes_at"]) if self.step == "extend" and self.entry else None


class Proxy(Model):
    """One delegate votes for another, in every vote of a charter, until it is revoked. One at a time for each giver."""

    __table_args__ = (
        Index(
            "uq_proxy_giver",
            "charter_id",
            "giver_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    charter_id: Mapped[int] = mapped_column(ForeignKey("charter.id"), index=True)
    giver_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    holder_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    given_at: Mapped[datetime] = mapped_column(default=clock.now)
    revoked_at: Mapped[datetime | None]


class Presence(Model):
    """That a member is present, in the room or from a distance, as they or a moderator said."""

    charter_id: Mapped[int] = mapped_column(ForeignKey("charter.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(default=clock.now)
    said_by: Mapped[str]
