"""A charter, its table of rights, and its assembly: who takes part in it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter.accounts.models import Association, College
from charter.core import clock
from charter.database import Model


class Charter(Model):
    """One shared text: title, reference language, stage. Its words are in its clauses."""

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="fr")
    stage: Mapped[str] = mapped_column(default="preparing")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    most_proxies: Mapped[int] = mapped_column(default=1)
    """How many proxies a delegate may hold; 0 for none."""
    takes_everyone: Mapped[bool] = mapped_column(default=True)
    """Whether its assembly is the whole directory, those to come included: until a site has a second
    charter."""


class StageRight(Model):
    """In this stage of this charter, this role has this right. No row, no right."""

    __tablename__ = "phase_right"

    charter_id: Mapped[int] = mapped_column(ForeignKey("charter.id"), primary_key=True)
    stage: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    right: Mapped[str] = mapped_column(primary_key=True)


class Participation(Model):
    """An association in the assembly of a charter, with its college, seats and weight there. Its
    delegates take part with it."""

    __table_args__ = (
        CheckConstraint("seats > 0", name="seats"),
        CheckConstraint("weight > 0", name="weight"),
    )

    charter_id: Mapped[int] = mapped_column(ForeignKey("charter.id"), primary_key=True)
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"), primary_key=True, index=True)
    college_id: Mapped[int] = mapped_column(ForeignKey("college.id"), index=True)
    seats: Mapped[int] = mapped_column(default=1)
    weight: Mapped[int] = mapped_column(default=1)

    association: Mapped[Association] = relationship(lazy="joined")
    college: Mapped[College] = relationship(lazy="joined")


class Appointment(Model):
    """A moderator or an observer in the assembly of a charter, under the role they have on the site."""

    charter_id: Mapped[int] = mapped_column(ForeignKey("charter.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)
