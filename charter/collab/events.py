"""Between browsers and rooms: what comes in over the socket, what goes out."""

import math
from typing import Any

from flask import Flask, request
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_socketio import join_room

from charter.accounts import current
from charter.accounts.models import Member
from charter.clauses import queries as clauses
from charter.collab.attribution import lookup
from charter.collab.presence import local, remote
from charter.collab.presence.participants import Update, Writer, room_name
from charter.collab.recovery import repair
from charter.collab.storage import client_ids as leasing
from charter.collab.storage import live_text, open_documents, update_log
from charter.collab.sync import backpressure, broadcast, rate_limits, validation
from charter.collab.sync.flush_loop import FlushLoop, catch_up
from charter.collab.sync.housekeeping import Rounds, hang_up
from charter.collab.ydoc import state_vector
from charter.collab.ydoc.document import Room
from charter.content import schema
from charter.core import signals
from charter.core.errors import Invalid, NotFound
from charter.database import db
from charter.extensions import socketio
from charter.web.access import event, keystroke_event
from charter.web.input.parsing import row_number
from charter.web.realtime import process_hints

MOST_ANSWERS = 8
"""Messages that may wait for a browser which asks for a whole text."""
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
    member, clause = current.acting(), clauses.get(row_number(clause_id))
    if clause.stage == "dropped":
        raise NotFound(_l("There is no such clause."))
    if version != schema.VERSION:
        sentence = _(
            "This page is out of date: reload it. What is not saved yet is kept in this browser and sent then."
        )
        return {"refused": [sentence], "outdated": True}
    state_vector.check_vector(vector)
    if backpressure.waiting(_sid()) >= MOST_ANSWERS:
        return {"wait": 1000}
    if seconds := rate_limits.wait("open", member.id, rate_limits.OPENINGS):
        return {"wait": _milliseconds(seconds)}
    present = update_log.epoch(clause.id)
    if epoch and epoch != present:
        return {"epoch": present, "stale": True}
    open_documents.renew(clause.id, present)
    client, lease = leasing.lend(clause.id, member)
    writer = _writer(clause.id, member, {client, *leasing.claim(clause.id, member, leases or [])})
    lent = {"client": client, "lease": lease, "epoch": present, "writable": live_text.may_edit(member, clause)}
    return lent | _enter(clause.id, vector, member, writer)


def _writer(clause_id: int, member: Member, clients: set[int]) -> Writer:
    """Who writes over this socket, under these client ids and those it was lent before."""
    before = local.writer(clause_id, _sid())
    lent = before.clients if before else frozenset[int]()
    return Writer(_sid(), member.id, current.session_id(), str(get_locale()), lent | clients)


def _enter(clause_id: int, vector: bytes, member: Member, writer: Writer) -> dict[str, Any]:
    open_documents.enter(clause_id)
    _ = member.association  # which presence shows, after the database is let go
    if process_hints.is_used():
        db.session.close()
        broadcast.outcome(catch_up(clause_id))
    room = _room_alone(clause_id)
    missing = room.since(vector)
    # nothing below waits, for the database or anything else, until the answer is on its way: an update told meanwhile
    # would reach the newcomer before an answer that does not know of it, and be sent back as their own
    join_room(room_name(clause_id))
    is_new = not local.is_here(clause_id, writer.sid)
    person = local.enter(clause_id, writer.sid, member)
    local.let_write(clause_id, writer)
    if is_new:
        is_shown = local.count(clause_id) <= local.MOST
        broadcast.beat.changed(clause_id, here=[person] if is_shown else [])
    people = [person, *local.people(clause_id), *remote.people(clause_id)]
    return {
        "update": missing,
        "vector": room.vector(),
        "me": person.id,
        "people": [each.message() for each in {each.id: each for each in people}.values()],
        "count": local.count(clause_id) + remote.count(clause_id),
    }


def _room_alone(clause_id: int) -> Room:
    """A room, with nothing of the database left to end: PostgreSQL would be told so, and waited for, between the
    answer's making and its sending."""
    while True:
        room = open_documents.enter(clause_id)
        db.session.close()
        if open_documents.opened(clause_id) is room:  # else it was let go of while the database was
            return room


@keystroke_event("update", permission="clauses.edit")
def update(sid: str, clause_id: int, number: int, blob: bytes) -> dict[str, int] | None:
    """Queue an update. The answer comes after the commit: `kept`, `refused` or `resync`, with the same number. Who is
    too fast is told how many milliseconds to `wait`."""
    clause_id, number = row_number(clause_id), int(number)
    writer = local.writer(clause_id, sid)
    if writer is None or not 0 <= number <= LARGEST_NUMBER:
        raise Invalid(_l("This message was not understood."))
    if seconds := _too_fast(writer.member_id, clause_id, blob):
        return {"wait": _milliseconds(seconds)}
    scanned = validation.read(blob)
    validation.check_authors(scanned, writer.clients)
    flush_loop.add(Update(clause_id, writer, number, blob, scanned))
    return None


def _too_fast(member_id: int, clause_id: int, blob: bytes) -> float:
    return (
        rate_limits.wait("update", member_id, rate_limits.MEMBER)
        or rate_limits.wait("bytes", member_id, rate_limits.MEMBER_BYTES, min(len(blob), validation.LARGEST_UPDATE))
        or rate_limits.wait("clause", clause_id, rate_limits.CLAUSE)
    )


def _milliseconds(seconds: float) -> int:
    return math.ceil(seconds * 1000)


@keystroke_event("caret", permission="clauses.read_live")
def caret(sid: str, clause_id: int, position: object) -> None:
    """Show the others where a caret is, if one has the clause open."""
    clause_id = row_number(clause_id)
    writer = local.writer(clause_id, sid)
    if writer is None or rate_limits.wait("caret", writer.member_id, rate_limits.CARETS):
        return
    if person := local.move(clause_id, sid, position):
        broadcast.beat.changed(clause_id, here=[person])


@event("who", permission="clauses.read_live")
def who(clause_id: int, ranges: list[list[int]]) -> dict[str, Any]:
    """Who wrote these items of a clause; each range is a client id, a clock, and how many."""
    if seconds := rate_limits.wait("who", current.acting().id, rate_limits.QUESTIONS):
        return {"wait": _milliseconds(seconds)}
    return lookup.answer(clauses.get(row_number(clause_id)).id, ranges)


@keystroke_event("leave", permission="charters.read")
def leave(sid: str, clause_id: int) -> None:
    """Leave a clause's room."""
    socketio.server.leave_room(sid, room_name(row_number(clause_id)))
    _say_goodbye(sid, row_number(clause_id))


@keystroke_event("disconnect", permission="charters.read")
def disconnect(sid: str, _reason: object = None) -> None:
    """The socket is gone: asks nothing of the database, which may be gone too. A browser may send an event of this name
    as well: then its line is cut, so that nobody stays to listen unseen."""
    _say_goodbye(sid, None)
    backpressure.forget(sid)
    socketio.server.disconnect(sid)


def _say_goodbye(sid: str, clause_id: int | None) -> None:
    for each, person in local.leave(sid, clause_id):
        broadcast.beat.changed(each, gone=[person.id])


def _sid() -> str:
    sid: str = getattr(request, "sid")  # noqa: B009  Flask-SocketIO puts it there, unknown to the types
    return sid


flush_loop = FlushLoop(broadcast.outcome)
rounds = Rounds(flush_loop)


def install() -> None:
    """Listen for who may no longer be here, and to the other processes."""
    signals.shut_out.connect(_shut_out)
    rounds.listen()


def _shut_out(member_id: int) -> None:
    hang_up(member_id)
    process_hints.send("shut out", member_id)


def start(app: Flask) -> None:
    """Start what runs beside the requests, once for each process that serves."""
    for work in (flush_loop, broadcast.beat, rounds):
        socketio.start_background_task(work.run, app)
    socketio.start_background_task(_repair, app)


def _repair(app: Flask) -> None:
    """Clauses that an earlier build wrote are looked through once, whichever way the database was upgraded."""
    with app.app_context():
        repair.check_new()
