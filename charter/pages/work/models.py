"""When a member came, what they have read, and that they were welcomed."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from charter.database import Model


class Visit(Model):
    """The present visit of a member, and the one before. `previous_at`: the end of the visit before the
    present one; None in the first. `welcomed_at`: when they put the welcome away."""

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    last_at: Mapped[datetime]
    previous_at: Mapped[datetime | None]
    welcomed_at: Mapped[datetime | None]


class ThreadRead(Model):
    """Up to which comment a member has read a thread, and has nothing to answer."""

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True)
    comment_id: Mapped[int]
