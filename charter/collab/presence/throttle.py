"""Presence throttle: changes are collected, and broadcast at intervals that grow with the number of
recipients.

A hundred people who type move their cursors hundreds of times a second: sent one by one to a full
hall, that would be more than all their text.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from charter.collab.presence.participants import Participant
from charter.web.background import Background

BROADCAST_INTERVAL_S = 0.1
"""Between two broadcasts of presence, at least. A browser sends its cursor as often
(`CURSOR_INTERVAL_MS` of `static/js/collab/presence/presence.js`), and `CURSORS_PER_MEMBER` of
`sync/token_buckets.py` takes some more."""
PAUSE_PER_RECIPIENT_S = 1e-3
"""Added to the interval for each socket that the last broadcast went to."""


@dataclass
class Changes:
    """What is new about the participants of one clause."""

    here: dict[int, Participant] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)

    def add(self, here: Iterable[Participant], gone: Iterable[int] = ()) -> None:
        """Add participants who are here, with their present cursors, and ids of those who are
        gone."""
        for participant in here:
            self.here[participant.id] = participant
            self.gone.discard(participant.id)
        for each in gone:
            self.gone.add(each)
            self.here.pop(each, None)


class PresenceThrottle:
    """Collects changes: those of this process for its browsers and the other processes, those of
    another process for its browsers alone."""

    def __init__(
        self,
        background: Background,
        broadcast: Callable[[int, Changes], int],
        publish: Callable[[int, Changes], None],
    ) -> None:
        """`broadcast` sends the changes of one clause to the browsers and returns how
        many sockets were sent to; `publish` sends them to the other processes."""
        self._broadcast, self._publish = broadcast, publish
        self._loop = background.on_demand(self.flush, "presence could not be sent")
        self._for_browsers: dict[int, Changes] = defaultdict(Changes)
        self._for_processes: dict[int, Changes] = defaultdict(Changes)

    def changed(
        self,
        clause_id: int,
        here: Iterable[Participant] = (),
        gone: Iterable[int] = (),
    ) -> None:
        """Participants of this process came, moved or left; with neither, only their number has
        changed."""
        self._for_processes[clause_id].add(here, gone)
        self.receive(clause_id, here, gone)

    def receive(self, clause_id: int, here: Iterable[Participant], gone: Iterable[int]) -> None:
        """Participants of another process came, moved or left."""
        self._for_browsers[clause_id].add(here, gone)
        self._loop.trigger()

    def flush(self) -> float:
        """Send what is pending now; returns for how long to pause, in seconds."""
        for_browsers, for_processes = self._for_browsers, self._for_processes
        self._for_browsers, self._for_processes = defaultdict(Changes), defaultdict(Changes)
        for clause_id, changes in for_processes.items():
            self._publish(clause_id, changes)
        recipients = sum(self._broadcast(*each) for each in for_browsers.items())
        return BROADCAST_INTERVAL_S + recipients * PAUSE_PER_RECIPIENT_S
