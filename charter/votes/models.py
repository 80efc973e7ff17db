"""A vote and its items, the roll frozen at its opening, and its ballots."""

from datetime import datetime
from typing import Any

from flask_babel import ngettext
from markupsafe import Markup
from sqlalchemy import JSON, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter.charters.models import Charter
from charter.core import clock
from charter.database import Model
from charter.votes.motion_models import ON_AMENDMENTS, Motion
from charter.votes.rules import ballot_paper
from charter.votes.rules.decision_rule import Rule
from charter.web.rendering import sanitise


class Vote(Model):
    """A question put on an exact text. The text, its digest and the rule are kept by value.

    `stage`: prepared, open, closed, cancelled. `kind`: clause, block, charter, question, amendment (one, or several
    that ask the very same), amendments (a block of them). `ballots`: named or sealed. `holders`: who holds how many
    votes (`electorate.HOLDERS`). `follows_id`: the earlier vote on the same subject that this one repeats. `over_at`:
    when a sealed vote with an urn stopped taking ballots. `left_off`: ids of associations that a moderator left off the
    roll. `order_reason`: why a vote on an amendment is not held in the proposed order. Null until the opening: the
    digests of text and roll, who opened it and when.
    """

    # Two open votes on one clause could adopt two texts: the database refuses the second one.
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
    order_reason: Mapped[str] = mapped_column(default="", server_default="")
    result: Mapped[dict[str, Any] | None]
    ballots_root: Mapped[str | None]

    charter: Mapped[Charter] = relationship()
    items: Mapped[list["Item"]] = relationship(order_by="Item.position")
    motions: Mapped[list[Motion]] = relationship(order_by="Motion.position")
    electors: Mapped[list["Elector"]] = relationship(order_by="Elector.member_id")

    @property
    def is_on_amendments(self) -> bool:
        """Whether amendments are voted, and not clauses."""
        return self.kind in ON_AMENDMENTS

    @property
    def decision_rule(self) -> Rule:
        """The decision rule as a value."""
        return Rule.from_json(self.rule)

    @property
    def title(self) -> str:
        """The heading; for a block that lost clauses to objections, the articles that are left."""
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
        """Whether stored ballots carry no elector."""
        return self.ballots == "sealed"


class Item(Model):
    """A clause of a vote, with its exact text from the opening on. `stage_before`: its stage before the vote. An
    elector's objection takes an item out of a block; it is then voted by itself."""

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
        """The text put to the vote, as HTML that was sanitised when its version was made."""
        return sanitise.shown(self.html)


class Elector(Model):
    """One row of the roll, by value: later changes of name, role, weight, association or proxy have
    no effect.

    `holder_id`: who may vote for this elector by proxy. `name_digest`: the commitment to the name
    that the digest of the roll covers, so that the name and its `name_salt` can be removed; empty
    in older rolls, whose digest covers the names.
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
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    holder: Mapped[str] = mapped_column(default="")
    name_salt: Mapped[str] = mapped_column(default="")
    name_digest: Mapped[str] = mapped_column(default="")


class Ballot(Model):
    """The ballot of one elector in a named vote.

    `chosen`: a choice, or several with numbers of votes (`ballot_paper`). `receipt`: the digest of
    the ballot with its `nonce`; without the nonce it does not reveal the choice.
    """

    # One ballot per elector: the key refuses a second row, whatever the code does.
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
        """The number of the elector's `votes` for each choice."""
        return ballot_paper.read(self.chosen, votes)


class BallotSetAside(Model):
    """A named ballot that no longer counts, because an objection changed what is voted. Its elector
    is asked again."""

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    receipt: Mapped[str] = mapped_column(primary_key=True)
    changes: Mapped[int]


class BallotEvent(Model):
    """A named ballot was cast or replaced; ids are in database order. Append-only (migration
    0005)."""

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    receipt: Mapped[str]
    source: Mapped[str]
    cast_by: Mapped[str]
    at: Mapped[datetime]


class VoterMark(Model):
    """An elector has voted in a sealed vote: without a time, an order, or a link to the ballot."""

    __tablename__ = "signing"
    # A rowid would number the rows in the order of voting, here and in the box: the two could be
    # joined.
    __table_args__ = {"sqlite_with_rowid": False}

    # One ballot per elector: this key is what a second sealed ballot of the same person meets.
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    source: Mapped[str]


class SealedBallot(Model):
    """A ballot in the box of a sealed vote: a random key and a choice."""

    # No rowid and no foreign key to the voter mark: no column tells whose ballot this is.
    __table_args__ = {"sqlite_with_rowid": False}

    key: Mapped[str] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), index=True)
    choice: Mapped[str]


class Request(Model):
    """One moderator asks for a step that a second one must confirm. `entry`: the data to record, if
    any."""

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
        """The closing time that an extension asks for."""
        return datetime.fromisoformat(self.entry["closes_at"]) if self.step == "extend" and self.entry else None


class StoredDecisionSettings(Model):
    """The decision settings of a charter (`rules.decision_settings`); without a row, the default ones."""

    __tablename__ = "decision_settings"

    charter_id: Mapped[int] = mapped_column(ForeignKey("charter.id"), primary_key=True)
    value: Mapped[dict[str, Any]]


class Proxy(Model):
    """The right of one delegate to vote for another, in every vote of a charter, until it is
    revoked."""

    # An elector whose proxy two people held could be voted for twice.
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
    """A member is present, in the room or at a distance, as they or a moderator said."""

    charter_id: Mapped[int] = mapped_column(ForeignKey("charter.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(default=clock.now)
    said_by: Mapped[str]
