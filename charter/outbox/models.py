"""One row per mail to send. It names what to report to whom; the text is rendered when it is
sent."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from charter.database import Model

INVITATION, SIGN_IN = "link.invitation", "link.sign-in"
LINKS = (INVITATION, SIGN_IN)
"""Kinds of mails that contain a link. Their subject is 0; the link is made when the mail is sent.
"""
SEAT = "member.seat"
"""The kind of the mail that says who sits, a delegate or their substitute, who is its subject."""
WAITING, SENT, FAILED = "waiting", "sent", "failed"


class OutboxMail(Model):
    """A mail to `member_id` about `subject_id` (`kind` says of which table and what), at most one
    of each.

    It has no id and no time of its own: mails about a sealed vote must not keep the order of
    voting. `tries`: failed tries; `not_before`: time of the next one; `claimed_until`: a process is
    sending it; `reply`: the last answer of the mail server. Mails about votes are deleted once
    sent. Those with a link stay for a while, with `settled_at`, so that the secretary can see
    whether one left; `language`: the language they are written in.

    `held_until`: set for mails that are gathered into one mail to their account, and may wait until
    this moment; `useful_until`: when such a mail stops being useful (None: it stays so).
    """

    __tablename__ = "notice"
    __table_args__ = {"sqlite_with_rowid": False}

    kind: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(primary_key=True)
    tries: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None]
    claimed_until: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(default=WAITING, server_default=WAITING)
    reply: Mapped[str | None]
    language: Mapped[str | None]
    settled_at: Mapped[datetime | None]
    held_until: Mapped[datetime | None]
    useful_until: Mapped[datetime | None]
