"""An amendment that is put to a vote."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter.amendments.models import Amendment, Wording
from charter.database import Model

AMENDMENT, AMENDMENTS = "amendment", "amendments"
ON_AMENDMENTS = frozenset({AMENDMENT, AMENDMENTS})
"""The kinds of votes on amendments: one, and a block."""


class Motion(Model):
    """An amendment put to a vote, with all that is printed of it, by value from the opening on.

    `proposers`: names of associations, who proposes first. `sentences`: what it changes, in words. `texts`: of each
    clause, as it is and as it would be (`motions.stating`). `consequences`: what becomes of others if it is adopted
    (`deciding.consequences.Consequence`). `digest` covers all of it. An elector's objection takes one out of a block.
    """

    __table_args__ = (UniqueConstraint("vote_id", "amendment_id"),)

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    amendment_id: Mapped[int] = mapped_column(ForeignKey("amendment.id"), index=True)
    wording_id: Mapped[int | None] = mapped_column(ForeignKey("wording.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(default="")
    proposers: Mapped[list[str]] = mapped_column(JSON, default=list)
    reason: Mapped[str] = mapped_column(default="")
    sentences: Mapped[list[str]] = mapped_column(JSON, default=list)
    texts: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    consequences: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    digest: Mapped[str | None]
    taken_out_at: Mapped[datetime | None]
    taken_out_by: Mapped[str | None]
    objection: Mapped[str] = mapped_column(default="")

    amendment: Mapped[Amendment] = relationship()
    wording: Mapped[Wording | None] = relationship()

    @property
    def clause_ids(self) -> list[int]:
        """The clauses whose text it would change or remove."""
        return [each["clause"] for each in self.texts if each["clause"] is not None]
