"""One entry for each decision, and signed statements of them. Triggers refuse UPDATE and DELETE on both tables."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
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


class Checkpoint(Model):
    """What the journal held at one moment: its number of entries, the Merkle root over them (RFC 6962), and the signed
    note that says so. `peaks`: what is needed to continue the tree."""

    __tablename__ = "journal_checkpoint"

    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    root: Mapped[str]
    at: Mapped[datetime]
    why: Mapped[str]
    note: Mapped[str]
    public_key: Mapped[str]
    peaks: Mapped[list[str]] = mapped_column(JSON)
