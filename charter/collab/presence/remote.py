"""Presence in the other processes of this site, as they publish it.

A process publishes each change, and a heartbeat with all its participants. One that sends nothing
for a while counts as gone, and its participants with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic

from charter.collab.presence.participants import Participant

GONE_AFTER_S = 15.0
"""Without a message, after which a process is taken to be gone; its heartbeat comes more often
(`sync.housekeeping.HEARTBEAT_INTERVAL_S`)."""


@dataclass
class RemoteProcess:
    """What one process published: its participants by clause and id, and how many there are in each
    clause."""

    participants: dict[int, dict[int, Participant]] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    received_at: float = field(default_factory=monotonic)


class RemotePresence:
    """The other processes that serve one app's site."""

    def __init__(self) -> None:
        self._processes: dict[str, RemoteProcess] = {}

    def update(
        self,
        process: str,
        clause_id: int,
        here: Iterable[Participant],
        gone: Iterable[int],
        count: int,
    ) -> None:
        """Apply who came, moved or left in a clause of a process, and how many are there now."""
        remote = self._processes.setdefault(process, RemoteProcess())
        remote.received_at = monotonic()
        participants = remote.participants.setdefault(clause_id, {})
        participants.update((each.id, each) for each in here)
        for each in gone:
            participants.pop(each, None)
        remote.counts[clause_id] = count

    def replace(
        self,
        process: str,
        everyone: dict[int, tuple[list[Participant], int]],
    ) -> dict[int, set[int]]:
        """Replace the participants of a process by those of a heartbeat; returns who is gone, by
        clause."""
        before = self._processes.get(process, RemoteProcess()).participants
        remote = self._processes[process] = RemoteProcess()
        for clause_id, (here, count) in everyone.items():
            remote.participants[clause_id] = {each.id: each for each in here}
            remote.counts[clause_id] = count

        gone = {
            clause_id: known.keys() - remote.participants.get(clause_id, {}).keys()
            for clause_id, known in before.items()
        }
        return {clause_id: ids for clause_id, ids in gone.items() if ids}

    def expire(self) -> dict[int, set[int]]:
        """Remove the processes that have sent nothing for a while; returns their participants, by
        clause."""
        gone: dict[int, set[int]] = {}
        for process, remote in list(self._processes.items()):
            if monotonic() - remote.received_at > GONE_AFTER_S:
                del self._processes[process]
                for clause_id, participants in remote.participants.items():
                    gone.setdefault(clause_id, set()).update(participants)
        return gone

    def participants(self, clause_id: int) -> list[Participant]:
        """Who has a clause open in other processes."""
        here = (remote.participants.get(clause_id, {}) for remote in self._processes.values())
        return [participant for each in here for participant in each.values()]

    def count(self, clause_id: int) -> int:
        """How many have a clause open in other processes; one who is in two of them counts
        twice."""
        return sum(remote.counts.get(clause_id, 0) for remote in self._processes.values())
