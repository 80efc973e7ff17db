"""What is written of an incorporation in the transaction of its edit."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert

from charter.accounts.models import Member
from charter.amendments.deciding.models import Incorporation
from charter.amendments.incorporation.preview import Preview
from charter.amendments.models import Round
from charter.clauses.models import Version
from charter.clauses.versions import published
from charter.collab.incorporation.actions import Incorporated
from charter.core import clock
from charter.journal import actions as journal


@dataclass(frozen=True)
class Record:
    """What is written in the transaction of the edit, in another thread: values only."""

    charter_id: int
    round_id: int
    round_number: int
    clause_id: int
    language: str
    base_digest: str
    previous: str
    number: int
    wordings: list[list[Any]]
    read: list[list[int]]
    by: journal.ActorSnapshot

    @classmethod
    def of(cls, charter_id: int, round_: Round, shown: Preview, by: Member, language: str) -> "Record":
        """What is known before the edit is made."""
        last = published.newest(shown.clause_id)
        return cls(
            charter_id,
            round_.id,
            round_.number,
            shown.clause_id,
            language,
            shown.base.digest,
            last.digest if last else published.START,
            last.number + 1 if last else 1,
            [[each.number, each.wording.digest] for each in shown.adopted],
            [list(each.pair) for each in shown.meetings],
            journal.ActorSnapshot(by.id, by.label),
        )

    def write(self, connection: Connection, done: Incorporated) -> None:
        """The version, the incorporation and the entry of the journal."""
        at = clock.now()
        version = Version(
            clause_id=self.clause_id,
            number=self.number,
            language=self.language,
            heading=done.heading,
            content=done.text.content,
            previous=self.previous,
        )
        version_digest = published.digest(version)
        row = {name: getattr(version, name) for name in ("clause_id", "number", "language", "heading", "content")}
        row |= {"html": done.text.html, "state": done.text.state, "previous": self.previous, "digest": version_digest}
        row |= {"cause": "incorporated", "note": "", "at": at, "author_id": self.by.id, "author": self.by.label}
        version_id = connection.scalar(insert(Version).values(**row).returning(Version.id))
        connection.execute(
            insert(Incorporation).values(
                round_id=self.round_id,
                clause_id=self.clause_id,
                version_id=version_id,
                by_id=self.by.id,
                base_digest=self.base_digest,
                digest=version_digest,
                wordings=self.wordings,
                read=self.read,
                at=at,
            )
        )
        facts: dict[str, Any] = {"round": self.round_number, "base": self.base_digest, "wordings": self.wordings}
        facts |= {"read": self.read, "number": self.number, "digest": version_digest}
        subject = f"clause:{self.clause_id}"
        journal.append(connection, "clause.incorporated", subject, self.by, self.charter_id, **facts)
