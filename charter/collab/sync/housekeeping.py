"""What a process looks after once in a while: slow lines, quiet rooms, ended sessions, the other processes."""

import logging
from collections.abc import Callable
from time import monotonic, sleep

from flask import Flask

from charter.accounts import current
from charter.collab.presence import local, remote
from charter.collab.presence.participants import Person
from charter.collab.storage import open_documents, update_log
from charter.collab.sync import broadcast
from charter.collab.sync.flush_loop import FlushLoop
from charter.database import db
from charter.extensions import socketio
from charter.web import failure_log
from charter.web.realtime import process_hints

log = logging.getLogger("charter.collab")
STEP = 1.0
"""Seconds between two rounds."""
REST, GREET, CHECK = 5.0, 5.0, 30.0
"""Seconds between two looks at quiet rooms, two greetings to the other processes, two checks of the sessions."""
READ_UP, READ_DOWN = 5.0, 1.0
"""Seconds between two looks at the log for what other processes have written: while hints come through, and not."""


class Rounds:
    """Each duty with the time when it is next due."""

    def __init__(self, flush_loop: FlushLoop) -> None:
        self._flush_loop = flush_loop
        self._due: dict[Callable[[], None], float] = {}

    def go(self) -> None:
        """Do what is due."""
        broadcast.caught_up()
        self._every(REST, let_rest)
        self._every(CHECK, check_sessions)
        if process_hints.is_used():
            self._every(READ_UP if process_hints.is_up() else READ_DOWN, self.read_the_log)
            self._every(GREET, greet)
            _lose(remote.expire())

    def _every(self, seconds: float, duty: Callable[[], None]) -> None:
        now = monotonic()
        if now >= self._due.get(duty, 0):
            self._due[duty] = now + seconds
            duty()

    def read_the_log(self) -> None:
        """Take in what other processes have written, whether or not a hint came."""
        if known := open_documents.reaches():
            self._flush_loop.look(update_log.grown(known))

    def run(self, app: Flask) -> None:
        """Make rounds for as long as the process lives."""
        while True:
            try:
                with app.app_context():
                    self.go()
            except Exception:  # the next round may well succeed
                failure_log.tell(log, "a round was not finished")
            sleep(STEP)

    def listen(self) -> None:
        """Follow the hints of the other processes."""
        process_hints.hear("text", lambda _process, clause_ids: self._flush_loop.look(clause_ids))
        process_hints.hear("people", _changed)
        process_hints.hear("roster", _listed)
        process_hints.hear("shut out", lambda _process, member_id: hang_up(member_id))


def let_rest() -> None:
    """Close the rooms where nobody is, such as one whose opening failed, and those that were repaired meanwhile; let go
    of what quiet ones hold."""
    for clause_id in open_documents.outlived():
        broadcast.compare(clause_id)
    for clause_id in open_documents.reaches():
        local.let_go(clause_id)
    open_documents.let_rest()


def check_sessions() -> None:
    """Cut the lines of those whose session has ended by itself."""
    writers = local.writers()
    lasting = current.lasting({writer.session_id for writer in writers})
    db.session.rollback()
    for sid in {writer.sid for writer in writers if writer.session_id not in lasting}:
        socketio.server.disconnect(sid)


def hang_up(member_id: int) -> None:
    """Cut the lines of a member who is suspended, or who ended a session: who may still be here connects again."""
    for sid in local.sockets_of(member_id):
        socketio.server.disconnect(sid)


def greet() -> None:
    """Tell the other processes who is here."""
    process_hints.send("roster", [(clause_id, _everyone(clause_id)) for clause_id in local.opened()])


def _everyone(clause_id: int) -> tuple[list[dict[str, object]], int]:
    return [person.message() for person in local.people(clause_id)], local.count(clause_id)


def _changed(process: str, clause_id: int, here: list[dict[str, object]], gone: list[int], count: int) -> None:
    people = [Person.read(each) for each in here]
    remote.changed(process, clause_id, people, gone, count)
    if local.sockets(clause_id):
        broadcast.beat.heard(clause_id, people, gone)


def _listed(process: str, rosters: list[tuple[int, tuple[list[dict[str, object]], int]]]) -> None:
    everyone = {clause_id: ([Person.read(each) for each in here], count) for clause_id, (here, count) in rosters}
    _lose(remote.listed(process, everyone))
    for clause_id, (here, _) in everyone.items():
        if local.sockets(clause_id):
            broadcast.beat.heard(clause_id, here, [])


def _lose(lost: dict[int, set[int]]) -> None:
    for clause_id, ids in lost.items():
        if local.sockets(clause_id):
            broadcast.beat.heard(clause_id, [], ids)
