"""Who came, moved and went, gathered and told at intervals that grow with how many hear it.

A hundred people typing move their carets hundreds of times a second; told one by one to a full hall, that would be more
than all their words.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Event
from time import sleep

from flask import Flask

from charter.collab.presence.participants import Person
from charter.web import failure_log

log = logging.getLogger("charter.collab")
SHORTEST = 0.1
"""Seconds between two beats, at least."""
PAUSE = 1e-3
"""Seconds more for each person just told."""


@dataclass
class Changes:
    """What is new about the people of one clause."""

    here: dict[int, Person] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)

    def add(self, here: Iterable[Person], gone: Iterable[int] = ()) -> None:
        """These people are here, with their carets where they are now, and those are gone."""
        for person in here:
            self.here[person.id] = person
            self.gone.discard(person.id)
        for each in gone:
            self.gone.add(each)
            self.here.pop(each, None)


Tell = Callable[[int, Changes], int]


class Beat:
    """Gathers changes and tells them together: those of this process to the browsers and to the other processes, what
    is heard from those to the browsers alone."""

    def __init__(self, tell: Tell, relay: Callable[[int, Changes], None]) -> None:
        """`tell` sends the changes of one clause to the browsers and returns how many heard; `relay` sends them to the
        other processes."""
        self._tell, self._relay = tell, relay
        self._told: dict[int, Changes] = defaultdict(Changes)
        self._relayed: dict[int, Changes] = defaultdict(Changes)
        self._wake = Event()

    def changed(self, clause_id: int, here: Iterable[Person] = (), gone: Iterable[int] = ()) -> None:
        """People of this process came, moved or went; with neither, only their number has changed."""
        self._relayed[clause_id].add(here, gone)
        self.heard(clause_id, here, gone)

    def heard(self, clause_id: int, here: Iterable[Person], gone: Iterable[int]) -> None:
        """People of another process came, moved or went."""
        self._told[clause_id].add(here, gone)
        self._wake.set()

    def tell(self) -> int:
        """Tell what is pending now; returns how many heard."""
        told, relayed = self._told, self._relayed
        self.forget()
        for clause_id, changes in relayed.items():
            self._relay(clause_id, changes)
        return sum(self._tell(clause_id, changes) for clause_id, changes in told.items())

    def forget(self) -> None:
        """Let go of what is pending."""
        self._told, self._relayed = defaultdict(Changes), defaultdict(Changes)

    def run(self, app: Flask) -> None:
        """Tell for as long as the process lives."""
        while True:
            self._wake.wait()
            self._wake.clear()
            told = 0
            try:
                with app.app_context():
                    told = self.tell()
            except Exception:  # whatever became of one beat, the next must come
                failure_log.tell(log, "who is here could not be told")
            sleep(SHORTEST + told * PAUSE)
