"""Presence (awareness, in Yjs) in this process: who has which clause open, over which socket.

Names and colours come from the database, never from a browser: nobody can appear as somebody else.
"""

import secrets
from collections.abc import Callable
from dataclasses import replace
from itertools import islice

from charter.accounts.models import Member
from charter.collab.presence.participants import Participant, Writer
from charter.core import clock

MAX_POSITION_BYTES = 64
"""Of one encoded relative position."""
MAX_NAMED = 100
"""Participants shown by name; the others are only counted: a phone must not load 2,000 names."""


class LocalPresence:
    """The participants of one app in this process."""

    def __init__(self, on_empty: Callable[[int], None]) -> None:
        """`on_empty` is called with each clause that nobody has open any more."""
        self._on_empty = on_empty
        self._participants: dict[int, dict[str, Participant]] = {}
        """By clause and socket; the one that moved last comes last."""
        self._members: dict[str, int] = {}
        self._writers: dict[tuple[int, str], Writer] = {}

    def join(self, clause_id: int, sid: str, member: Member) -> Participant:
        """Add a member who opens a clause over a socket; opening it again changes nothing."""
        here = self._participants.setdefault(clause_id, {})
        association = member.association
        participant = here.get(sid) or Participant(
            id=secrets.randbits(48),  # no two processes choose the same
            name=member.name,
            association=association.name if association else "",
            colour=association.colour if association else 0,
            acted=clock.now(),
        )
        here[sid] = participant
        self._members[sid] = member.id
        return participant

    def set_writer(self, clause_id: int, writer: Writer) -> None:
        """Set who writes in a clause over a socket, and under which client ids."""
        self._writers[clause_id, writer.sid] = writer

    def writer(self, clause_id: int, sid: str) -> Writer | None:
        """Who writes in a clause over a socket, if it is open there."""
        return self._writers.get((clause_id, sid))

    def writers(self) -> list[Writer]:
        """All writers, one for each open clause and socket."""
        return list(self._writers.values())

    def move_cursor(self, clause_id: int, sid: str, position: object) -> Participant | None:
        """Move a cursor, or (None) remove it; returns the participant if the clause is open
        there."""
        here = self._participants.get(clause_id, {})
        if sid not in here:
            return None
        moved = replace(here[sid], cursor=_position(position), acted=clock.now())
        del here[sid]
        here[sid] = moved
        return moved

    def leave(self, sid: str, clause_id: int | None = None) -> list[tuple[int, Participant]]:
        """Remove a socket from one clause, or from all; returns who left which."""
        left = []
        for each in [clause_id] if clause_id is not None else self.clauses_of(sid):
            if participant := self._participants.get(each, {}).pop(sid, None):
                left.append((each, participant))
                self._writers.pop((each, sid), None)
                self.close_if_empty(each)
        if clause_id is None:
            self._members.pop(sid, None)
        return left

    def close_if_empty(self, clause_id: int) -> None:
        """Call `on_empty` if nobody has a clause open, as when opening it failed halfway."""
        if not self._participants.get(clause_id):
            self._participants.pop(clause_id, None)
            self._on_empty(clause_id)

    def is_present(self, clause_id: int, sid: str) -> bool:
        """Whether a clause was opened over this socket."""
        return sid in self._participants.get(clause_id, {})

    def open_clauses(self) -> list[int]:
        """The clauses that somebody has open."""
        return list(self._participants)

    def clauses_of(self, sid: str) -> list[int]:
        """The clauses that are open over a socket."""
        return [clause_id for clause_id, here in self._participants.items() if sid in here]

    def sids(self, clause_id: int) -> list[str]:
        """The sockets over which a clause is open."""
        return list(self._participants.get(clause_id, {}))

    def participants(self, clause_id: int) -> list[Participant]:
        """Who has a clause open, the one that moved last first; `MAX_NAMED` at most."""
        return list(islice(reversed(self._participants.get(clause_id, {}).values()), MAX_NAMED))

    def count(self, clause_id: int) -> int:
        """How many members have a clause open: one with two tabs counts once."""
        return len({self._members[sid] for sid in self._participants.get(clause_id, {})})

    def are_all_named(self, clause_id: int) -> bool:
        """Whether all who have a clause open are shown by name."""
        return self.count(clause_id) <= MAX_NAMED

    def sids_of(self, member_id: int) -> list[str]:
        """The sockets over which a member has clauses open."""
        return [sid for sid, each in self._members.items() if each == member_id]


def _position(cursor: object) -> tuple[bytes, bytes] | None:
    """A pair of encoded relative positions; ValueError for anything else."""
    match cursor:
        case None:
            return None
        case [bytes() as anchor, bytes() as head]:
            if max(len(anchor), len(head)) <= MAX_POSITION_BYTES:
                return anchor, head
    raise ValueError("not a cursor")
