"""Appends what the server writes for several authors: all of it or nothing, on the very text that it was made from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Insert,
    and_,
    bindparam,
    exists,
    insert,
    literal,
    select,
)

from charter.accounts import current as sessions
from charter.accounts.mandates import in_force
from charter.accounts.models import Member, Session
from charter.charters.models import Charter, StageRight
from charter.charters.queries import has_right, takes_part
from charter.charters.rules import CLOSED
from charter.clauses.models import Clause
from charter.collab.models import AuthorshipSpan, Edit
from charter.core import clock
from charter.database import UtcDateTime
from charter.web.access import PERMISSIONS

Permission = Callable[[], ColumnElement[bool]]
"""A condition on the rows of `Clause`, `Charter` and `Member` (who acts), asked by the statement that writes."""


@dataclass(frozen=True)
class AuthoredSpan:
    """Whose words a client id of the server's writes: a member's, for an association."""

    client: int
    member_id: int | None
    association_id: int | None


@dataclass(frozen=True)
class AuthoredEdit:
    """What is appended in one act."""

    parts: tuple[bytes, ...]
    """The updates, each an edit of its own in the log, in their order."""
    spans: tuple[AuthoredSpan, ...]
    heading: str
    """Of the clause, as it was when they were made."""
    known: int
    """The newest edit of the clause when they were made; one after it, and they are refused."""
    permission: Permission


def may_decide() -> ColumnElement[bool]:
    """SQL condition: who acts may decide on amendments of this charter now."""
    roles = PERMISSIONS["amendments.decide"]
    return and_(Member.role.in_(sorted(roles)), in_force(), takes_part())


def may_edit() -> ColumnElement[bool]:
    """SQL condition: who acts may edit the text of this clause now."""
    return exists(select(StageRight.right).where(has_right("edit")).correlate(Charter, Member))


def lock_charters(connection: Connection, clause_ids: Sequence[int]) -> None:
    """Lock the charters of these clauses until the transaction ends: the first lock of every verb that decides."""
    if clause_ids:
        rows = select(Charter.id).join(Clause, Clause.charter_id == Charter.id).where(Clause.id.in_(clause_ids))
        connection.execute(rows.order_by(Charter.id).with_for_update(key_share=True, of=Charter))


def append(
    connection: Connection, clause_id: int, member_id: int, session: int | None, edit: AuthoredEdit
) -> int | None:
    """Append the parts in the caller's transaction; returns the number of the last, None where the condition does
    not hold."""
    first, *others = edit.parts
    seq = connection.scalar(_insert_if_allowed(clause_id, member_id, session, edit), {"blob": first})
    if seq is None:
        return None
    # Nobody comes in between: on SQLite this is the only writer, on PostgreSQL the only one of this clause.
    row = {"clause_id": clause_id, "member_id": member_id, "at": clock.now()}
    for part in others:
        seq = connection.scalar(insert(Edit).returning(Edit.seq), row | {"blob": part})

    for span in edit.spans:
        row = {"clause": clause_id, "client": span.client, "member": span.member_id}
        connection.execute(_insert_span(), row | {"association": span.association_id, "now": clock.now()})
    return int(seq)


def _insert_if_allowed(clause_id: int, member_id: int, session: int | None, edit: AuthoredEdit) -> Insert:
    # As for an edit that is typed, one statement asks and writes: a vote that opens in between, an edit that comes in
    # between, a second incorporation, a role that changes: each is before it, and it is refused, or after it.
    now = literal(clock.now(), UtcDateTime())
    since = exists().where(Edit.clause_id == Clause.id, Edit.seq > edit.known).correlate(Clause)
    allowed = (
        select(Clause.id, Member.id, now, bindparam("blob", type_=Edit.blob.type))
        .join(Charter, Charter.id == Clause.charter_id)
        .join(Member, Member.id == member_id)
        .where(Clause.id == clause_id, Clause.stage == "drafting", Clause.heading == edit.heading)
        .where(Charter.stage.not_in(CLOSED), ~since, edit.permission())
    )
    if session is not None:
        allowed = allowed.join(Session, sessions.is_valid(literal(session), now))
    return insert(Edit).from_select(["clause_id", "member_id", "at", "blob"], allowed).returning(Edit.seq)


@cache
def _insert_span() -> Insert:
    client = bindparam("client", type_=BigInteger())
    clause, member, association = (bindparam(name, type_=BigInteger()) for name in ("clause", "member", "association"))
    now = bindparam("now", type_=UtcDateTime())
    span = AuthorshipSpan
    same = exists().where(span.clause_id == clause, span.client == client, span.clock == 0)
    row = select(clause, client, literal(0), member, association, now).where(~same)
    columns = ["clause_id", "client", "clock", "member_id", "association_id", "at"]
    return insert(span).from_select(columns, row)
