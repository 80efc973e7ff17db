"""Threads and their comments."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter.accounts.models import Member
from charter.core import clock
from charter.database import Model


class Thread(Model):
    """A conversation about a clause, opened by its first comment."""

    id: Mapped[int] = mapped_column(primary_key=True)
    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id"), index=True)
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
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    body: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
    edited_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    author: Mapped[Member] = relationship(lazy="joined")
