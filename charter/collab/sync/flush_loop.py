"""One flush for all clauses: commit what has arrived, then tell.

Everything that arrives while a flush runs goes into the next one. Nobody hears of an edit, not even its author, before
it is on disk. The pause after a flush grows with the number of people just served and is nil in a quiet room.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from threading import Event
from time import monotonic, sleep

from flask import Flask
from sqlalchemy.exc import OperationalError

from charter.collab.presence.participants import Update
from charter.collab.storage import open_documents, update_log
from charter.collab.sync import compaction, validation
from charter.collab.sync.batch_result import Outcome
from charter.collab.sync.batch_validation import Trial
from charter.collab.ydoc import decoder_errors
from charter.collab.ydoc.document import Unreadable
from charter.web import failure_log, metrics

log = logging.getLogger("charter.collab")
MANY = 10_000
PAUSE = 50e-6
"""Seconds of pause for each recipient just served."""
SIGNED_FOR = 60
"""Seconds for which one row of authorship stands; who typed in between did so within that time."""


class FlushLoop:
    """Takes in updates from all sockets of this process and commits them together."""

    def __init__(self, tell: Callable[[Outcome], int]) -> None:
        """`tell` sends an outcome to whom it concerns and returns how many were served."""
        self._tell = tell
        self._pending: list[Update] = []
        self._grown: set[int] = set()
        self._wake = Event()

    def add(self, update: Update) -> None:
        """Queue an update for the next flush."""
        self._pending.append(update)
        self._wake.set()

    def look(self, clause_ids: Iterable[int]) -> None:
        """Read at the next flush what other processes have written in those of these clauses that are open here."""
        if open_here := {each for each in clause_ids if open_documents.reach(each) is not None}:
            self._grown |= open_here
            self._wake.set()

    def flush(self) -> int:
        """Commit what is pending now, and tell; returns how many people were served."""
        batch, self._pending = self._pending, []
        grown, self._grown = self._grown, set()
        if not batch and not grown:
            return 0
        with metrics.FLUSH_SECONDS.time():
            outcome = commit(batch, grown)
        for what in ("kept", "refused", "failed"):
            metrics.EDITS.labels(what).inc(len(getattr(outcome, what)))
        served = self._tell(outcome)
        self.look({each.clause_id for each in outcome.failed})  # what failed may have been kept all the same
        for clause_id in outcome.news:
            compaction.fold(clause_id)
        return served

    def forget(self) -> None:
        """Let go of what is pending."""
        self._pending, self._grown = [], set()

    def run(self, app: Flask) -> None:
        """Flush for as long as the process lives."""
        while True:
            self._wake.wait()
            self._wake.clear()
            try:
                with app.app_context():
                    served = self.flush()
            except Exception:  # whatever one batch did, the next must be kept
                failure_log.tell(log, "a flush could not be told")
                continue
            sleep(served * PAUSE)


def commit(batch: list[Update], grown: Iterable[int] = ()) -> Outcome:
    """Gate and commit a batch in one transaction, then bring the rooms up to the log, as well as those of the clauses
    that have `grown` elsewhere."""
    outcome = Outcome()
    sound = _gated(batch, outcome)
    clause_ids = {each.clause_id for each in sound} | set(grown)
    try:
        with decoder_errors.as_errors():
            _write(sound, clause_ids, outcome)
    except OperationalError:  # the database is away or busy: it would be for each alone, too
        _give_up(sound, clause_ids, outcome)
    except Exception:
        # what one edit did to the batch must not be everybody's: each has a transaction of its own
        for clause_id in clause_ids:
            open_documents.rest(clause_id)
        _write_each(sound, set(grown), outcome)
    _answer_repeated(outcome)
    return outcome


def _write(sound: list[Update], clause_ids: set[int], outcome: Outcome) -> None:
    """Append these updates in one transaction, and bring the rooms of these clauses up to the log."""
    known = {clause_id: open_documents.enter(clause_id).seq for clause_id in clause_ids}
    try:
        appended = update_log.append([_edit(each) for each in sound], known) if sound else update_log.news(known)
    except update_log.NotLetIn as no:
        _write(_without([sound[place] for place in no.places], sound, outcome), clause_ids, outcome)
        return
    placed = {each.blob for each in sound}
    for clause_id, edits in appended.news.items():
        _apply(clause_id, edits, placed, outcome)
    for update, number in zip(sound, appended.numbers, strict=True):
        if number is None:
            _refuse(update, outcome)
        else:
            outcome.kept.append(update)


def _refuse(update: Update, outcome: Outcome) -> None:
    _signed.clear()
    open_documents.enter(update.clause_id).forget_shape()
    outcome.refused.append((update, validation.closed()))


def _without(refused: list[Update], sound: list[Update], outcome: Outcome) -> list[Update]:
    """Those of a batch that the gate lets through again, now that some of their clauses' edits are refused: what was
    tried after those may stand on them."""
    for update in refused:
        _refuse(update, outcome)
    doubtful = {update.clause_id for update in refused}
    rest = [update for update in sound if update not in refused]
    again = _gated([update for update in rest if update.clause_id in doubtful], outcome)
    return [update for update in rest if update.clause_id not in doubtful] + again


def _apply(clause_id: int, edits: list[update_log.Logged], placed: set[bytes], outcome: Outcome) -> None:
    """Bring a room up to what is committed. If that fails, its people are asked to compare with the log."""
    try:
        with decoder_errors.as_errors():
            outcome.news[clause_id] = open_documents.enter(clause_id).apply(edits, placed)
    except Exception:
        failure_log.tell(log, "clause %d is read again", clause_id)
        open_documents.forget(clause_id)
        outcome.unread.add(clause_id)


def _write_each(sound: list[Update], grown: set[int], outcome: Outcome) -> None:
    """Append updates one by one; what follows on a socket after one that failed is not tried, as it builds on it."""
    stopped: set[str] = set()
    for update in sound:
        try:
            if update.sid in stopped:
                outcome.failed.append(update)
            else:
                for each in _gated([update], outcome):  # it may stand on one that did not come to pass
                    _write_one(each, outcome)
        except Exception:
            stopped.add(update.sid)
            _give_up([update], {update.clause_id}, outcome)
    for clause_id in grown:
        try:
            with decoder_errors.as_errors():
                _write([], {clause_id}, outcome)
        except Exception:
            _give_up([], {clause_id}, outcome)


def _write_one(update: Update, outcome: Outcome) -> None:
    before = outcome.news.pop(update.clause_id, [])
    with decoder_errors.as_errors():
        _write([update], {update.clause_id}, outcome)
    outcome.news[update.clause_id] = before + outcome.news.get(update.clause_id, [])


def _give_up(updates: list[Update], clause_ids: set[int], outcome: Outcome) -> None:
    """Ask the authors to send these again, and read these clauses anew when they are next needed."""
    failure_log.tell(log, "%d updates could not be kept; their authors are asked to send them again", len(updates))
    _signed.clear()
    outcome.failed += updates
    for clause_id in clause_ids:
        open_documents.rest(clause_id)


def _answer_repeated(outcome: Outcome) -> None:
    """What was sent twice is kept, unless what it repeats was under way in this very batch and did not come to pass."""
    doubtful = {update.clause_id for update, _ in outcome.refused} | {update.clause_id for update in outcome.failed}
    for update in outcome.repeated:
        (outcome.failed if update.clause_id in doubtful else outcome.kept).append(update)
    outcome.repeated.clear()


def catch_up(clause_id: int) -> Outcome:
    """Bring a room up to the log at once. Whoever comes from another process may know words that this one has not read
    yet, and must not be taken for the one who wrote them."""
    appended = update_log.news({clause_id: open_documents.enter(clause_id).seq})
    new = open_documents.enter(clause_id).apply(appended.news[clause_id])
    return Outcome(news={clause_id: new} if new else {})


def _gated(batch: list[Update], outcome: Outcome) -> list[Update]:
    """The updates that the gate lets through, clause by clause, each tried after those before it."""
    grouped: dict[int, list[Update]] = defaultdict(list)
    for update in batch:
        grouped[update.clause_id].append(update)
    sound: list[Update] = []
    for clause_id, updates in grouped.items():
        try:
            with decoder_errors.as_errors():
                sound += Trial(open_documents.enter(clause_id), outcome).of(updates)
        except Unreadable as no:
            outcome.refused += [(update, no) for update in updates]
        except Exception:  # of this clause alone
            _give_up(updates, {clause_id}, outcome)
    return sound


_signed: dict[tuple[int, int], float] = {}
"""When this process last wrote down who writes under a client id; forgotten when a batch did not come to pass."""


def _edit(update: Update) -> update_log.NewEdit:
    begins = _begins(update)
    if len(_signed) > MANY:
        _signed.clear()  # costs one row more for each
    _signed.update({(update.clause_id, client): monotonic() for client, _ in begins})
    by, session = update.writer.member_id, update.writer.session_id
    return update_log.NewEdit(update.clause_id, by, update.blob, session, begins, update.decides)


def _begins(update: Update) -> list[tuple[int, int]]:
    """The client ids whose authorship must be written down with this update, each with its first clock there."""
    first: dict[int, int] = {}
    for run in update.scan.runs:
        first.setdefault(run.client, run.clock)
    fresh = monotonic() - SIGNED_FOR
    return [each for each in first.items() if _signed.get((update.clause_id, each[0]), fresh) <= fresh]
