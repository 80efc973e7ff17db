"""The index of the search, and what of it must be brought up to date.

Both tables follow from all others: they are not copied to another database, but made anew there.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from charter.database import Model

DERIVED: dict[str, Any] = {"info": {"is_derived": True}}


class IndexedText(Model):
    """What is found of one thing: `kind` (`rules.kinds`) and `key`, the id of its row.

    `title` and `body`: plain text, of which snippets are shown; `words` and `title_words`: folded, in order, with a
    space on either side of each; `terms`: each word and each stem once, which the full-text index holds. `seq`: the
    last edit that a draft contains.
    """

    __table_args__ = (UniqueConstraint("kind", "key"), DERIVED)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[int]
    charter_id: Mapped[int | None] = mapped_column(index=True)
    at: Mapped[datetime | None]
    title: Mapped[str]
    body: Mapped[str]
    title_words: Mapped[str]
    words: Mapped[str]
    terms: Mapped[str]
    seq: Mapped[int] = mapped_column(default=0)


class IndexMark(Model):
    """A row of another table that was written since it was indexed: `kind` (`sources.SOURCES`) and its `key`.

    Triggers (migration 0026) put these in, in the transaction that writes the row: none can be forgotten.
    """

    __table_args__ = (DERIVED,)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[int]
