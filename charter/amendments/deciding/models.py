"""Advice on amendments, what their authors answered, how each ended, and what was put into the text."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from charter.accounts.models import Member
from charter.amendments.models import Amendment
from charter.database import Model


class Disposition(Model):
    """What a moderator advises on one wording of an amendment, in one revision; kept as written, and private until it
    is published (triggers). The newest published one counts.

    `advice`: `rules.ADVICE`. `wording_digest`: of the wording that it speaks of. `other_id`: the amendment that this
    one is satisfied by, falls with, or would be withdrawn for. `changes`, `salt`, `proposed_digest`: of
    `adopt_modified` alone: the proposed texts as `texts.Proposed`, and the digest that the wording has once the author
    agrees.
    `replaces`: ids of other amendments for which the proposed text is a compromise. `reason`: of
    `rules.REASONS_INADMISSIBLE`.
    """

    __table_args__ = (UniqueConstraint("amendment_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    amendment_id: Mapped[int] = mapped_column(ForeignKey("amendment.id"))
    revision: Mapped[int]
    advice: Mapped[str]
    wording_digest: Mapped[str] = mapped_column(ForeignKey("wording.digest"))
    other_id: Mapped[int | None] = mapped_column(ForeignKey("amendment.id"))
    changes: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    salt: Mapped[str | None]
    proposed_digest: Mapped[str | None]
    replaces: Mapped[list[int]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(default="")
    by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    amendment: Mapped[Amendment] = relationship(foreign_keys=amendment_id)
    other: Mapped[Amendment | None] = relationship(foreign_keys=other_id)
    by: Mapped[Member | None] = relationship()
    answer: Mapped["Answer | None"] = relationship(lazy="joined")


class Answer(Model):
    """What the author's association answers to a published advice: once, and to one text (`wording_digest`: that of
    the disposition, or its `proposed_digest`). Append-only (triggers)."""

    disposition_id: Mapped[int] = mapped_column(ForeignKey("disposition.id"), primary_key=True)
    kind: Mapped[str]
    wording_digest: Mapped[str]
    association_id: Mapped[int] = mapped_column(ForeignKey("association.id"))
    association: Mapped[str]
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    words: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]

    member: Mapped[Member | None] = relationship()


class Outcome(Model):
    """How an amendment ended, once (the key). Append-only (triggers). `vote_id`: the vote that decided, on it or on
    another; `because_of_id`: the amendment by which it is satisfied or with which it fell, or in favour of which it was
    withdrawn. `wording_digest`: of the wording that was decided on."""

    amendment_id: Mapped[int] = mapped_column(ForeignKey("amendment.id"), primary_key=True)
    kind: Mapped[str]
    wording_digest: Mapped[str] = mapped_column(ForeignKey("wording.digest"))
    vote_id: Mapped[int | None] = mapped_column(ForeignKey("vote.id"), index=True)
    because_of_id: Mapped[int | None] = mapped_column(ForeignKey("amendment.id"))
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]

    because_of: Mapped[Amendment | None] = relationship(foreign_keys=because_of_id)


class Incorporation(Model):
    """What was adopted on a clause was put into its text, once in a round. Append-only (triggers). `wordings`: number
    and digest of each adopted wording, in order; `read`: pairs of numbers whose sentences a moderator has read
    together; `version_id`: the version that it gave, None where the clause was removed."""

    __table_args__ = (UniqueConstraint("round_id", "clause_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    clause_id: Mapped[int] = mapped_column(ForeignKey("clause.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("version.id"))
    base_digest: Mapped[str]
    digest: Mapped[str | None]
    wordings: Mapped[list[Any]] = mapped_column(JSON)
    read: Mapped[list[Any]] = mapped_column(JSON)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    at: Mapped[datetime]
