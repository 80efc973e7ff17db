"""Tables of people that are being imported."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from charter.core import clock
from charter.database import Model


class PeopleImport(Model):
    """A table as it came, and what the secretary decided about it. It holds personal data, so it is deleted
    with the import, or after a day.

    `source`: the bytes of the file; `encoding`: the one chosen, "" for the one they show; `choices`: JSON of
    `planning.facts.Choices`.
    """

    __tablename__ = "people_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    begun_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    source: Mapped[bytes] = mapped_column(LargeBinary)
    encoding: Mapped[str] = mapped_column(default="")
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
