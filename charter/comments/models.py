"""Threads, their comments, and the words that they are about."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter.accounts.models import Member
from charter.core import clock
from charter.database import Model


class Thread(Model):
    """A conversation about a clause or about an amendment, opened by its first comment."""

    # Amendments stand above comments: only the database knows that `amendment_id` is the key of one.
    __table_args__ = (CheckConstraint("(clause_id IS NULL) <> (amendment_id IS NULL)", name="one_subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clause_id: Mapped[int | None] = mapped_column(ForeignKey("clause.id"), index=True)
    amendment_id: Mapped[int | None] = mapped_column(index=True)
    starter_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    started_at: Mapped[datetime] = mapped_column(default=clock.now)
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    resolved_by: Mapped[Member | None] = relationship(foreign_keys=resolved_by_id)
    comments: Mapped[list["Comment"]] = relationship(order_by="Comment.id", lazy="selectin")


class Comment(Model):
    """One message, in plain text. A removed one keeps its place without its words."""

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    body: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
    edited_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    author: Mapped[Member] = relationship(lazy="selectin")


class Anchor(Model):
    """The words that a thread is about; a thread without one is about the whole. The newest one of a thread holds:
    words that are gone may be attached to others. Triggers (migration 0031) refuse UPDATE.

    In a clause, `ranges` are (client, clock, length) of characters as they were first written. In a wording
    of an amendment they are (line, start, end) in the text of its change number `change`. `exact`, `prefix` and
    `suffix` are what the server read there in its own copy, of edit `seq` or of version `version_id`.
    """

    __table_args__ = (UniqueConstraint("thread_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    seq: Mapped[int | None]
    version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"))
    wording_digest: Mapped[str | None]
    change: Mapped[int] = mapped_column(default=0)
    ranges: Mapped[list[Any]] = mapped_column(JSON)
    exact: Mapped[str]
    prefix: Mapped[str]
    suffix: Mapped[str]
