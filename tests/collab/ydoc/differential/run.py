"""Clauses under whatever comes to them, each then read by all of its readers."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random

from pycrdt import merge_updates

from charter.collab.presence.participants import Writer
from charter.collab.sync import validation
from charter.collab.sync.batch_validation import BatchValidation
from charter.collab.sync.messages import BatchResult, PendingUpdate
from charter.collab.sync.token_buckets import RateLimits
from charter.collab.ydoc import to_prosemirror
from charter.collab.ydoc.document import LiveDocument
from charter.content import schema
from charter.core.errors import Refused
from tests.collab.ydoc.differential import readers, writers

UPDATES = 40
"""That are tried on one clause."""
HONEST, HOSTILE = [7, 2**32 + 5], [3, 2**53 - 1]


@dataclass
class Found:
    """What came of a run: updates tried and accepted by who wrote them, and the clauses whose readers disagree."""

    tried: Counter = field(default_factory=Counter)
    accepted: Counter = field(default_factory=Counter)
    disagreements: list[str] = field(default_factory=list)


class Clause:
    """One clause, with what a process knows of it, and its log."""

    def __init__(self, chance: Random) -> None:
        self.chance, self.document, self.log = chance, LiveDocument(), []
        self.people = {client: writers.Honest(client, chance) for client in HONEST}
        self.sent: list[bytes] = []

    def offer(self, kind: str, update: bytes) -> bool:
        """Validate and apply an update, as the flush does; returns whether it was accepted."""
        result = BatchResult()
        try:
            decoded = validation.read(update)
        except Refused:
            self.start_again()
            return False
        writer = Writer(kind, 1, 1, "fr", frozenset(decoded.clients))
        batch = BatchValidation(self.document, RateLimits(), result)
        passed = batch.passed([PendingUpdate(1, writer, 1, update, decoded)])
        for each in passed:
            self.log.append(each.blob)
            self.document.apply([(len(self.log), each.blob)], {each.blob})
        if not passed and not result.repeated:
            self.start_again()
        return bool(passed)

    def next(self) -> tuple[str, bytes]:
        """What comes next, and of which kind it is."""
        kind = self.chance.choice(["honest"] * 4 + ["crafted"] * 6 + ["mutated"] * 2 + ["again", "merged"])
        if self.chance.random() < 0.1:
            self.document.reset_placement()  # as after a refusal, a rest or a restart
        if kind == "honest" or not self.sent:
            return "honest", self._honest()
        if kind == "again":
            return kind, self.chance.choice(self.sent)
        if kind == "merged":
            return kind, merge_updates(self.chance.choice(self.sent), self._honest())
        if kind == "crafted":
            return kind, self._crafted()
        return kind, writers.mutated(self.chance.choice([self._honest, self._crafted])(), self.chance)

    def _crafted(self) -> bytes:
        known = {client: self.document.placement.clock(client) for client in HONEST + HOSTILE}
        return writers.crafted(
            self.chance, self.chance.choice(HOSTILE), {each: end for each, end in known.items() if end}
        )

    def _honest(self) -> bytes:
        person = self.people[self.chance.choice(HONEST)]
        if self.chance.random() < 0.7:
            person.receive(self.log)
        return person.change()

    def start_again(self) -> None:
        """Give everybody a fresh copy, as browsers take one when something they wrote was not let in."""
        self.people = {client: writers.Honest(client, self.chance) for client in HONEST}
        for person in self.people.values():
            person.receive(self.log)


def run(updates: int, seed: int) -> Found:
    """Try some thousand updates, clause by clause."""
    found = Found()
    with readers.Yjs() as yjs:
        for number in range(updates // UPDATES):
            clause = Clause(Random(f"{seed}:{number}"))
            for _ in range(UPDATES):
                kind, update = clause.next()
                found.tried[kind] += 1
                if clause.offer(kind, update):
                    found.accepted[kind] += 1
                    if kind in ("honest", "crafted"):
                        clause.sent.append(update)
            if problem := disagreement(clause, yjs):
                found.disagreements.append(f"clause {seed}:{number}: {problem}")
    return found


def disagreement(clause: Clause, yjs: readers.Yjs) -> str:
    """What the readers of a clause disagree on; nothing for a sound one."""
    try:
        texts, own = readers.readings(clause.document, clause.log, yjs)
        if own and any([clause.offer("cleanup", update) for update in own]):
            return disagreement(clause, yjs)
        schema.checked(to_prosemirror.content(clause.document.doc))
        expected = readers.words(texts["document"])
        if (spelled := readers.spelled(clause.log)) != expected:
            return f"authorship reads {spelled!r}, the document {expected!r}"
    except BaseException as problem:
        if isinstance(problem, KeyboardInterrupt):
            raise
        return f"{type(problem).__name__}: {problem}"
    different = [name for name, text in texts.items() if text != texts["document"]]
    return f"{different}: {texts['document']} {[texts[name] for name in different]}" if different else ""
