"""Housekeeping of a process: slow clients, idle documents, ended sessions, heartbeats to the other processes."""

from collections.abc import Callable
from time import monotonic
from typing import Any

from charter.accounts import current
from charter.collab.presence.local import LocalPresence
from charter.collab.presence.participants import Participant
from charter.collab.presence.remote import RemotePresence
from charter.collab.presence.throttle import PresenceThrottle
from charter.collab.storage import update_log
from charter.collab.storage.open_documents import OpenDocuments
from charter.collab.sync.broadcast import Broadcaster
from charter.collab.sync.flush_loop import FlushLoop
from charter.database import db
from charter.extensions import socketio
from charter.web.realtime.process_bus import ProcessBus

TICK_S = 1.0
EVICT_INTERVAL_S = 5.0
HEARTBEAT_INTERVAL_S = 5.0
"""Between two messages that tell the other processes everyone who is here; they wait three times as long
(`presence.remote.GONE_AFTER_S`)."""
SESSION_CHECK_INTERVAL_S = 30.0
LOG_CHECK_INTERVAL_S, LOG_CHECK_INTERVAL_REDIS_DOWN_S = 5.0, 1.0
"""For what other processes have written: while their messages come through, and while they do not."""


class Housekeeping:
    """Each duty with the time when it is next due."""

    def __init__(self, documents: OpenDocuments, presence: LocalPresence, broadcaster: Broadcaster) -> None:
        self._documents, self._presence, self._broadcaster = documents, presence, broadcaster
        self._due_at: dict[str, float] = {}

    def tick(self) -> None:
        """Do what is due."""
        self._broadcaster.resume_slow_clients()
        self.every("evict", EVICT_INTERVAL_S, self.evict_idle)
        self.every("sessions", SESSION_CHECK_INTERVAL_S, self.check_sessions)

    def every(self, duty: str, interval_s: float, work: Callable[[], None]) -> None:
        """Do `work` if it was not done for so long."""
        now = monotonic()
        if now >= self._due_at.get(duty, 0):
            self._due_at[duty] = now + interval_s
            work()

    def evict_idle(self) -> None:
        """Close the documents that nobody has open, such as one whose opening failed, and those that were repaired
        meanwhile; evict idle ones."""
        for clause_id in self._documents.close_outdated():
            self._broadcaster.request_resync(clause_id)
        for clause_id in self._documents.seqs():
            self._presence.close_if_empty(clause_id)
        self._documents.evict_idle()

    def check_sessions(self) -> None:
        """Disconnect those whose session has ended by itself."""
        writers = self._presence.writers()
        lasting = current.valid_sessions({writer.session_id for writer in writers})
        db.session.rollback()
        for sid in {writer.sid for writer in writers if writer.session_id not in lasting}:
            socketio.server.disconnect(sid)

    def disconnect_member(self, member_id: int) -> None:
        """Disconnect a member who is suspended, or who ended a session: who may still be here connects again."""
        for sid in self._presence.sids_of(member_id):
            socketio.server.disconnect(sid)


class OtherProcesses:
    """What this process and the others tell each other about the live texts, and how it follows their log."""

    def __init__(
        self,
        bus: ProcessBus,
        documents: OpenDocuments,
        presence: LocalPresence,
        remote: RemotePresence,
        throttle: PresenceThrottle,
        flush_loop: FlushLoop,
    ) -> None:
        self._bus, self._documents, self._presence, self._remote = bus, documents, presence, remote
        self._throttle, self._flush_loop = throttle, flush_loop
        bus.subscribe("text", lambda _process, clause_ids: flush_loop.check_log(clause_ids))
        bus.subscribe("presence", self._receive_changes)
        bus.subscribe("heartbeat", self._receive_heartbeat)

    def tick(self, housekeeping: Housekeeping) -> None:
        """Do what is due; nothing in a process that serves its site alone."""
        if not self._bus.is_used():
            return
        log_interval_s = LOG_CHECK_INTERVAL_S if self._bus.is_up() else LOG_CHECK_INTERVAL_REDIS_DOWN_S
        housekeeping.every("log", log_interval_s, self.check_log)
        housekeeping.every("heartbeat", HEARTBEAT_INTERVAL_S, self.send_heartbeat)
        self._remove(self._remote.expire())

    def check_log(self) -> None:
        """Take in what other processes have written, whether or not a message came."""
        if known := self._documents.seqs():
            self._flush_loop.check_log(update_log.clauses_with_new_edits(known))

    def send_heartbeat(self) -> None:
        """Tell the other processes who is here."""
        self._bus.publish("heartbeat", [(each, self._everyone(each)) for each in self._presence.open_clauses()])

    def _everyone(self, clause_id: int) -> tuple[list[dict[str, Any]], int]:
        here = [participant.message() for participant in self._presence.participants(clause_id)]
        return here, self._presence.count(clause_id)

    def _receive_changes(
        self, process: str, clause_id: int, here: list[dict[str, Any]], gone: list[int], count: int
    ) -> None:
        participants = [Participant.from_message(each) for each in here]
        self._remote.update(process, clause_id, participants, gone, count)
        self._show(clause_id, participants, gone)

    def _receive_heartbeat(self, process: str, rosters: list[tuple[int, tuple[list[dict[str, Any]], int]]]) -> None:
        everyone = {
            clause_id: ([Participant.from_message(each) for each in here], count)
            for clause_id, (here, count) in rosters
        }
        self._remove(self._remote.replace(process, everyone))
        for clause_id, (participants, _) in everyone.items():
            self._show(clause_id, participants, [])

    def _remove(self, gone: dict[int, set[int]]) -> None:
        for clause_id, ids in gone.items():
            self._show(clause_id, [], list(ids))

    def _show(self, clause_id: int, here: list[Participant], gone: list[int]) -> None:
        if self._presence.sids(clause_id):
            self._throttle.receive(clause_id, here, gone)
