"""Broadcast to the browsers that have a clause open: updates after their commit, presence, requests to
resync. A slow client is skipped and resyncs later (`backpressure`).
"""

import logging
from typing import Any

from flask_babel import force_locale

from charter.collab.presence.local import LocalPresence
from charter.collab.presence.participants import room_name
from charter.collab.presence.remote import RemotePresence
from charter.collab.presence.throttle import Changes
from charter.collab.sync import server_edits
from charter.collab.sync.backpressure import Backpressure
from charter.collab.sync.messages import BatchResult
from charter.extensions import socketio
from charter.web import failure_log
from charter.web.realtime import engineio_writer
from charter.web.realtime.process_bus import process_bus

log = logging.getLogger("charter.collab")


class Broadcaster:
    """Sends to the browsers of one app that this process serves."""

    def __init__(self, presence: LocalPresence, remote: RemotePresence, backpressure: Backpressure) -> None:
        self._presence, self._remote, self._backpressure = presence, remote, backpressure

    def send_batch_result(self, batch: BatchResult) -> int:
        """Send the result of a batch to whom it concerns; returns how many sockets were sent to. If that fails halfway,
        everyone concerned is asked to compare their text with the server's."""
        try:
            server_edits.resolve(batch)
            return self._send_batch_result(batch)
        except Exception:
            failure_log.report(log, "the result of a batch could not be sent")
            for clause_id in batch.clauses():
                self.request_resync(clause_id)
            return 0
        finally:
            for clause_id in batch.clauses():
                self._presence.close_if_empty(clause_id)

    def _send_batch_result(self, batch: BatchResult) -> int:
        _send_refusals(batch)
        _send_acknowledgements(batch)
        for clause_id in batch.unread:
            self.request_resync(clause_id)
        recipients = 0
        for clause_id, (merged, authors) in batch.merged().items():
            # An author has what they sent; of an update that merges several, each lacks what the others sent.
            only_author = authors if len(authors) == 1 else set()
            recipients += self.send_to_clause(clause_id, "update", merged, skip=only_author)
        return recipients

    def send_to_clause(self, clause_id: int, event: str, *details: Any, skip: set[str] | None = None) -> int:
        """Send an event to all who have a clause open in this process and whose sockets keep up; returns how many."""
        server, behind = socketio.server, self._backpressure.behind
        everyone = server.manager.get_participants("/", room_name(clause_id))
        excluded = behind | skip if skip else behind
        recipients = [each for each in everyone if each[0] not in excluded]
        busy = engineio_writer.send_to_all(server, recipients, event, (clause_id, *details))
        for sid in self._backpressure.keeping_up(busy):
            socketio.emit(event, (clause_id, *details), to=sid)
        return len(recipients)

    def request_resync(self, clause_id: int) -> None:
        """Ask everyone in a clause to compare their text with the server's."""
        socketio.emit("resync", (clause_id,), to=room_name(clause_id))

    def resume_slow_clients(self) -> None:
        """Ask those whose sockets had been too slow, and have taken in what waited, to compare."""
        for sid in self._backpressure.take_drained():
            for clause_id in self._presence.clauses_of(sid):
                socketio.emit("resync", (clause_id,), to=sid)

    def send_presence(self, clause_id: int, changes: Changes) -> int:
        """Tell a clause who came, moved and went, and how many are there now; returns how many sockets."""
        count = self._presence.count(clause_id) + self._remote.count(clause_id)
        return self.send_to_clause(clause_id, "presence", _messages(changes), list(changes.gone), count)

    def publish_presence(self, clause_id: int, changes: Changes) -> None:
        """Tell the other processes who came, moved and went in this one."""
        count = self._presence.count(clause_id)
        process_bus.publish("presence", clause_id, _messages(changes), list(changes.gone), count)


def _send_refusals(batch: BatchResult) -> None:
    """To each author, why an update was refused; or a request to compare and send again."""
    for each, no in batch.refused:
        with force_locale(each.writer.language):
            reasons = [str(reason) for reason in no.reasons]
        socketio.emit("refused", (each.clause_id, each.number, reasons), to=each.sid)
    for sid, clause_id in {(each.sid, each.clause_id) for each in batch.failed}:
        socketio.emit("resync", (clause_id,), to=sid)


def _send_acknowledgements(batch: BatchResult) -> None:
    """To each author, up to which number their updates are committed; to the other processes, where to look."""
    newest: dict[tuple[str, int], int] = {}
    for each in batch.committed:
        newest[each.sid, each.clause_id] = each.number
    for (sid, clause_id), number in newest.items():
        _emit_to(sid, "ack", (clause_id, number))
    if newest:
        process_bus.publish("text", list({clause_id for _, clause_id in newest}))


def _emit_to(sid: str, event: str, details: tuple[Any, ...]) -> None:
    """Emit to one socket; at once if nothing waits for it."""
    server = socketio.server
    engine_id = server.manager.eio_sid_from_sid(sid, "/")
    if engineio_writer.send_to_all(server, [(sid, engine_id)], event, details):
        socketio.emit(event, details, to=sid)


def _messages(changes: Changes) -> list[dict[str, object]]:
    return [participant.message() for participant in changes.here.values()]
