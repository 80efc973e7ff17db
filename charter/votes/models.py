"""A vote, the roll frozen at its opening, and its ballots."""

from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter.core import clock
from charter.database import Model


class Vote(Model):
    """A question put on an exact text. The text, its digest and the rule are kept by value.

    `stage`: open, closed, cancelled. One open vote for a clause at most (a partial unique index).
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
    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    heading: Mapped[str]
    language: Mapped[str]
    content: Mapped[dict[str, Any]]
    html: Mapped[str]
    digest: Mapped[str]
    rule: Mapped[dict[str, Any]]
    roll_digest: Mapped[str]
    stage: Mapped[str] = mapped_column(default="open")
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    opened_by: Mapped[str]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    reason: Mapped[str] = mapped_column(default="")
    result: Mapped[dict[str, Any] | None]

    electors: Mapped[list["Elector"]] = relationship(order_by="Elector.member_id")

    @property
    def markup(self) -> Markup:
        """The text put to the vote as HTML; sanitised when its version was cut."""
        return Markup(self.html)  # noqa: S704


class Elector(Model):
    """One line of the roll, by value: later changes of name, role or association change nothing here."""

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    name: Mapped[str]
    association: Mapped[str]
    college: Mapped[str]


class Ballot(Model):
    """The choice of one elector: one row, so one ballot, whatever happens."""

    __table_args__ = (CheckConstraint("choice IN ('for', 'against', 'abstain')", name="choice"),)

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    choice: Mapped[str]
    cast_at: Mapped[datetime]
    changes: Mapped[int] = mapped_column(default=0)
