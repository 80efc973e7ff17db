"""Suggestions: a text that somebody proposes in the place of the live text of a clause."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter.accounts.models import Member
from charter.amendments.suggestions import rules
from charter.core import clock
from charter.database import Model


class Suggestion(Model):
    """What a member would make of a clause. A draft is its author's alone; once it is made, its texts stay as they are,
    and once it is settled nothing of it changes. It is never deleted (triggers of migration 0036).

    `stage`: `rules.STAGES`. `base`: the live text after edit `seq`, by value; `proposed`: what it would say. `anchors`:
    the words of the base that it touches, each as those of comments (`comments.models.Anchor`): `ranges`, `exact`,
    `prefix`, `suffix`. `salt`: hashed with texts where the journal states their digest. `association`: by value.
    `replaces_id`: the suggestion of the same author that this one is to replace. `reason`: why it was declined.
    """

    __table_args__ = (Index("ix_suggestion_clause_id_stage", "clause_id", "stage"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    charter_id: Mapped[int] = mapped_column(ForeignKey("charter.id"), index=True)
    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    association_id: Mapped[int | None] = mapped_column(ForeignKey("association.id"))
    association: Mapped[str] = mapped_column(default="")
    stage: Mapped[str] = mapped_column(default=rules.DRAFT)
    revision: Mapped[int] = mapped_column(default=1)
    seq: Mapped[int]
    base: Mapped[dict[str, Any]] = mapped_column(JSON)
    proposed: Mapped[dict[str, Any]] = mapped_column(JSON)
    anchors: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    salt: Mapped[str]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("suggestion.id"))
    begun_at: Mapped[datetime] = mapped_column(default=clock.now)
    saved_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    reason: Mapped[str] = mapped_column(default="")

    author: Mapped[Member] = relationship(foreign_keys=author_id)
    settled_by: Mapped[Member | None] = relationship(foreign_keys=settled_by_id)
