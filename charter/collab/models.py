"""The append-only log of edits. Triggers (migration 0001) refuse UPDATE on this table."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from charter.database import Model


class Edit(Model):
    """One update of one clause's document, as its author's browser sent it, in the order of the commits."""

    __table_args__ = (Index("ix_edit_clause_seq", "clause_id", "seq"),)

    seq: Mapped[int] = mapped_column(primary_key=True)
    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime]
    blob: Mapped[bytes] = mapped_column(LargeBinary)
