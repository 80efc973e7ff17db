"""Sections, clauses, and the immutable versions of a clause's text."""

from datetime import datetime
from typing import Any

from markupsafe import Markup
from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from charter.core import clock
from charter.database import Model
from charter.web.rendering import sanitise


class Section(Model):
    """A numbered group of clauses; its number is its position."""

    id: Mapped[int] = mapped_column(primary_key=True)
    charter_id: Mapped[int] = mapped_column(ForeignKey("charter.id"), index=True)
    title: Mapped[str]
    position: Mapped[int]


class Clause(Model):
    """The unit that is edited, commented and voted. Its id is stable; its number follows its
    position.

    `stage`: drafting, frozen (a vote is open), adopted, dropped. At most one preamble is not
    dropped.
    """

    __table_args__ = (
        Index(
            "uq_clause_preamble",
            "charter_id",
            unique=True,
            sqlite_where=text("kind = 'preamble' AND stage <> 'dropped'"),
            postgresql_where=text("kind = 'preamble' AND stage <> 'dropped'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    charter_id: Mapped[int] = mapped_column(ForeignKey("charter.id"), index=True)
    section_id: Mapped[int | None] = mapped_column(ForeignKey("section.id"), index=True)
    kind: Mapped[str] = mapped_column(default="article")
    heading: Mapped[str]
    position: Mapped[int]
    stage: Mapped[str] = mapped_column(default="drafting")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class OutlineChange(Model):
    """The last act on the structure of a charter, which can be undone (`clauses.last_change`). `verb`: that of the
    journal; `name`: the title of what it was about; `token`: tells it from the one before."""

    charter_id: Mapped[int] = mapped_column(ForeignKey("charter.id"), primary_key=True)
    token: Mapped[str]
    verb: Mapped[str]
    name: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]


class Version(Model):
    """A published version: an immutable text of a clause. Triggers (migration 0001) refuse UPDATE
    and DELETE.

    `content` is ProseMirror JSON, `html` its sanitised rendering, `state` the encoded Yjs document.
    `digest` is defined in `clauses.versions`; `previous` is the digest of the version before.
    """

    __table_args__ = (UniqueConstraint("clause_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id"), index=True)
    number: Mapped[int]
    language: Mapped[str]
    heading: Mapped[str]
    content: Mapped[dict[str, Any]]
    html: Mapped[str]
    state: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    digest: Mapped[str] = mapped_column(index=True)
    previous: Mapped[str]
    cause: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    author: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def markup(self) -> Markup:
        """The text as HTML that was sanitised when the version was made."""
        return sanitise.shown(self.html)


class AutomaticVersion(Model):
    """The text of a clause after a while without edits, for members; immutable by triggers
    (migration 0003).

    It is the `step`-th one `after` a published version: 2.1 is the first after version 2.
    `previous` is the digest of the version before: that of 2 for 2.1, that of 2.1 for 2.2. `seq` is
    the last edit it contains, which also gives its encoded state.
    """

    __table_args__ = (UniqueConstraint("clause_id", "after", "step"),)
    cause, note, author = "quiet", "", ""

    id: Mapped[int] = mapped_column(primary_key=True)
    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id"))
    after: Mapped[int]
    step: Mapped[int]
    seq: Mapped[int]
    language: Mapped[str]
    heading: Mapped[str]
    content: Mapped[dict[str, Any]]
    html: Mapped[str]
    digest: Mapped[str]
    previous: Mapped[str]
    at: Mapped[datetime]

    @property
    def number(self) -> str:
        """The number as it is shown and hashed."""
        return f"{self.after}.{self.step}"

    @property
    def markup(self) -> Markup:
        """The text as HTML that was sanitised when the version was made."""
        return sanitise.shown(self.html)
