"""A hall comes to one process in the same instant, as when another one was lost."""

from queue import SimpleQueue
from time import monotonic
from urllib.request import urlopen

from tests.collab.client import VERSIONS
from tests.support.socket_client import ANSWER, CONNECTED, WebSocket

PEOPLE = 40
"""More than a process has connections to the database."""
LONGEST = 10
"""Seconds; those who waited for each other's connections gave up after 30."""


def test_more_people_than_connections_open_a_clause_at_once(site, members, clause_id):
    process = site.processes[0]
    lines = []
    for _, session in (next(members) for _ in range(PEOPLE)):
        heard: SimpleQueue = SimpleQueue()
        lines.append((WebSocket(process.url, session, heard), heard))
        _wait_for(heard, CONNECTED)
    began = monotonic()
    for line, _ in lines:
        line.emit("join", *VERSIONS, clause_id, b"\0")
    with urlopen(f"{process.url}/healthz", timeout=LONGEST) as answer:
        assert answer.status == 200
    for line, heard in lines:
        _, _number, told = _wait_for(heard, ANSWER)
        assert told["writable"]
        line.close()
    assert monotonic() - began < LONGEST


def _wait_for(heard, what):
    while True:
        event = heard.get(timeout=LONGEST)
        if event[0] == what:
            return event
