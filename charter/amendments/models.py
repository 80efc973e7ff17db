"""Rounds, the frozen texts that they begin with, drafts, amendments, their wordings, and who supports them."""

from datetime import datetime
from typing import Any, cast

from markupsafe import Markup
from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter.accounts.models import Association, Member
from charter.amendments import rules
from charter.clauses.models import Version
from charter.comments.models import Anchor, Thread
from charter.core import clock
from charter.database import Model
from charter.web.rendering import sanitise


class Round(Model):
    """A time for amendments to one frozen version of every clause (`RoundBase`).

    `closes_at`: until when amendments are submitted; None: until a moderator closes it. `cosign_until`: until when they
    are co-signed and rectified; None: as long as the round is open. `least_cosigners`: other associations that an
    amendment needs. `most_each`, `most_each_clause`: amendments of one association, in all and on one clause; None
    for no limit. `binders`: `rules.BINDERS`. `keeps_cosignatures`: a co-signature goes on counting when the wording is
    rectified. `closed_by_id`: None where its time closed it. `decided_at`: when every amendment had its outcome.
    """

    # Two open rounds would give one clause two bases.
    __table_args__ = (
        UniqueConstraint("charter_id", "number"),
        Index(
            "uq_round_open",
            "charter_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    charter_id: Mapped[int] = mapped_column(ForeignKey("charter.id"))
    number: Mapped[int]
    closes_at: Mapped[datetime | None]
    cosign_until: Mapped[datetime | None]
    least_cosigners: Mapped[int] = mapped_column(default=1)
    most_each: Mapped[int | None]
    most_each_clause: Mapped[int | None]
    binders: Mapped[str] = mapped_column(default=rules.ANY_DELEGATE)
    is_public: Mapped[bool] = mapped_column(default=True)
    keeps_cosignatures: Mapped[bool] = mapped_column(default=True)
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    reminded_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    decided_at: Mapped[datetime | None]

    @property
    def is_open(self) -> bool:
        """Whether it was not closed. It takes nothing any more from `closes_at` on, closed or not."""
        return self.closed_at is None


class RoundBase(Model):
    """The text of one clause that amendments of a round change, by its place and number at the opening. Append-only
    (triggers)."""

    __table_args__ = (UniqueConstraint("round_id", "clause_id", "digest"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    digest: Mapped[str]
    position: Mapped[int]
    number: Mapped[int | None]

    version: Mapped[Version] = relationship()


class Draft(Model):
    """What an association is writing: an amendment to be, or (`amendment_id`) another wording of one that is
    submitted. `revision` counts how often it was saved: who saves an older one is shown both. `changes`: as
    `drafting.Proposed`."""

    __tablename__ = "amendment_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    charter_id: Mapped[int] = mapped_column(ForeignKey("charter.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    amendment_id: Mapped[int | None] = mapped_column(ForeignKey("amendment.id"), unique=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("amendment.id"))
    revision: Mapped[int] = mapped_column(default=1)
    reason: Mapped[str] = mapped_column(default="")
    changes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    begun_at: Mapped[datetime] = mapped_column(default=clock.now)
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)

    member: Mapped[Member] = relationship()


class Amendment(Model):
    """A submitted amendment. Its number is given by the statement that inserts it, and stays (triggers).

    `stage`: `rules.STAGES`. `parent_id`: the amendment that this one would amend. `association`: the name of the
    proposer, by value; `first_association`: that of the one before it, where another one took it over.
    """

    __table_args__ = (UniqueConstraint("round_id", "number"), UniqueConstraint("id", "round_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    charter_id: Mapped[int] = mapped_column(ForeignKey("charter.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    number: Mapped[int]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("amendment.id"), index=True)
    kind: Mapped[str] = mapped_column(default=rules.AMENDMENT)
    stage: Mapped[str] = mapped_column(default=rules.SUBMITTED)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"), index=True)
    association: Mapped[str]
    first_association: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    submitted_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("amendment.id"), unique=True)

    round: Mapped[Round] = relationship()
    proposer: Mapped[Association] = relationship()
    author: Mapped[Member | None] = relationship()
    parent: Mapped["Amendment | None"] = relationship(remote_side="Amendment.id", foreign_keys=parent_id)
    carried_from: Mapped["Amendment | None"] = relationship(remote_side="Amendment.id", foreign_keys=carried_from_id)
    wordings: Mapped[list["Wording"]] = relationship(order_by="Wording.revision", lazy="selectin")
    cosignatures: Mapped[list["Cosignature"]] = relationship(order_by="Cosignature.id", lazy="selectin")

    @property
    def wording(self) -> "Wording":
        """The newest wording: the one that counts."""
        return self.wordings[-1]

    @property
    def amended(self) -> "Wording":
        """The wording that its sub-amendments change: the newest that was not made by adopting some of them."""
        return next(each for each in reversed(self.wordings) if each.cause != rules.SUB_ADOPTED)

    @property
    def supporters(self) -> list["Cosignature"]:
        """The co-signatures that count for the newest wording."""
        given = [each for each in self.cosignatures if each.withdrawn_at is None]
        return [each for each in given if self.round.keeps_cosignatures or each.wording_digest == self.wording.digest]


class Wording(Model):
    """What an amendment proposes, in one revision; immutable (triggers). `digest`: of `rules.hashed`; `previous`: the
    digest of the revision before, or of the amendment that it carries over; `parent_digest`: for a sub-amendment, of
    the wording that it would change. `salt`: random, hashed with it, for those who may read the text; None before there
    were any. `label`: "rect. bis"."""

    __table_args__ = (
        UniqueConstraint("amendment_id", "revision"),
        UniqueConstraint("id", "round_id"),
        ForeignKeyConstraint(["amendment_id", "round_id"], ["amendment.id", "amendment.round_id"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    amendment_id: Mapped[int]
    round_id: Mapped[int]
    revision: Mapped[int]
    cause: Mapped[str]
    label: Mapped[str] = mapped_column(default="")
    language: Mapped[str]
    reason: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    previous: Mapped[str]
    parent_digest: Mapped[str | None] = mapped_column(ForeignKey("wording.digest"))
    salt: Mapped[str | None]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime]

    changes: Mapped[list["Change"]] = relationship(order_by="Change.position", lazy="selectin")
    by: Mapped[Member | None] = relationship()


class Change(Model):
    """What a wording makes of one clause; immutable (triggers). The key to `RoundBase` refuses a base that is not that
    of its round.

    `clause_id`: None for a new clause, which stands after `after_clause_id`, or first in the section. `drops`: the
    clause is removed.
    """

    __table_args__ = (
        ForeignKeyConstraint(["wording_id", "round_id"], ["wording.id", "wording.round_id"]),
        ForeignKeyConstraint(
            ["round_id", "clause_id", "base_digest"],
            ["round_base.round_id", "round_base.clause_id", "round_base.digest"],
        ),
        ForeignKeyConstraint(
            ["round_id", "after_clause_id"],
            ["round_base.round_id", "round_base.clause_id"],
            name="fk_change_after_clause_id_round_base",
        ),
        CheckConstraint("(clause_id IS NULL) = (base_digest IS NULL)", name="base"),
        CheckConstraint("drops = (content IS NULL)", name="drops"),
        CheckConstraint("NOT drops OR clause_id IS NOT NULL", name="drops_a_clause"),
    )

    wording_id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int]
    clause_id: Mapped[int | None] = mapped_column(ForeignKey("clause.id"), index=True)
    after_clause_id: Mapped[int | None]
    section_id: Mapped[int | None]
    base_digest: Mapped[str | None]
    drops: Mapped[bool] = mapped_column(default=False)
    heading: Mapped[str]
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    html: Mapped[str] = mapped_column(default="")

    @property
    def markup(self) -> Markup:
        """The proposed text, as HTML that was sanitised when it was stored."""
        return sanitise.shown(self.html)


class Cosignature(Model):
    """Another association supports an amendment. `wording_digest`: the wording that it was given for. At most one of
    an association counts at a time."""

    __table_args__ = (
        Index(
            "uq_cosignature_given",
            "amendment_id",
            "association_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    amendment_id: Mapped[int] = mapped_column(ForeignKey("amendment.id"), index=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"), index=True)
    association: Mapped[str]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    wording_digest: Mapped[str] = mapped_column(ForeignKey("wording.digest"))
    at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    member: Mapped[Member | None] = relationship()


# Comments are below amendments, and only the database knows these keys: a copy of it takes the referenced rows first.
cast(Table, Thread.__table__).add_is_dependent_on(cast(Table, Amendment.__table__))
cast(Table, Anchor.__table__).add_is_dependent_on(cast(Table, Wording.__table__))
