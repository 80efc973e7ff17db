"""The socket events of a clause's live text: join, update, cursor, attribution lookup, leave."""

import math
from typing import Any

from flask import Flask, request
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_socketio import join_room

from charter.accounts import current
from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.collab.attribution import lookup
from charter.collab.extension import Collab, collab
from charter.collab.presence.participants import Participant, Writer, room_name
from charter.collab.storage import client_ids, live_text, update_log
from charter.collab.sync import backpressure, validation
from charter.collab.sync.messages import PendingUpdate
from charter.collab.sync.token_buckets import (
    BYTES_PER_MEMBER,
    CURSORS_PER_MEMBER,
    JOINS_PER_MEMBER,
    LOOKUPS_PER_MEMBER,
    UPDATES_PER_CLAUSE,
    UPDATES_PER_MEMBER,
    RateLimits,
)
from charter.collab.ydoc import encoding
from charter.collab.ydoc.document import LiveDocument
from charter.content import schema
from charter.core import signals
from charter.core.errors import Invalid, NotFound
from charter.database import db
from charter.web.access import event, keystroke_event
from charter.web.input.parsing import row_number

MAX_QUEUED_ANSWERS = 8
"""Messages that may wait for a browser which asks for a whole text."""
MAX_UPDATE_NUMBER = 2**53
"""What a browser can count to."""
PROTOCOL_VERSION = 2
"""The version of `docs/protocol.md`; `static/js/collab/sync/join.js` holds the same one. Raise both with
each change of an event or a message that an open page would misread after an upgrade."""
EVENTS_OF_VERSION_1 = ("open", "who")
"""The names by which pages joined, and looked up authors, before `join` carried a version."""


@event("join", permission="clauses.read_live")
def join(protocol_version: object, schema_version: object, *details: Any) -> dict[str, Any]:
    """Join a clause, or ask again after a change."""
    # The versions come first and are compared before anything else is read: a page of any other
    # version is told to reload, whatever the rest of its message looks like.
    if (protocol_version, schema_version) != (PROTOCOL_VERSION, schema.VERSION):
        return ask_to_reload()
    return _join_clause(*details)


def ask_to_reload(*_details: object) -> dict[str, Any]:
    """The answer to a page of another version: it keeps what it could not send, and the page after the
    reload sends it."""
    sentence = _("This page is out of date: reload it. What is not saved yet is kept in this browser and sent then.")
    return {"refused": [sentence], "outdated": True}


def _ask_to_reload_as(member: Member) -> dict[str, Any]:
    """The answer to a page that was opened under another mandate of the same account."""
    sentence = _(
        "You now act as %(name)s: reload this page. What is not saved yet waits for your other mandate.",
        name=member.label,
    )
    return {"refused": [sentence], "outdated": True}


for _name in EVENTS_OF_VERSION_1:
    event(_name, permission="clauses.read_live")(ask_to_reload)


def _join_clause(clause_id: int, vector: bytes, epoch: str = "", leases: list[str] | None = None) -> dict[str, Any]:
    """What the client lacks, who is present, and whether they may type.

    `epoch` is the one of the copy that the browser holds, if it holds one: a copy of another life of the document must
    not be merged, so the answer is only the present epoch. `leases` are the browser's, for words not taken yet.
    """
    member, clause = current.acting(), clauses.get(row_number(clause_id))
    charters.require_part(member, clause.charter_id)
    if clause.stage == "dropped":
        raise NotFound(_l("There is no such clause."))
    encoding.check_state_vector(vector)
    if backpressure.queue_length(_sid()) >= MAX_QUEUED_ANSWERS:
        return {"wait": 1000}
    if seconds := collab.rate_limits.try_acquire("join", member.id, JOINS_PER_MEMBER):
        return {"wait": _milliseconds(seconds)}
    if leases and client_ids.are_of_other_mandate(member, leases):
        sentence = _(
            "You now act as %(name)s: reload this page. What is not saved yet waits for your other mandate.",
            name=member.label,
        )
        return {"refused": [sentence], "outdated": True}
    present = update_log.epoch(clause.id)
    if epoch and epoch != present:
        return {"epoch": present, "stale": True}
    collab.documents.close_unless(clause.id, present)
    client, lease = client_ids.issue_lease(clause.id, member)
    writer = _writer(clause.id, member, {client, *client_ids.verify_leases(clause.id, member, leases or [])})
    lent = {"client": client, "lease": lease, "epoch": present, "writable": live_text.may_edit(member, clause)}
    return lent | _enter(clause.id, vector, member, writer)


def _writer(clause_id: int, member: Member, clients: set[int]) -> Writer:
    """Who writes over this socket, under these client ids and those it was lent before."""
    before = collab.presence.writer(clause_id, _sid())
    lent = before.clients if before else frozenset[int]()
    return Writer(_sid(), member.id, current.session_id(), str(get_locale()), lent | clients)


def _enter(clause_id: int, vector: bytes, member: Member, writer: Writer) -> dict[str, Any]:
    collab.documents.load(clause_id)
    _ = member.association  # which presence shows, after the database is let go
    if collab.bus.is_used():
        db.session.close()
        collab.broadcaster.send_batch_result(collab.committer.catch_up(clause_id))
    document = _load_without_session(clause_id)
    missing = document.since(vector)
    # Nothing below waits, for the database or anything else, until the answer is on its way: an update sent meanwhile
    # would reach the newcomer before an answer that does not know of it, and be sent back as their own.
    join_room(room_name(clause_id))
    me = _join_presence(clause_id, member, writer)
    presence, remote = collab.presence, collab.remote_presence
    everyone = [me, *presence.participants(clause_id), *remote.participants(clause_id)]
    return {
        "update": missing,
        "vector": document.vector(),
        "me": me.id,
        "participants": [each.message() for each in {each.id: each for each in everyone}.values()],
        "count": presence.count(clause_id) + remote.count(clause_id),
    }


def _join_presence(clause_id: int, member: Member, writer: Writer) -> Participant:
    presence = collab.presence
    is_new = not presence.is_present(clause_id, writer.sid)
    participant = presence.join(clause_id, writer.sid, member)
    presence.set_writer(clause_id, writer)
    if is_new:
        here = [participant] if presence.are_all_named(clause_id) else []
        collab.throttle.changed(clause_id, here=here)
    return participant


def _load_without_session(clause_id: int) -> LiveDocument:
    """A document, with nothing of the database left to end: PostgreSQL would be told so, and waited for, between the
    answer's making and its sending."""
    while True:
        document = collab.documents.load(clause_id)
        db.session.close()
        if collab.documents.get(clause_id) is document:  # else it was let go of while the database was
            return document


@keystroke_event("update", permission="clauses.edit")
def update(app: Flask, sid: str, clause_id: int, number: int, blob: bytes) -> dict[str, int] | None:
    """Queue an update. The answer comes after the commit: `ack`, `refused` or `resync`, with the same number. Who is
    over a rate limit is told how many milliseconds to `wait`."""
    collab: Collab = app.extensions["collab"]
    clause_id, number = row_number(clause_id), int(number)
    writer = collab.presence.writer(clause_id, sid)
    if writer is None or not 0 <= number <= MAX_UPDATE_NUMBER:
        raise Invalid(_l("This message was not understood."))
    if seconds := _acquire(collab.rate_limits, writer.member_id, clause_id, blob):
        return {"wait": _milliseconds(seconds)}
    decoded = validation.read(blob)
    validation.check_authors(decoded, writer.clients)
    collab.flush_loop.submit(PendingUpdate(clause_id, writer, number, blob, decoded))
    app.extensions["socketio"].sleep(0)  # the flush goes first: the others wait for it, and nobody for this answer
    return None


def _acquire(limits: RateLimits, member_id: int, clause_id: int, blob: bytes) -> float:
    """Seconds to wait until this update may come; 0 when it may, and then it counts."""
    size = min(len(blob), validation.MAX_UPDATE_BYTES)
    return (
        limits.try_acquire("update", member_id, UPDATES_PER_MEMBER)
        or limits.try_acquire("bytes", member_id, BYTES_PER_MEMBER, size)
        or limits.try_acquire("clause", clause_id, UPDATES_PER_CLAUSE)
    )


def _milliseconds(seconds: float) -> int:
    return math.ceil(seconds * 1000)


@keystroke_event("cursor", permission="clauses.read_live")
def cursor(app: Flask, sid: str, clause_id: int, position: object) -> None:
    """Show the others where a cursor is, if one has the clause open."""
    collab: Collab = app.extensions["collab"]
    clause_id = row_number(clause_id)
    writer = collab.presence.writer(clause_id, sid)
    if writer is None or collab.rate_limits.try_acquire("cursor", writer.member_id, CURSORS_PER_MEMBER):
        return
    if participant := collab.presence.move_cursor(clause_id, sid, position):
        collab.throttle.changed(clause_id, here=[participant])


@event("attribution", permission="clauses.read_live")
def attribution(clause_id: int, ranges: list[list[int]]) -> dict[str, Any]:
    """Who wrote these items of a clause; each range is a client id, a clock, and how many."""
    member, clause = current.acting(), clauses.get(row_number(clause_id))
    charters.require_part(member, clause.charter_id)
    if seconds := collab.rate_limits.try_acquire("attribution", member.id, LOOKUPS_PER_MEMBER):
        return {"wait": _milliseconds(seconds)}
    return lookup.answer(clause.id, ranges)


@keystroke_event("leave", permission="charters.read")
def leave(app: Flask, sid: str, clause_id: int) -> None:
    """Leave a clause."""
    clause_id = row_number(clause_id)
    app.extensions["socketio"].server.leave_room(sid, room_name(clause_id))
    _leave(app.extensions["collab"], sid, clause_id)


@keystroke_event("disconnect", permission="charters.read")
def disconnect(app: Flask, sid: str, _reason: object = None) -> None:
    """The socket is gone: asks nothing of the database, which may be gone too. A browser may send an event of this name
    as well: then it is disconnected, so that nobody stays to listen unseen."""
    collab: Collab = app.extensions["collab"]
    _leave(collab, sid, None)
    collab.backpressure.forget(sid)
    app.extensions["socketio"].server.disconnect(sid)


def _leave(collab: Collab, sid: str, clause_id: int | None) -> None:
    for each, participant in collab.presence.leave(sid, clause_id):
        collab.throttle.changed(each, gone=[participant.id])


def _sid() -> str:
    sid: str = getattr(request, "sid")  # noqa: B009  Flask-SocketIO puts it there, unknown to the types
    return sid


def install(app: Flask) -> None:
    """Give the app its live texts, and disconnect who may no longer be here."""
    Collab(app)
    signals.session_revoked.connect(_disconnect)


def _disconnect(member_id: int) -> None:
    collab.disconnect_member(member_id)
