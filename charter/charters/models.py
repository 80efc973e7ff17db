"""A charter and its table of rights."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

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


class StageRight(Model):
    """In this stage of this charter, this role has this right. No row, no right."""

    __tablename__ = "phase_right"

    charter_id: Mapped[int] = mapped_column(ForeignKey("charter.id"), primary_key=True)
    stage: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    right: Mapped[str] = mapped_column(primary_key=True)
