"""Edits in and out of the log."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Insert,
    LargeBinary,
    Select,
    and_,
    bindparam,
    exists,
    func,
    insert,
    select,
)
from sqlalchemy.sql.dml import ReturningInsert

from charter.accounts import current as sessions
from charter.accounts.models import Member, Session
from charter.charters.models import Charter, StageRight
from charter.charters.queries import has_right
from charter.clauses.models import Clause
from charter.collab.models import AuthorshipSpan, Document, Edit, SetAside, Snapshot
from charter.core import clock
from charter.core.errors import NotFound
from charter.database import INSERT, UtcDateTime, commit_alone, db, own_connection

LoggedEdit = tuple[int, bytes]
"""An edit's number in the log, and its update."""


@dataclass(frozen=True)
class NewEdit:
    """An update that is about to be kept: for which clause, by whom, signed in where, and which client ids begin a
    line of authorship with it, each with its clock. `decides`: what else to write if it is kept."""

    clause_id: int
    member_id: int
    blob: bytes
    session_id: int | None = None
    begins: list[tuple[int, int]] = field(default_factory=list)
    decides: Callable[[Connection], None] | None = None


@dataclass(frozen=True)
class AppendResult:
    """What one transaction did: each edit's number, or None if it was refused; and what the log holds of each clause
    after the edit that the caller knew of, whoever wrote it."""

    seqs: list[int | None]
    new_edits: dict[int, list[LoggedEdit]]


class BatchRejected(Exception):
    """Some of several edits were refused, and others of their clauses followed: these may stand on them. Nothing was
    kept. `refused`: of which edits the database would not hear."""

    def __init__(self, refused: set[int]) -> None:
        super().__init__(refused)
        self.refused = refused


def load(clause_id: int, until: int | None = None) -> tuple[list[LoggedEdit], bytes]:
    """What makes a clause's document, oldest first: the newest snapshot and every edit since, up to `until`; and the
    item index of that snapshot."""
    after = select(Snapshot.seq, Snapshot.state, Snapshot.item_index).where(Snapshot.clause_id == clause_id)
    rest = select(Edit.seq, Edit.blob).where(Edit.clause_id == clause_id, is_not_set_aside())
    if until is not None:
        after, rest = after.where(Snapshot.seq <= until), rest.where(Edit.seq <= until)
    start = db.session.execute(after.order_by(Snapshot.seq.desc()).limit(1)).first()
    if start:
        rest = rest.where(Edit.seq > start.seq)
    tail = db.session.execute(rest.order_by(Edit.seq)).all()
    edits = [(seq, blob) for seq, blob in tail]
    return ([(start.seq, start.state), *edits], start.item_index) if start else (edits, b"")


def all_edits(clause_id: int) -> list[LoggedEdit]:
    """Every edit of a clause that is read, oldest first."""
    return since(db.session.connection(), clause_id, 0)


def is_not_set_aside() -> ColumnElement[bool]:
    """Whether an edit is one that is read: not set aside."""
    return Edit.seq.not_in(select(SetAside.seq))


def epoch(clause_id: int) -> str:
    """The epoch of a clause's document; NotFound when it has none."""
    found = db.session.get(Document, clause_id)
    if found is None:
        raise NotFound(_l("There is no such clause."))
    return found.epoch


def epochs(clause_ids: Sequence[int]) -> dict[int, str]:
    """The present epochs of some documents."""
    query = select(Document.clause_id, Document.epoch).where(Document.clause_id.in_(clause_ids))
    with own_connection() as connection:
        return {clause_id: epoch for clause_id, epoch in connection.execute(query)}


def seed(clause_id: int, client: int, blob: bytes, by: Member | None) -> None:
    """Write a clause's first words, in the transaction that makes the clause."""
    member_id, association_id = (by.id, by.association_id) if by else (None, None)
    now = clock.now()
    db.session.add(Edit(clause_id=clause_id, member_id=member_id, at=now, blob=blob))
    db.session.add(Document(clause_id=clause_id, epoch=secrets.token_hex(8)))
    author = {"client": client, "clock": 0, "member_id": member_id, "association_id": association_id}
    db.session.add(AuthorshipSpan(clause_id=clause_id, at=now, **author))
    db.session.flush()


def snapshot(clause_id: int, seq: int, state: bytes, item_index: bytes) -> None:
    """Keep a document with every edit up to `seq` in it; another process may have done so already."""
    row = {"clause_id": clause_id, "seq": seq, "state": state, "item_index": item_index}
    commit_alone(
        lambda connection: connection.execute(
            INSERT[connection.dialect.name](Snapshot).values(row).on_conflict_do_nothing()
        )
    )


def append(edits: Sequence[NewEdit], known: dict[int, int]) -> AppendResult:
    """Keep edits in one transaction; returns after the commit. `known` says, for each clause concerned, up to which
    edit the caller has read the log. Raises BatchRejected.

    The database decides, in the statement that appends: the clause is in drafting and the author may edit in this
    phase, at this very moment. So an edit in flight when a vote opens is either wholly in the voted text or refused.
    """
    appended = commit_alone(lambda connection: _append_all(connection, edits, known))
    if isinstance(appended, BatchRejected):  # not raised in the thread that writes, where it would be logged
        raise appended
    return appended


def _append_all(
    connection: Connection, edits: Sequence[NewEdit], known: dict[int, int]
) -> AppendResult | BatchRejected:
    if connection.dialect.name != "sqlite":
        # one writer for each clause, so that the log is read in the order it was committed; sorted, so that two
        # processes never wait for each other in a circle
        connection.execute(select(Clause.id).where(Clause.id.in_(known)).order_by(Clause.id).with_for_update())
    seqs = [_append(connection, edit) for edit in edits]
    refused = {place for place, number in enumerate(seqs) if number is None}
    firsts: dict[int, int] = {}
    for place in sorted(refused):
        firsts.setdefault(edits[place].clause_id, place)
    if any(firsts.get(edit.clause_id, place) < place for place, edit in enumerate(edits) if place not in refused):
        connection.rollback()
        return BatchRejected(refused)
    return AppendResult(seqs, {clause_id: since(connection, clause_id, seq) for clause_id, seq in known.items()})


def read_new(known: dict[int, int]) -> AppendResult:
    """What the log holds of each clause after the edit that the caller knows of."""
    with own_connection() as connection:
        return AppendResult([], {clause_id: since(connection, clause_id, seq) for clause_id, seq in known.items()})


def clauses_with_new_edits(known: dict[int, int]) -> list[int]:
    """Those of these clauses of which the log holds more than the caller knows."""
    last = select(Edit.clause_id, func.max(Edit.seq)).where(Edit.clause_id.in_(known)).group_by(Edit.clause_id)
    with own_connection() as connection:
        return [clause_id for clause_id, seq in connection.execute(last) if seq > known[clause_id]]


def since(connection: Connection, clause_id: int, seq: int) -> list[LoggedEdit]:
    """The edits of a clause after one of them."""
    return [(number, blob) for number, blob in connection.execute(_since(), {"clause": clause_id, "known": seq})]


@cache
def _since() -> Select[int, bytes]:
    """Put together once, like all that runs at every keystroke."""
    query = select(Edit.seq, Edit.blob).where(Edit.clause_id == bindparam("clause"), Edit.seq > bindparam("known"))
    return query.where(is_not_set_aside()).order_by(Edit.seq)


def _append(connection: Connection, edit: NewEdit) -> int | None:
    given = {"clause": edit.clause_id, "member": edit.member_id, "session": edit.session_id, "blob": edit.blob}
    number = connection.scalar(_appending(edit.session_id is not None), given | {"now": clock.now()})
    if number is not None:
        for client, first in edit.begins:
            _sign(connection, edit, client, first)
        if edit.decides:
            edit.decides(connection)
    return number


@cache
def _appending(asks_session: bool) -> ReturningInsert[int]:
    """The statement that appends an edit if its author may write at this very moment; it runs at every keystroke, so
    it is put together once."""
    now = bindparam("now", type_=UtcDateTime())
    allowed = (
        select(Clause.id, Member.id, now, bindparam("blob", type_=LargeBinary()))
        .join(Charter, Charter.id == Clause.charter_id)
        .join(Member, Member.id == bindparam("member"))
        .join(StageRight, has_right("edit"))
        .where(Clause.id == bindparam("clause"), Clause.stage == "drafting")
    )
    if asks_session:
        allowed = allowed.join(Session, sessions.is_valid(bindparam("session"), now))
    return insert(Edit).from_select(["clause_id", "member_id", "at", "blob"], allowed).returning(Edit.seq)


def _sign(connection: Connection, edit: NewEdit, client: int, first: int) -> None:
    author = {"clause": edit.clause_id, "member": edit.member_id, "client": client, "first": first}
    connection.execute(_signing(), author | {"now": clock.now()})


@cache
def _signing() -> Insert:
    """The statement that writes down whose words follow, unless that is known."""
    clause, client, first = (bindparam(name, type_=BigInteger()) for name in ("clause", "client", "first"))
    same = and_(AuthorshipSpan.clause_id == clause, AuthorshipSpan.client == client, AuthorshipSpan.clock == first)
    now = bindparam("now", type_=UtcDateTime())
    row = select(clause, client, first, Member.id, Member.association_id, now)
    row = row.where(Member.id == bindparam("member"), ~exists().where(same))
    columns = ["clause_id", "client", "clock", "member_id", "association_id", "at"]
    return insert(AuthorshipSpan).from_select(columns, row)
