"""Associations, members with their roles, sign-in links and sessions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter.core import clock
from charter.database import Model


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


class Member(Model):
    """A person with a role: delegate of an association, moderator, secretary or observer.

    `is_head`: head of the delegation, at most one for each association. `language`: the chosen
    language; None until chosen.
    """

    __table_args__ = (
        Index(
            "uq_member_head",
            "association_id",
            unique=True,
            sqlite_where=text("is_head"),
            postgresql_where=text("is_head"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    association_id: Mapped[int | None] = mapped_column(ForeignKey("association.id"), index=True)
    is_head: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[datetime] = mapped_column(default=clock.now)
    suspended_at: Mapped[datetime | None]
    language: Mapped[str | None]

    association: Mapped[Association | None] = relationship(lazy="joined")

    @property
    def label(self) -> str:
        """Name and association, as entries of the journal show them."""
        return f"{self.name} ({self.association.name})" if self.association else self.name


class SignInLink(Model):
    """A link that signs one member in, once. Only the hash of its secret is stored."""

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    secret_digest: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Session(Model):
    """A signed-in browser; it expires, or is revoked."""

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    key_digest: Mapped[str] = mapped_column(unique=True)
    browser: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
