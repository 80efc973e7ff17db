"""Make and find published versions: the only texts that the public reads, that are voted and that
are exported."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sqlalchemy import func, select
from sqlalchemy.orm import defer

from charter.accounts.models import Member
from charter.clauses.models import AutomaticVersion, Clause, Version
from charter.core import digest as digests
from charter.database import db
from charter.journal import actions as journal
from charter.web.rendering import sanitise

START = "0" * 64


@dataclass(frozen=True)
class Text:
    """The words of a clause in three forms: ProseMirror JSON, sanitised HTML, encoded Yjs state."""

    content: dict[str, Any]
    html: str
    state: bytes

    @property
    def markup(self) -> Markup:
        """The sanitised HTML as markup."""
        return sanitise.shown(self.html)


def by_digest(clause_id: int, digest: str) -> Version | None:
    """The version of a clause with this digest."""
    return db.session.scalar(select(Version).where(Version.clause_id == clause_id, Version.digest == digest))


def digest(version: Version | AutomaticVersion) -> str:
    """SHA-256 (64 hexadecimal digits) of `hashed`."""
    return digests.digest(hashed(version))


def hashed(version: Version | AutomaticVersion) -> dict[str, Any]:
    """The canonical, NFC-normalised JSON that identifies a version; exports publish it so that
    anyone can hash it."""
    return {
        "clause": version.clause_id,
        "content": version.content,
        "heading": version.heading,
        "language": version.language,
        "number": version.number,
        "previous": version.previous,
    }


def cut(clause: Clause, language: str, text: Text, cause: str, by: Member | None, note: str = "") -> Version:
    """Add a version in the caller's transaction, or return the newest one if its words are the
    same."""
    version = proposed(clause, language, text)
    if version not in db.session:
        version.cause, version.note, version.at = cause, note, journal.moment()
        version.author_id, version.author = (by.id, by.label) if by else (None, "")
        db.session.add(version)
        db.session.flush()

    return version


def proposed(clause: Clause, language: str, text: Text) -> Version:
    """The version that `cut` would make, not stored. Its digest covers neither time nor author."""
    last = newest(clause.id)
    if last and last.content == digests.normal(text.content) and last.heading == digests.normal(clause.heading):
        return last

    version = Version(
        clause_id=clause.id,
        number=last.number + 1 if last else 1,
        language=language,
        heading=digests.normal(clause.heading),
        content=digests.normal(text.content),
        html=text.html,
        state=text.state,
        previous=last.digest if last else START,
    )

    version.digest = digest(version)
    return version


def newest(clause_id: int) -> Version | None:
    """The newest version of a clause."""
    query = select(Version).where(Version.clause_id == clause_id).order_by(Version.number.desc()).limit(1)
    return db.session.scalar(query)


def newest_numbers(clause_ids: Collection[int]) -> dict[int, int]:
    """The number of the newest version of each of these clauses, by clause id."""
    query = select(Version.clause_id, func.max(Version.number)).where(Version.clause_id.in_(clause_ids))
    return {clause_id: number for clause_id, number in db.session.execute(query.group_by(Version.clause_id))}


def all_versions(clause_id: int) -> list[Version]:
    """All versions of a clause, newest first; contents are loaded on access."""
    every = select(Version).where(Version.clause_id == clause_id).order_by(Version.number.desc())
    return list(db.session.scalars(every.options(defer(Version.content), defer(Version.html))))


def newest_of_charter(charter_id: int, with_content: bool = True) -> dict[int, Version]:
    """The newest version of each clause of a charter, by clause id; without content where its HTML is enough."""
    last = (
        select(Version.clause_id, func.max(Version.number).label("number"))
        .join(Clause, Clause.id == Version.clause_id)
        .where(Clause.charter_id == charter_id)
        .group_by(Version.clause_id)
        .subquery()
    )

    query = select(Version).join(last, (Version.clause_id == last.c.clause_id) & (Version.number == last.c.number))
    loaded = query if with_content else query.options(defer(Version.content))
    return {version.clause_id: version for version in db.session.scalars(loaded)}
