"""One flush for all clauses: commit what has arrived, then tell.

Everything that arrives while a flush runs goes into the next one. Nobody hears of an edit, not even its author, before
it is on disk. The pause after a flush grows with the number of people just served and is nil in a quiet room.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Event
from time import sleep
from typing import Any

from flask import Flask
from pycrdt import Doc, merge_updates

from charter.collab import gate, rooms, store
from charter.collab.protocol import Update
from charter.core.errors import Refused

log = logging.getLogger("charter.collab")
PAUSE = 50e-6
"""Seconds of pause for each recipient just served."""


@dataclass
class Outcome:
    """What became of one batch."""

    kept: list[Update] = field(default_factory=list)
    refused: list[tuple[Update, Refused]] = field(default_factory=list)
    failed: list[Update] = field(default_factory=list)

    def clauses(self) -> set[int]:
        """Every clause that the batch was about."""
        refused = [update for update, _ in self.refused]
        return {update.clause_id for update in (*self.kept, *refused, *self.failed)}

    def merged(self) -> dict[int, tuple[bytes, set[str]]]:
        """For each clause, one update with everything kept, and the sockets it came from."""
        grouped: dict[int, list[Update]] = defaultdict(list)
        for update in self.kept:
            grouped[update.clause_id].append(update)
        return {
            clause_id: (merge_updates(*(each.blob for each in updates)), {each.sid for each in updates})
            for clause_id, updates in grouped.items()
        }


class FlushLoop:
    """Takes in updates from all sockets of this process and commits them together."""

    def __init__(self, tell: Callable[[Outcome], int]) -> None:
        """`tell` sends an outcome to whom it concerns and returns how many were served."""
        self._tell = tell
        self._pending: list[Update] = []
        self._wake = Event()

    def add(self, update: Update) -> None:
        """Queue an update for the next flush."""
        self._pending.append(update)
        self._wake.set()

    def flush(self) -> int:
        """Commit what is pending now, and tell; returns how many people were served."""
        batch, self._pending = self._pending, []
        return self._tell(commit(batch)) if batch else 0

    def forget(self) -> None:
        """Let go of what is pending."""
        self._pending = []

    def run(self, app: Flask) -> None:
        """Flush for as long as the process lives."""
        while True:
            self._wake.wait()
            self._wake.clear()
            try:
                with app.app_context():
                    served = self.flush()
            except Exception:  # whatever one batch did, the next must be kept
                log.exception("a flush could not be told")
                continue
            sleep(served * PAUSE)


def commit(batch: list[Update]) -> Outcome:
    """Gate and commit a batch in one transaction, then bring the rooms up to the log."""
    outcome = Outcome()
    try:
        sound = list(_gated(batch, outcome))
        numbers = store.append([store.NewEdit(each.clause_id, each.member_id, each.blob) for each in sound])
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:
        log.exception("%d updates could not be kept; their authors are asked to send them again", len(batch))
        return Outcome(failed=batch)
    for update, number in zip(sound, numbers, strict=True):
        if number is None:
            outcome.refused.append((update, gate.closed()))
        else:
            outcome.kept.append(update)
            rooms.enter(update.clause_id).apply([update.blob])
    return outcome


def _gated(batch: list[Update], outcome: Outcome) -> Iterable[Update]:
    """The updates that the gate lets through, tried in order on a scratch copy of each clause."""
    scratch = {clause_id: rooms.enter(clause_id).scratch() for clause_id in {each.clause_id for each in batch}}
    passed: dict[int, list[bytes]] = defaultdict(list)
    for update in batch:
        try:
            gate.check(scratch[update.clause_id], update.blob)
        except gate.Incomplete:
            outcome.failed.append(update)
        except Refused as no:
            outcome.refused.append((update, no))
        else:
            passed[update.clause_id].append(update.blob)
            yield update
            continue
        scratch[update.clause_id] = _again(update.clause_id, passed[update.clause_id])


def _again(clause_id: int, passed: list[bytes]) -> Doc[Any]:
    """A scratch copy without the update that spoilt the last one."""
    scratch = rooms.enter(clause_id).scratch()
    for blob in passed:
        scratch.apply_update(blob)
    return scratch
