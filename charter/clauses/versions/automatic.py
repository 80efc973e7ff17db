"""Automatic versions, which members read between the published ones; never the public, votes or exports.

Published versions are one chain of digests. From each of them hangs a branch of automatic ones: 2.1 names the digest of
2 as the one before, 2.2 that of 2.1, and 3 again that of 2. So whoever has only the published ones can check them all.
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
    """The automatic version that would come next, not kept yet; None when the last version has the same words already.

    `seq` is the number of the last edit in `text`.
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
    """Keep a version if its condition holds `still`, nothing was published meanwhile, and no other process was quicker;
    returns whether it was kept. One statement decides all three."""
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


def history(clause_id: int) -> list[AutomaticVersion]:
    """The automatic versions of a clause, newest first; their words are read when they are asked for."""
    every = select(AutomaticVersion).where(AutomaticVersion.clause_id == clause_id)
    words = defer(AutomaticVersion.content), defer(AutomaticVersion.html)
    order = AutomaticVersion.after.desc(), AutomaticVersion.step.desc()
    return list(db.session.scalars(every.options(*words).order_by(*order)))


def by_published(clause_id: int) -> dict[int, list[AutomaticVersion]]:
    """The same, by the number of the published version that they come after."""
    return {after: list(branch) for after, branch in groupby(history(clause_id), lambda version: version.after)}


def among(published: list[Version], clause_id: int) -> list[AnyVersion]:
    """These published versions of a clause with its automatic ones between them, newest first."""
    return sorted([*published, *history(clause_id)], key=_place, reverse=True)


def _place(version: AnyVersion) -> tuple[int, int]:
    return (version.after, version.step) if isinstance(version, AutomaticVersion) else (version.number, 0)
