"""One entry for each decision. Triggers (migration 0001) refuse UPDATE and DELETE on this table."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from charter.database import Model


class Entry(Model):
    """Who did what, when, to what; chained to the entry before by its digest."""

    __tablename__ = "journal_entry"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor: Mapped[str]
    verb: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    charter_id: Mapped[int | None] = mapped_column(index=True)
    facts: Mapped[dict[str, Any]]
    previous: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
