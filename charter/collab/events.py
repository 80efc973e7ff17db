"""Between browsers and rooms: what comes in over the socket, what goes out."""

import logging
import math
from typing import Any

from flask import Flask, request
from flask_babel import force_locale, get_locale
from flask_babel import lazy_gettext as _l
from flask_socketio import join_room, leave_room

from charter.accounts import current
from charter.accounts.models import Member
from charter.clauses import queries as clauses
from charter.collab import gate, pace, presence, queries, receipts, rooms, schema, store
from charter.collab import leases as leasing
from charter.collab.flush import FlushLoop
from charter.collab.outcome import Outcome
from charter.collab.protocol import Update, Writer, room_name
from charter.core import signals
from charter.core.errors import Invalid, NotFound
from charter.extensions import socketio
from charter.web.access import event

log = logging.getLogger("charter.collab")
LARGEST_NUMBER = 2**53
"""What a browser can count to."""


@event("open", permission="clauses.read_live")
def open_clause(
    clause_id: int, vector: bytes, version: int, epoch: str = "", leases: list[str] | None = None
) -> dict[str, Any]:
    """Enter a clause's room, or ask again after a change: what the newcomer lacks, who is there, may they type.

    `epoch` is the one of the copy that the browser holds, if it holds one: a copy of another life of the document must
    not be merged, so the answer is only the present epoch. `leases` are the browser's, for words not taken yet.
    """
    member, clause = current.acting(), clauses.get(int(clause_id))
    if clause.stage == "dropped":
        raise NotFound(_l("There is no such clause."))
    if version != schema.VERSION:
        raise Invalid(_l("This page is out of date. Copy what you have not saved, then reload."))
    if seconds := pace.wait("open", member.id, pace.OPENINGS):
        return {"wait": _milliseconds(seconds)}
    present = store.epoch(clause.id)
    if epoch and epoch != present:
        return {"epoch": present, "stale": True}
    client, lease = leasing.lend(clause.id, member)
    writer = _writer(clause.id, member, {client, *leasing.claim(clause.id, member, leases or [])})
    lent = {"client": client, "lease": lease, "epoch": present, "writable": queries.may_edit(member, clause)}
    return lent | _enter(clause.id, vector, member, writer)


def _writer(clause_id: int, member: Member, clients: set[int]) -> Writer:
    """Who writes over this socket, under these client ids and those it was lent before."""
    before = presence.writer(clause_id, _sid())
    lent = before.clients if before else frozenset[int]()
    return Writer(_sid(), member.id, current.session_id(), str(get_locale()), lent | clients)


def _enter(clause_id: int, vector: bytes, member: Member, writer: Writer) -> dict[str, Any]:
    room = rooms.enter(clause_id)
    missing = room.since(vector)
    # nothing below waits for the database: an update told meanwhile would reach neither the answer nor the newcomer
    join_room(room_name(clause_id))
    is_new = not presence.is_here(clause_id, writer.sid)
    person = presence.enter(clause_id, writer.sid, member)
    presence.let_write(clause_id, writer)
    if is_new:
        socketio.emit("person", (clause_id, person.message()), to=room_name(clause_id), skip_sid=writer.sid)
    people = [each.message() for each in presence.people(clause_id)]
    return {"update": missing, "vector": room.vector(), "me": person.id, "people": people}


@event("update", permission="clauses.edit", asked_by_the_write=True)
def update(clause_id: int, number: int, blob: bytes) -> dict[str, int] | None:
    """Queue an update. The answer comes after the commit: `kept`, `refused` or `resync`, with the same number. Who is
    too fast is told how many milliseconds to `wait`."""
    clause_id, number = int(clause_id), int(number)
    writer = presence.writer(clause_id, _sid())
    if writer is None or not 0 <= number <= LARGEST_NUMBER:
        raise Invalid(_l("This message was not understood."))
    if seconds := _too_fast(writer.member_id, clause_id, blob):
        return {"wait": _milliseconds(seconds)}
    scanned = gate.read(blob)
    gate.check_authors(scanned, writer.clients)
    flush_loop.add(Update(clause_id, writer, number, blob, scanned))
    return None


def _too_fast(member_id: int, clause_id: int, blob: bytes) -> float:
    return (
        pace.wait("update", member_id, pace.MEMBER)
        or pace.wait("bytes", member_id, pace.MEMBER_BYTES, min(len(blob), gate.LARGEST_UPDATE))
        or pace.wait("clause", clause_id, pace.CLAUSE)
    )


def _milliseconds(seconds: float) -> int:
    return math.ceil(seconds * 1000)


@event("caret", permission="clauses.read_live")
def caret(clause_id: int, position: object) -> None:
    """Show the others where a caret is."""
    if pace.wait("caret", current.acting().id, pace.CARETS):
        return
    if person := presence.move(int(clause_id), _sid(), position):
        room = room_name(int(clause_id))
        socketio.emit("person", (int(clause_id), person.message()), to=room, skip_sid=_sid())


@event("leave", permission="charters.read")
def leave(clause_id: int) -> None:
    """Leave a clause's room."""
    leave_room(room_name(int(clause_id)))
    _say_goodbye(int(clause_id))


@event("disconnect", permission="charters.read")
def disconnect(_reason: object = None) -> None:
    """The socket is gone. A browser may send an event of this name too: then its line is cut, so that nobody stays to
    listen unseen."""
    _say_goodbye(None)
    socketio.server.disconnect(_sid())


def _say_goodbye(clause_id: int | None) -> None:
    for each, person in presence.leave(_sid(), clause_id):
        socketio.emit("gone", (each, person.id), to=room_name(each))


def _sid() -> str:
    sid: str = getattr(request, "sid")  # noqa: B009  Flask-SocketIO puts it there, unknown to the types
    return sid


def tell(outcome: Outcome) -> int:
    """Send an outcome to whom it concerns; returns how many were served. If that fails halfway, everyone concerned is
    asked to compare their text with the server's."""
    try:
        receipts.deliver(outcome)
        return _tell(outcome)
    except Exception:
        log.exception("an outcome could not be told")
        for clause_id in outcome.clauses():
            socketio.emit("resync", (clause_id,), to=room_name(clause_id))
        return 0
    finally:
        for clause_id in outcome.clauses():
            presence.let_go(clause_id)


def _tell(outcome: Outcome) -> int:
    """Acknowledgements, refusals, requests to send again, and one merged update for each clause."""
    for each, no in outcome.refused:
        with force_locale(each.writer.language):
            reasons = [str(reason) for reason in no.reasons]
        socketio.emit("refused", (each.clause_id, each.number, reasons), to=each.sid)
    for sid, clause_id in {(each.sid, each.clause_id) for each in outcome.failed}:
        socketio.emit("resync", (clause_id,), to=sid)
    newest: dict[tuple[str, int], int] = {}
    for each in outcome.kept:
        newest[each.sid, each.clause_id] = each.number
    for (sid, clause_id), number in newest.items():
        socketio.emit("kept", (clause_id, number), to=sid)
    served = 0
    for clause_id, (merged, authors) in outcome.merged().items():
        only_author = next(iter(authors)) if len(authors) == 1 else None
        socketio.emit("update", (clause_id, merged), to=room_name(clause_id), skip_sid=only_author)
        served += len(presence.people(clause_id))
    return served


def hang_up(member_id: int) -> None:
    """Cut the lines of a member who is suspended, or who ended a session: who may still be here connects again."""
    for sid in presence.sockets_of(member_id):
        socketio.server.disconnect(sid)


flush_loop = FlushLoop(tell)


def install() -> None:
    """Listen for who may no longer be here."""
    signals.shut_out.connect(hang_up)


def start(app: Flask) -> None:
    """Start flushing, once for each process that serves."""
    socketio.start_background_task(flush_loop.run, app)
