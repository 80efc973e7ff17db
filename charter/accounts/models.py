"""Associations, accounts, the mandates of their members, sign-in links and sessions."""

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, false, text
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter.core import clock
from charter.database import Model

HEAD, DELEGATE, SUBSTITUTE = "head", "delegate", "substitute"
RANKS = (HEAD, DELEGATE, SUBSTITUTE)
"""The places of a delegate in the delegation of an association."""


class College(Model):
    """A class of associations, such as the French-speaking cities."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class Association(Model):
    """A member organisation: an association of local authorities, a metropolis, a city."""

    __table_args__ = (
        CheckConstraint("seats > 0", name="seats"),
        CheckConstraint("weight > 0", name="weight"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    country: Mapped[str] = mapped_column(default="")
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"), index=True)
    seats: Mapped[int] = mapped_column(default=1)
    weight: Mapped[int] = mapped_column(default=1)

    college: Mapped[College] = relationship(lazy="joined")

    @property
    def colour(self) -> int:
        """Index (0 to 11) of its colour in the palette; never shown without its name."""
        return self.id % 12


class Account(Model):
    """An e-mail address that signs in, with what is chosen once for it.

    One account holds the mandates of one person, or those of several people who share a mailbox.
    `language`, `zone` (a name of the IANA database) and `reading` (how amendments are shown,
    `amendments.views.readings.READINGS`): None until chosen. `mails`: when mails that may wait are
    sent (`notifications.choices`); `receipts`: whether each ballot of one's own is confirmed by mail.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    language: Mapped[str | None]
    zone: Mapped[str | None]
    reading: Mapped[str | None]
    mails: Mapped[str] = mapped_column(default="at_once", server_default="at_once")
    receipts: Mapped[bool] = mapped_column(default=False, server_default=false())


class Member(Model):
    """A mandate: a person in a role, for an association or for none, from one moment until another.

    `role`: delegate, moderator, secretary or observer. `rank`: a delegate's place in the delegation;
    an association has at most one head. A substitute is named for one delegate and has `sits_since`
    while they sit in that delegate's place (`mandates.sits`). `begins_at` and `ends_at`: None for a
    mandate without a beginning or an end.
    """

    __table_args__ = (
        Index(
            "uq_member_head",
            "association_id",
            unique=True,
            sqlite_where=text("rank = 'head'"),
            postgresql_where=text("rank = 'head'"),
        ),
        CheckConstraint("(rank = 'substitute') = (substitute_for_id IS NOT NULL)", name="substitute"),
        CheckConstraint("sits_since IS NULL OR rank = 'substitute'", name="sits_since"),
        CheckConstraint("begins_at < ends_at", name="term"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str]
    role: Mapped[str]
    association_id: Mapped[int | None] = mapped_column(ForeignKey("association.id"), index=True)
    rank: Mapped[str] = mapped_column(default=DELEGATE, server_default=DELEGATE)
    substitute_for_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), unique=True)
    sits_since: Mapped[datetime | None]
    begins_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    joined_at: Mapped[datetime] = mapped_column(default=clock.now)
    suspended_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)
    association: Mapped[Association | None] = relationship(lazy="joined")
    substitute_for: Mapped["Member | None"] = relationship(remote_side="Member.id")

    email: AssociationProxy[str] = association_proxy("account", "email", creator=lambda each: Account(email=each))
    language: AssociationProxy[str | None] = association_proxy("account", "language")
    zone: AssociationProxy[str | None] = association_proxy("account", "zone")

    @property
    def label(self) -> str:
        """Name and association, as entries of the journal show them."""
        return f"{self.name} ({self.association.name})" if self.association else self.name

    @property
    def last_moment(self) -> datetime | None:
        """The last minute of the mandate, as people are told it: of its last day, not of the next."""
        return self.ends_at and self.ends_at - timedelta(minutes=1)

    @property
    def is_head(self) -> bool:
        """Whether this mandate heads a delegation."""
        return self.rank == HEAD


class SignInLink(Model):
    """A link that signs in once, to act under one mandate. Only the hash of its secret is stored."""

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    secret_digest: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Session(Model):
    """A signed-in browser that acts under one mandate; it expires, or is revoked. `started_at`: when it
    signed in, also where it has switched to this mandate since."""

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    key_digest: Mapped[str] = mapped_column(unique=True)
    browser: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Invitation(Model):
    """An invitation that was queued for a member, and when; the outbox knows what became of the mail."""

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    queued_at: Mapped[datetime] = mapped_column(default=clock.now)
