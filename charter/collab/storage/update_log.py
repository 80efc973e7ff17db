"""The update log: appends the edits of a batch in one transaction, and reads them back.

The log is append-only and is the only truth about a live text; documents in memory follow it.
"""

import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import cache

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Insert,
    LargeBinary,
    and_,
    bindparam,
    exists,
    func,
    insert,
    select,
)

from charter.accounts import current as sessions
from charter.accounts.models import Member, Session
from charter.charters.models import Charter, StageRight
from charter.charters.queries import has_right
from charter.clauses.models import Clause
from charter.collab.models import AuthorshipSpan, Document, Edit, SetAside, Snapshot
from charter.collab.storage import authored_edits
from charter.collab.storage.compiled_statement import CompiledStatement
from charter.collab.ydoc.document import LoggedEdit
from charter.core import clock
from charter.core.errors import NotFound, Refused
from charter.database import INSERT, UtcDateTime, commit_alone, db, own_connection


@dataclass(frozen=True)
class NewEdit:
    """An update to append, with its author and the session in which it was sent, if that must still
    be valid."""

    clause_id: int
    member_id: int
    blob: bytes
    session_id: int | None = None
    new_spans: list[tuple[int, int]] = field(default_factory=list)
    """The client ids for which a span of authorship begins with it, each with its first clock."""
    authored: authored_edits.AuthoredEdit | None = None
    """What the server writes for others: it is appended in place of the update, and asks for another right."""
    decides: Callable[[Connection], None] | None = None
    """Writes what is decided together with the edit, in the same transaction."""


@dataclass(frozen=True)
class AppendResult:
    """What one transaction appended."""

    seqs: list[int | None]
    """The number of each edit; None where it was refused."""
    new_edits: dict[int, list[LoggedEdit]]
    """For each clause, all edits after the one that the caller knew of, whoever wrote them."""


class BatchRejected(Exception):
    """Nothing was appended: edits were refused (`refused` tells their places), and later ones may
    depend on them, or what is decided with one was refused (`why`)."""

    def __init__(self, refused: set[int], why: Refused | None = None) -> None:
        super().__init__(refused)
        self.refused, self.why = refused, why


def load(clause_id: int, until: int | None = None) -> tuple[list[LoggedEdit], bytes]:
    """The newest snapshot of a clause and every edit since, oldest first, up to `until`; and its
    item index."""
    columns = (Snapshot.seq, Snapshot.state, Snapshot.item_index)
    snapshots = select(*columns).where(Snapshot.clause_id == clause_id)
    rest = select(Edit.seq, Edit.blob).where(Edit.clause_id == clause_id, is_not_set_aside())
    if until is not None:
        snapshots, rest = snapshots.where(Snapshot.seq <= until), rest.where(Edit.seq <= until)

    newest = db.session.execute(snapshots.order_by(Snapshot.seq.desc()).limit(1)).first()
    if newest:
        rest = rest.where(Edit.seq > newest.seq)
    edits = [(seq, blob) for seq, blob in db.session.execute(rest.order_by(Edit.seq))]
    return ([(newest.seq, newest.state), *edits], newest.item_index) if newest else (edits, b"")


def load_many(clause_ids: Collection[int]) -> dict[int, tuple[list[LoggedEdit], bytes]]:
    """The same as `load` for several clauses, in two statements."""
    last = select(Snapshot.clause_id, func.max(Snapshot.seq).label("seq")).where(Snapshot.clause_id.in_(clause_ids))
    newest = last.group_by(Snapshot.clause_id).subquery()
    is_newest = and_(Snapshot.clause_id == newest.c.clause_id, Snapshot.seq == newest.c.seq)
    columns = (Snapshot.clause_id, Snapshot.seq, Snapshot.state, Snapshot.item_index)
    snapshots = db.session.execute(select(*columns).join(newest, is_newest)).all()
    is_later = Edit.seq > func.coalesce(newest.c.seq, 0)
    rest = select(Edit.clause_id, Edit.seq, Edit.blob).outerjoin(newest, Edit.clause_id == newest.c.clause_id)
    rest = rest.where(Edit.clause_id.in_(clause_ids), is_later, is_not_set_aside()).order_by(Edit.seq)

    edits: dict[int, list[LoggedEdit]] = {each: [] for each in clause_ids}
    index = dict.fromkeys(clause_ids, b"")
    for clause_id, seq, state, item_index in snapshots:
        edits[clause_id].append((seq, state))
        index[clause_id] = item_index
    for clause_id, seq, blob in db.session.execute(rest):
        edits[clause_id].append((seq, blob))
    return {each: (edits[each], index[each]) for each in clause_ids}


def all_edits(clause_id: int) -> list[LoggedEdit]:
    """Every edit of a clause that was not set aside, oldest first."""
    return _edits_since(db.session.connection(), clause_id, 0)


def is_not_set_aside() -> ColumnElement[bool]:
    """Whether an edit is read."""
    return Edit.seq.not_in(select(SetAside.seq))


def epoch(clause_id: int) -> str:
    """The present epoch of a clause's document. Raises NotFound when it has none."""
    found = db.session.get(Document, clause_id)
    if found is None:
        raise NotFound(_l("There is no such clause."))
    return found.epoch


def state_of(clause_id: int) -> tuple[str, int]:
    """What tells one state of a clause's text from another: its epoch, and its newest edit."""
    newest = select(func.max(Edit.seq)).where(Edit.clause_id == clause_id).scalar_subquery()
    found = db.session.execute(select(Document.epoch, newest).where(Document.clause_id == clause_id)).first()
    return (found[0], found[1] or 0) if found else ("", 0)


def epochs(clause_ids: Sequence[int]) -> dict[int, str]:
    """The present epochs of some documents."""
    query = select(Document.clause_id, Document.epoch).where(Document.clause_id.in_(clause_ids))
    with own_connection() as connection:
        return {clause_id: epoch for clause_id, epoch in connection.execute(query)}


def seed(clause_id: int, client: int, blob: bytes, by: Member | None) -> None:
    """Append the first update of a clause, in the transaction that creates the clause."""
    member_id, association_id = (by.id, by.association_id) if by else (None, None)
    now = clock.now()
    db.session.add(Edit(clause_id=clause_id, member_id=member_id, at=now, blob=blob))
    db.session.add(Document(clause_id=clause_id, epoch=secrets.token_hex(8)))
    span = {"client": client, "clock": 0, "member_id": member_id, "association_id": association_id}
    db.session.add(AuthorshipSpan(clause_id=clause_id, at=now, **span))
    db.session.flush()


def snapshot(clause_id: int, seq: int, state: bytes, item_index: bytes) -> None:
    """Store a document with every edit up to `seq` in it."""
    row = {"clause_id": clause_id, "seq": seq, "state": state, "item_index": item_index}

    def insert_if_absent(connection: Connection) -> None:
        # Two processes that compact the same clause write the same snapshot: the second one does
        # nothing.
        statement = INSERT[connection.dialect.name](Snapshot).values(row)
        connection.execute(statement.on_conflict_do_nothing())

    commit_alone(insert_if_absent)


def append(edits: Sequence[NewEdit], known: dict[int, int]) -> AppendResult:
    """Append edits in one transaction; returns after the commit. Raises BatchRejected.

    `known`: for each clause concerned, up to which edit the caller has read the log.
    """
    return commit_alone(lambda connection: _append_all(connection, edits, known))


def _append_all(connection: Connection, edits: Sequence[NewEdit], known: dict[int, int]) -> AppendResult:
    if connection.dialect.name != "sqlite":
        authored_edits.lock_charters(connection, [edit.clause_id for edit in edits if edit.authored])
        # One writer for each clause. Without it, PostgreSQL could commit edit 8 before edit 7: who
        # had read up to 8 would never read 7. The order prevents a deadlock of two processes that
        # append to the same clauses.
        rows = select(Clause.id).where(Clause.id.in_(known)).order_by(Clause.id)
        connection.execute(rows.with_for_update())

    seqs = [_append(connection, place, edit) for place, edit in enumerate(edits)]
    refused = {place for place, seq in enumerate(seqs) if seq is None}
    if _any_follows_a_refused_one(edits, refused):
        # They were validated on top of the refused ones, and may depend on them: they are validated
        # again.
        raise BatchRejected(refused)
    return _result(connection, seqs, known)


def _any_follows_a_refused_one(edits: Sequence[NewEdit], refused: set[int]) -> bool:
    first_refused: dict[int, int] = {}
    for place in sorted(refused):
        first_refused.setdefault(edits[place].clause_id, place)

    accepted = (place for place in range(len(edits)) if place not in refused)
    return any(first_refused.get(edits[place].clause_id, place) < place for place in accepted)


def read_new(known: dict[int, int]) -> AppendResult:
    """Read, of each clause, the edits after the one that the caller knows of."""
    with own_connection() as connection:
        return _result(connection, [], known)


def _result(connection: Connection, seqs: list[int | None], known: dict[int, int]) -> AppendResult:
    new = {clause_id: _edits_since(connection, clause_id, seq) for clause_id, seq in known.items()}
    return AppendResult(seqs, new)


def clauses_with_new_edits(known: dict[int, int]) -> list[int]:
    """The clauses of which the log holds edits after the one that the caller knows of."""
    last = select(Edit.clause_id, func.max(Edit.seq)).where(Edit.clause_id.in_(known))
    with own_connection() as connection:
        rows = connection.execute(last.group_by(Edit.clause_id))
        return [clause_id for clause_id, seq in rows if seq > known[clause_id]]


def _edits_since(connection: Connection, clause_id: int, seq: int) -> list[LoggedEdit]:
    rows = _select_since().rows(connection, {"clause": clause_id, "known": seq})
    return [(number, blob) for number, blob in rows]


@cache
def _select_since() -> CompiledStatement:
    is_new = and_(Edit.clause_id == bindparam("clause"), Edit.seq > bindparam("known"))
    query = select(Edit.seq, Edit.blob).where(is_new, is_not_set_aside())
    return CompiledStatement(query.order_by(Edit.seq))


def _append(connection: Connection, place: int, edit: NewEdit) -> int | None:
    """Append an edit; returns its number, None if its author may not write any more."""
    if edit.authored:
        by = edit.member_id, edit.session_id
        seq = authored_edits.append(connection, edit.clause_id, *by, edit.authored)
    else:
        seq = _append_typed(connection, edit)
    if seq is not None and edit.decides:
        try:
            edit.decides(connection)
        except Refused as no:
            raise BatchRejected({place}, no) from no
    return seq


def _append_typed(connection: Connection, edit: NewEdit) -> int | None:
    given = {"clause": edit.clause_id, "member": edit.member_id, "session": edit.session_id}
    statement = _insert_if_allowed(asks_session=edit.session_id is not None)
    rows = statement.rows(connection, given | {"blob": edit.blob, "now": clock.now()})
    if not rows:
        return None

    for client, first_clock in edit.new_spans:
        _begin_span(connection, edit, client, first_clock)
    return int(rows[0][0])


@cache
def _insert_if_allowed(asks_session: bool) -> CompiledStatement:
    # Asking first and inserting then would lose a race: a vote could open in between, and freeze a
    # text without the edit. The statement that appends asks itself: the clause is in drafting, the
    # member has the right to edit in this stage, the session is valid. So an edit in flight when a
    # vote opens is wholly in the voted text, or refused.
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
    columns = ["clause_id", "member_id", "at", "blob"]
    return CompiledStatement(insert(Edit).from_select(columns, allowed).returning(Edit.seq))


def _begin_span(connection: Connection, edit: NewEdit, client: int, first_clock: int) -> None:
    author = {"clause": edit.clause_id, "member": edit.member_id, "now": clock.now()}
    connection.execute(_insert_span(), author | {"client": client, "first": first_clock})


@cache
def _insert_span() -> Insert:
    # The association is read from the member's row in the same statement: it is the one at the
    # commit. A span that is there already stays, as when an update was committed and its
    # acknowledgement was lost.
    names = ("clause", "client", "first")
    clause, client, first = (bindparam(name, type_=BigInteger()) for name in names)
    span = AuthorshipSpan
    same = and_(span.clause_id == clause, span.client == client, span.clock == first)
    now = bindparam("now", type_=UtcDateTime())
    row = select(clause, client, first, Member.id, Member.association_id, now)
    row = row.where(Member.id == bindparam("member"), ~exists().where(same))
    columns = ["clause_id", "client", "clock", "member_id", "association_id", "at"]
    return insert(AuthorshipSpan).from_select(columns, row)
