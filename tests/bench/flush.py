"""Where the time of a keystroke goes on the server: for each flush and for each recipient, in µs,
beside the system calls.

`python -m tests.bench.flush` commits keystrokes in this process, on SQLite, and writes frames to
TCP connections of this machine. The bare system calls are the limit: what stands above them is
ours. A machine is noisy: read the minima.
"""

import socket
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

from pycrdt import Doc, XmlFragment

from charter.accounts.models import Member
from charter.clauses.models import Clause
from charter.collab.extension import collab
from charter.collab.presence.participants import Writer
from charter.collab.storage import update_log
from charter.collab.sync import validation
from charter.collab.sync.messages import PendingUpdate
from charter.content.schema import ROOT
from charter.database import db
from charter.web.realtime import engineio_writer
from charter.web.realtime.engineio_writer import Connection
from charter.web.realtime.packets import Packet
from tests.bench import assembly
from tests.conftest import make_app

RECIPIENTS = 600
ROUNDS = 200
CLIENT = 4711
UPDATE_BYTES = 120
"""Of a merged update of some keystrokes."""


def main():
    print(f"µs, minimum / median of {ROUNDS}")
    with tempfile.TemporaryDirectory() as folder:
        report_flush(Path(folder))
        report("  a bare commit of SQLite, with its fsync", bare_commits(Path(folder)))
    report_broadcast()


def report_flush(folder):
    assembly.make(folder, 10, 1)
    with make_app(folder).app_context():
        validated, committed = flushes()
        report("a flush of one keystroke: decode and validate", validated)
        report("  commit and bring the document up to the log", committed)
        db.session.remove()
        db.engine.dispose()


def flushes():
    """Seconds of validation, and of the rest of a commit, of one keystroke."""
    clause_id = db.session.query(Clause.id).filter_by(stage="drafting").first()[0]
    member_id = db.session.query(Member.id).filter_by(role="delegate").first()[0]
    document = Doc(client_id=CLIENT)
    for _seq, blob in update_log.load(clause_id)[0]:
        document.apply_update(blob)
    writer = Writer("bench", member_id, None, "fr", frozenset({CLIENT}))
    validated, whole = [], []
    for number in range(ROUNDS):
        blob = keystroke(document)
        start = time.perf_counter()
        update = PendingUpdate(clause_id, writer, number, blob, validation.read(blob))
        decoded = time.perf_counter()
        result = collab.committer.commit([update])
        end = time.perf_counter()
        assert len(result.committed) == 1
        validated.append(decoded - start)
        whole.append(end - decoded)
    return validated, whole


def keystroke(document):
    before = document.get_state()
    line = document.get(ROOT, type=XmlFragment).children[0].children[0]
    with document.transaction():
        line.insert(len(line), "a")
    return document.get_update(before)


def bare_commits(folder):
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE edit (seq INTEGER PRIMARY KEY, blob BLOB)")

    def commit():
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO edit (blob) VALUES (?)", (bytes(30),))
        connection.execute("COMMIT")

    seconds = timed(commit)
    connection.close()
    return seconds


def report_broadcast():
    """What one update to a room costs for each recipient."""
    pairs = [tcp_pair() for _ in range(RECIPIENTS)]
    sockets = {str(number): browser(ours) for number, (ours, _theirs) in enumerate(pairs)}
    server = SimpleNamespace(eio=SimpleNamespace(sockets=sockets), packet_class=Packet)
    recipients = [(name, name) for name in sockets]
    args = (1, bytes(UPDATE_BYTES))

    def broadcast():
        assert engineio_writer.send_to_all(server, recipients, "update", args) == []

    frame = bytes(UPDATE_BYTES + 30)

    def system_calls():
        for ours, _theirs in pairs:
            ours.send(frame)

    taken = [theirs for _ours, theirs in pairs]
    per_recipient = [each / RECIPIENTS for each in timed(broadcast, lambda: drain(taken))]
    bare = [each / RECIPIENTS for each in timed(system_calls, lambda: drain(taken))]
    report(f"a broadcast, for each of {RECIPIENTS} recipients", per_recipient)
    report("  a bare send() of as many bytes", bare)
    for pair in pairs:
        for end in pair:
            end.close()


def tcp_pair():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        theirs = socket.create_connection(listening.getsockname())
        ours, _ = listening.accept()
    ours.setblocking(False)
    ours.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    theirs.setblocking(False)
    return ours, theirs


def browser(sock):
    connection = Connection(SimpleNamespace(connected=True, sock=SimpleNamespace(_sock=sock)))
    connection.open()
    return SimpleNamespace(connection=connection)


def drain(sockets):
    for each in sockets:
        each.recv(65_536)


def timed(work: Callable[[], None], after: Callable[[], None] = lambda: None):
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
        after()
    return seconds


def report(label, seconds):
    print(f"{label:<52} {min(seconds) * 1e6:8.1f} / {statistics.median(seconds) * 1e6:8.1f}")


if __name__ == "__main__":
    main()
