"""One row for each mail to send. It names what to tell and whom; the words are found when it is sent."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from charter.database import Model

INVITATION, SIGN_IN = "link.invitation", "link.sign-in"
LINKS = (INVITATION, SIGN_IN)
"""Kinds of mails that bring a link. Their subject is 0; the link is made when the mail is sent."""
WAITING, SENT, FAILED = "waiting", "sent", "failed"


class Notice(Model):
    """To tell `member_id` about `subject_id` (`kind` says of which table and what): once, with how things are then.

    It has no number and no time of its own: mails about a sealed vote must not keep the order of voting. `tries`: how
    often it could not be sent; `not_before`: when to try again, after that; `claimed_until`: a process is sending it;
    `reply`: what the mail server said to the last try. Mails about votes are deleted once sent. Those that bring a link
    stay for a while, with `settled_at`, so that the secretary can say whether one left; `language`: theirs.
    """

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
