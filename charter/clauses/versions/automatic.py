"""Automatic versions, for members only: never for the public, votes or exports.

Here they are stored and read; `collab/publishing/autosave.py` decides when one is due.

Published versions form one chain of digests. Automatic ones branch off it: 2.1 refers to the digest
of 2, 2.2 to that of 2.1, and 3 to that of 2 again. So the published chain can be verified without
them.
"""

from itertools import groupby

from sqlalchemy import ColumnElement, Connection, func, literal, select
from sqlalchemy.orm import defer

from charter.clauses.models import AutomaticVersion, Clause, Version
from charter.clauses.versions import published as versions
from charter.clauses.versions.published import Text
from charter.core import clock
from charter.core import digest as digests
from charter.database import INSERT, db

AnyVersion = Version | AutomaticVersion


def following(clause: Clause, language: str, text: Text, seq: int) -> AutomaticVersion | None:
    """The next automatic version, not stored; None if the last version has the same words.

    `seq`: number of the last edit in `text`.
    """
    published = versions.newest(clause.id)
    if published is None:
        return None

    last = newest(clause.id, published.number)
    before: AnyVersion = last or published
    content, heading = digests.normal(text.content), digests.normal(clause.heading)
    if before.content == content and before.heading == heading:
        return None

    version = AutomaticVersion(
        clause_id=clause.id,
        after=published.number,
        step=last.step + 1 if last else 1,
        seq=seq,
        language=language,
        heading=heading,
        content=content,
        html=text.html,
        previous=before.digest,
        at=clock.now(),
    )

    version.digest = versions.digest(version)
    return version


def add(connection: Connection, version: AutomaticVersion, still: ColumnElement[bool]) -> bool:
    """Store a version if the condition `still` holds, nothing was published meanwhile, and no other
    process was first. One statement checks all three. Returns whether it was stored."""
    columns = [column for column in AutomaticVersion.__table__.columns if column.name != "id"]
    published = select(func.max(Version.number)).where(Version.clause_id == version.clause_id).scalar_subquery()
    values = select(*(literal(getattr(version, column.name), column.type) for column in columns))
    row = values.where(still, published == version.after)
    statement = INSERT[connection.dialect.name](AutomaticVersion).from_select([each.name for each in columns], row)
    key = ["clause_id", "after", "step"]
    kept = statement.on_conflict_do_nothing(index_elements=key).returning(AutomaticVersion.id)

    return connection.scalar(kept) is not None


def newest(clause_id: int, after: int) -> AutomaticVersion | None:
    """The last automatic version after a published one."""
    branch = select(AutomaticVersion).where(AutomaticVersion.clause_id == clause_id, AutomaticVersion.after == after)
    return db.session.scalar(branch.order_by(AutomaticVersion.step.desc()).limit(1))


def all_versions(clause_id: int) -> list[AutomaticVersion]:
    """The automatic versions of a clause, newest first; contents are loaded on access."""
    every = select(AutomaticVersion).where(AutomaticVersion.clause_id == clause_id)
    words = defer(AutomaticVersion.content), defer(AutomaticVersion.html)
    order = AutomaticVersion.after.desc(), AutomaticVersion.step.desc()
    return list(db.session.scalars(every.options(*words).order_by(*order)))


def by_published(clause_id: int) -> dict[int, list[AutomaticVersion]]:
    """The automatic versions by the number of the published version before them."""
    return {after: list(branch) for after, branch in groupby(all_versions(clause_id), lambda version: version.after)}


def among(published: list[Version], clause_id: int) -> list[AnyVersion]:
    """Published versions of a clause with the automatic ones between them, newest first."""
    return sorted([*published, *all_versions(clause_id)], key=_place, reverse=True)


def _place(version: AnyVersion) -> tuple[int, int]:
    return (version.after, version.step) if isinstance(version, AutomaticVersion) else (version.number, 0)
