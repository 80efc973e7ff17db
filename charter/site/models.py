"""How the assembly of a site presents itself."""

from sqlalchemy import CheckConstraint, LargeBinary
from sqlalchemy.orm import Mapped, deferred, mapped_column

from charter.database import Model


class SiteSettings(Model):
    """One row, or none until the secretary saves the first. An empty value stands for the default.

    `colour`: #rrggbb, dark enough on paper. `mark`: a PNG, at most `marks.MAX_SIDE_PX` wide and high.
    """

    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    welcome: Mapped[str] = mapped_column(default="")
    colour: Mapped[str] = mapped_column(default="")
    mark: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    mark_digest: Mapped[str] = mapped_column(default="")
