"""Edits in and out of the log."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, LargeBinary, insert, literal, select

from charter.accounts.models import Member
from charter.charters.models import Charter, PhaseRight
from charter.charters.queries import has_right
from charter.clauses.models import Clause
from charter.collab.models import Edit
from charter.core import clock
from charter.database import UtcDateTime, commit_alone, db


@dataclass(frozen=True)
class NewEdit:
    """An update that is about to be kept: for which clause, by whom."""

    clause_id: int
    member_id: int
    blob: bytes


def load(clause_id: int) -> list[bytes]:
    """Every update of a clause, oldest first."""
    return list(db.session.scalars(select(Edit.blob).where(Edit.clause_id == clause_id).order_by(Edit.seq)))


def seed(clause_id: int, blob: bytes) -> None:
    """Write a clause's first words, in the transaction that makes the clause."""
    db.session.add(Edit(clause_id=clause_id, member_id=None, at=clock.now(), blob=blob))
    db.session.flush()


def append(edits: Sequence[NewEdit]) -> list[int | None]:
    """Keep edits in one transaction; returns after the commit, with each one's number, or None if it was refused.

    The database decides, in the statement that appends: the clause is in drafting and the author may edit in this
    phase, at this very moment. So an edit in flight when a vote opens is either wholly in the voted text or refused.
    """
    return commit_alone(lambda connection: [_append(connection, edit) for edit in edits])


def _append(connection: Connection, edit: NewEdit) -> int | None:
    allowed = (
        select(
            Clause.id,
            Member.id,
            literal(clock.now(), UtcDateTime()),
            literal(edit.blob, LargeBinary()),
        )
        .join(Charter, Charter.id == Clause.charter_id)
        .join(Member, Member.id == edit.member_id)
        .join(PhaseRight, has_right("edit"))
        .where(Clause.id == edit.clause_id, Clause.stage == "drafting")
        .with_for_update(read=True, of=Clause)  # so that freezing waits for us, or we for it
    )
    row = insert(Edit).from_select(["clause_id", "member_id", "at", "blob"], allowed).returning(Edit.seq)
    return connection.scalar(row)
