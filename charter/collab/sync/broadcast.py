"""What goes out to the browsers that have a clause open: after the commit, and no more than their lines can take."""

import logging
from typing import Any

from flask_babel import force_locale

from charter.collab.presence import local, remote
from charter.collab.presence.participants import room_name
from charter.collab.presence.throttle import Beat, Changes
from charter.collab.sync import backpressure, server_edits
from charter.collab.sync.batch_result import Outcome
from charter.extensions import socketio
from charter.web import failure_log
from charter.web.realtime import process_hints

log = logging.getLogger("charter.collab")


def outcome(what: Outcome) -> int:
    """Send an outcome to whom it concerns; returns how many were served. If that fails halfway, everyone concerned is
    asked to compare their text with the server's."""
    try:
        server_edits.deliver(what)
        return _outcome(what)
    except Exception:
        failure_log.tell(log, "an outcome could not be told")
        for clause_id in what.clauses():
            compare(clause_id)
        return 0
    finally:
        for clause_id in what.clauses():
            local.let_go(clause_id)


def _outcome(what: Outcome) -> int:
    """Acknowledgements, refusals, requests to send again, and one merged update for each clause."""
    for each, no in what.refused:
        with force_locale(each.writer.language):
            reasons = [str(reason) for reason in no.reasons]
        socketio.emit("refused", (each.clause_id, each.number, reasons), to=each.sid)
    for sid, clause_id in {(each.sid, each.clause_id) for each in what.failed}:
        socketio.emit("resync", (clause_id,), to=sid)
    newest: dict[tuple[str, int], int] = {}
    for each in what.kept:
        newest[each.sid, each.clause_id] = each.number
    for (sid, clause_id), number in newest.items():
        socketio.emit("kept", (clause_id, number), to=sid)
    if newest:
        process_hints.send("text", list({clause_id for _, clause_id in newest}))
    for clause_id in what.unread:
        compare(clause_id)
    served = 0
    for clause_id, (merged, authors) in what.merged().items():
        only_author = authors if len(authors) == 1 else set()
        served += everyone(clause_id, "update", merged, but=only_author)
    return served


def everyone(clause_id: int, event: str, *details: Any, but: set[str] | None = None) -> int:
    """Send an event to all who have a clause open in this process and whose lines keep up; returns how many."""
    sids = local.sockets(clause_id)
    skipped = [*backpressure.slow(sids), *(but or ())]
    socketio.emit(event, (clause_id, *details), to=room_name(clause_id), skip_sid=skipped)
    return len(sids)


def compare(clause_id: int) -> None:
    """Ask everyone in a clause to compare their text with the server's."""
    socketio.emit("resync", (clause_id,), to=room_name(clause_id))


def caught_up() -> None:
    """Ask those whose lines had been too slow, and have taken in what waited, to compare."""
    for sid in backpressure.caught_up():
        for clause_id in local.opened_by(sid):
            socketio.emit("resync", (clause_id,), to=sid)


def people(clause_id: int, changes: Changes) -> int:
    """Tell a clause who came, moved and went, and how many are there now; returns how many heard."""
    there = local.count(clause_id) + remote.count(clause_id)
    return everyone(clause_id, "people", _messages(changes), list(changes.gone), there)


def _relay(clause_id: int, changes: Changes) -> None:
    process_hints.send("people", clause_id, _messages(changes), list(changes.gone), local.count(clause_id))


def _messages(changes: Changes) -> list[dict[str, object]]:
    return [person.message() for person in changes.here.values()]


beat = Beat(people, _relay)
