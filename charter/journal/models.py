"""Journal entries and checkpoints. Triggers refuse UPDATE and DELETE on both; facts about people
are stored beside them and can be blanked."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter.database import Model

FORM = 2
"""The present form of entries (`chain`)."""


class Entry(Model):
    """Who decided what about which subject, when; chained by the digest of the entry before.

    `number`: its number in its charter, from 1. `personal`: commitments to its `personal_facts`.
    Older entries, of form 1, have none and hold the actor's name themselves.
    """

    __tablename__ = "journal_entry"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    first_actor: Mapped[str] = mapped_column("actor", default="")
    verb: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    charter_id: Mapped[int | None] = mapped_column(index=True)
    facts: Mapped[dict[str, Any]]
    previous: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    form: Mapped[int] = mapped_column(default=1)
    number: Mapped[int | None]
    nonce: Mapped[str] = mapped_column(default="")
    personal: Mapped[dict[str, Any] | None]

    personal_facts: Mapped[list["Fact"]] = relationship(lazy="selectin", viewonly=True)

    @property
    def said(self) -> dict[str, Any]:
        """Its facts, with the personal facts that are not withheld."""
        return self.facts | {fact.name: fact.value for fact in self.personal_facts if fact.salt}

    @property
    def actor(self) -> str:
        """The label of who decided, as it was on the day; empty if nobody did, or if it is
        withheld."""
        return self.first_actor if self.form == 1 else self.said.get("actor", "")


class Fact(Model):
    """A personal fact of an entry: value and salt, or neither once it is withheld. `member_id`:
    whom it is about.

    A trigger lets these rows be blanked, and changed in no other way.
    """

    __tablename__ = "journal_fact"

    seq: Mapped[int] = mapped_column(ForeignKey("journal_entry.seq"), primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str | None]
    salt: Mapped[str | None]
    member_id: Mapped[int | None] = mapped_column(index=True)


class Checkpoint(Model):
    """The number of entries at one moment, the Merkle root over them (RFC 6962), and the signed
    note. `peaks`: what is needed to continue the tree."""

    __tablename__ = "journal_checkpoint"

    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    root: Mapped[str]
    at: Mapped[datetime]
    why: Mapped[str]
    note: Mapped[str]
    public_key: Mapped[str]
    peaks: Mapped[list[str]] = mapped_column(JSON)
