"""Presence in the other processes of this site, as they publish it.

A process publishes each change, and a heartbeat with everyone; one that is silent for long is taken to be gone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic

from charter.collab.presence.participants import Participant

GONE_AFTER_S = 15.0
"""Without a message, after which a process is taken to be gone; its heartbeat comes every 5 s."""


@dataclass
class RemoteProcess:
    """What one process says: participants by clause and id, how many there are in each clause, and when it spoke."""

    participants: dict[int, dict[int, Participant]] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    heard_at: float = field(default_factory=monotonic)


class RemotePresence:
    """The other processes that serve one app's site."""

    def __init__(self) -> None:
        self._processes: dict[str, RemoteProcess] = {}

    def update(
        self, process: str, clause_id: int, here: Iterable[Participant], gone: Iterable[int], count: int
    ) -> None:
        """A process says who came, moved or went in a clause, and how many are there now."""
        remote = self._processes.setdefault(process, RemoteProcess())
        remote.heard_at = monotonic()
        participants = remote.participants.setdefault(clause_id, {})
        participants.update((each.id, each) for each in here)
        for each in gone:
            participants.pop(each, None)
        remote.counts[clause_id] = count

    def replace(self, process: str, everyone: dict[int, tuple[list[Participant], int]]) -> dict[int, set[int]]:
        """A process says who is in each of its clauses, and how many; returns who is no longer there, by clause."""
        before = self._processes.get(process, RemoteProcess()).participants
        participants = {clause_id: {each.id: each for each in here} for clause_id, (here, _) in everyone.items()}
        counts = {clause_id: count for clause_id, (_, count) in everyone.items()}
        self._processes[process] = RemoteProcess(participants, counts)
        gone = {clause_id: set(known) - set(participants.get(clause_id, {})) for clause_id, known in before.items()}
        return {clause_id: ids for clause_id, ids in gone.items() if ids}

    def expire(self) -> dict[int, set[int]]:
        """Forget the processes that are silent; returns who was there, by clause."""
        gone: dict[int, set[int]] = {}
        for process, remote in list(self._processes.items()):
            if monotonic() - remote.heard_at > GONE_AFTER_S:
                del self._processes[process]
                for clause_id, participants in remote.participants.items():
                    gone.setdefault(clause_id, set()).update(participants)
        return gone

    def participants(self, clause_id: int) -> list[Participant]:
        """Who has a clause open elsewhere."""
        return [each for remote in self._processes.values() for each in remote.participants.get(clause_id, {}).values()]

    def count(self, clause_id: int) -> int:
        """How many have a clause open elsewhere; whoever is in two processes counts twice."""
        return sum(remote.counts.get(clause_id, 0) for remote in self._processes.values())
