"""Watches every transaction of every test: one that decides something must write to the journal too."""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.engine import Engine

SAID = {"comment", "thread", "anchor", "session", "sign_in_link", "notice", "invitation", "visit", "thread_read"}
"""What people say, how they come in, and what they have read. Settling a thread is a decision too: the tests of threads
look at it."""
TYPED = {"edit", "writing", "document", "snapshot", "automatic_version", "version_shares"}
"""The text being written, which has a log of its own, and what can be counted again from it."""
LOOKED_AT = {"people_import", "text_import", "amendment_draft", "suggestion"}
"""Tables of people, and texts, that are looked at before they are imported; amendments before they are submitted;
suggestions before they are accepted: the tests of these look at their entries."""
VOTED = {"ballot", "ballot_event", "signing", "sealed_ballot"}
"""Ballots, which the journal knows by their root and their digest at the closing."""
CHECKED = {"journal_entry", "journal_fact", "journal_checkpoint"}
INDEXED = {"indexed_text", "index_mark", "search_index"}
"""What follows from the other tables."""
_OWN = re.compile(r"UPDATE account SET (language|zone|mails|receipts|reading)=")
"""In which language, time zone and reading somebody reads, and which mails they want, is their own affair."""
_CHANGE = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)')


@contextmanager
def watched() -> Iterator[list[set[str]]]:
    """The tables that each transaction changed which decided something and did not say so."""
    silent: list[set[str]] = []
    pending: dict[int, set[str]] = defaultdict(set)  # by connection: a broken one cannot hold anything itself

    def changed(connection, cursor, statement, _parameters, _context, _many):
        found = _CHANGE.match(statement)
        if (
            found
            and not _OWN.match(statement)
            and cursor.rowcount
            and connection.get_execution_options().get("charter_writes")
        ):
            pending[id(connection)].add(found[1])

    def committed(connection):
        tables = pending.pop(id(connection), set())
        if tables - SAID - TYPED - LOOKED_AT - VOTED - CHECKED - INDEXED and "journal_entry" not in tables:
            silent.append(tables)

    def undone(connection):
        pending.pop(id(connection), None)

    listeners = {"after_cursor_execute": changed, "commit": committed, "rollback": undone}
    for name, listener in listeners.items():
        event.listen(Engine, name, listener)
    yield silent
    for name, listener in listeners.items():
        event.remove(Engine, name, listener)
