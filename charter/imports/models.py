"""A text that was read and is being looked at, before it becomes sections and clauses."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, deferred, mapped_column

from charter.core import clock
from charter.database import Model


class TextImport(Model):
    """A text in the middle form, and what its author has made of it so far; kept for a day, and shown to its author
    alone.

    `charter_id`: the charter it goes into; none for a new one. `way`: how it falls into parts. `plan`: its parts,
    as corrected. `settings`: what is typed beside them, such as the title of a new charter.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    charter_id: Mapped[int | None] = mapped_column(ForeignKey("charter.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    source: Mapped[str] = deferred(mapped_column())
    digest: Mapped[str]
    is_wrapped: Mapped[bool]
    reading: Mapped[dict[str, Any]]
    way: Mapped[str]
    plan: Mapped[list[Any]]
    settings: Mapped[dict[str, Any]]
