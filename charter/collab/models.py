"""The append-only update log, the authorship of its items, and the snapshots by which it need not
be read whole.

Triggers (migrations 0001 and 0002) refuse UPDATE on these tables.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from charter.database import Model


class Edit(Model):
    """One committed update of a clause's document, as its author's browser sent it. `seq` is the
    order of the commits."""

    __table_args__ = (Index("ix_edit_clause_seq", "clause_id", "seq"),)

    seq: Mapped[int] = mapped_column(primary_key=True)
    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime]
    blob: Mapped[bytes] = mapped_column(LargeBinary)


class AuthorshipSpan(Model):
    """From this clock on, what a client id inserted was written by this member, for this
    association, at about this time.

    A client id is leased to one member for one clause and is part of every item, so these rows
    identify the author of any words, also after compaction. One row per minute of typing is enough.
    """

    __tablename__ = "writing"

    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id"), primary_key=True)
    client: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    clock: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    association_id: Mapped[int | None] = mapped_column(ForeignKey("association.id"))
    at: Mapped[datetime]


class VersionShares(Model):
    """How many characters of a published version each association wrote. Neither the version nor the authors of its
    words ever change: this is counted once, and could be counted again.

    `counts`: characters, id of the association or null, whether their author is known; in the order of the text.
    """

    __tablename__ = "version_shares"

    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    counts: Mapped[list[Any]] = mapped_column(JSON)


class Document(Model):
    """The epoch of a clause's document."""

    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id"), primary_key=True)
    epoch: Mapped[str]
    """A repair starts another one: a copy of an earlier epoch holds items that were set aside, and
    is never merged."""
    is_checked: Mapped[bool] = mapped_column(default=True)
    """Whether every edit in it was accepted by rules under which all readers read the same."""


class SetAside(Model):
    """An edit that is not read any more, since the text could not be read with it. It stays in the
    log."""

    seq: Mapped[int] = mapped_column(ForeignKey("edit.seq"), primary_key=True)
    at: Mapped[datetime]
    why: Mapped[str]


class Snapshot(Model):
    """The document of a clause with every edit up to `seq` in it."""

    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[bytes] = mapped_column(LargeBinary)
    item_index: Mapped[bytes] = mapped_column(LargeBinary)
    """What garbage collection has forgotten of its items (`item_index.ItemIndex`)."""
