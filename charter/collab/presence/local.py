"""Who has which clause open, in this process. Names and colours come from the database, never from a browser."""

import secrets
from dataclasses import replace
from itertools import islice

from charter.accounts.models import Member
from charter.collab.presence.participants import Person, Writer
from charter.collab.storage import open_documents
from charter.core import clock

_here: dict[int, dict[str, Person]] = {}
"""By clause and socket; whoever moved last comes last."""
_members: dict[str, int] = {}
_writers: dict[tuple[int, str], Writer] = {}
LONGEST_CARET = 64
"""Bytes of one encoded relative position."""
MOST = 100
"""People shown by name; of the others only how many they are: a phone in a full hall must not load 2,000 names."""


def enter(clause_id: int, sid: str, member: Member) -> Person:
    """Somebody opens a clause over a socket; opening it again changes nothing."""
    here = _here.setdefault(clause_id, {})
    known = here.get(sid)
    association = member.association
    person = known or Person(
        id=secrets.randbits(48),  # no two processes give the same
        name=member.name,
        association=association.name if association else "",
        colour=association.colour if association else 0,
        acted=clock.now(),
    )
    here[sid] = person
    _members[sid] = member.id
    return person


def let_write(clause_id: int, writer: Writer) -> None:
    """Somebody may write in a clause, under the client ids lent to them, and no others."""
    _writers[clause_id, writer.sid] = writer


def writer(clause_id: int, sid: str) -> Writer | None:
    """Who writes in a clause over a socket, if they have it open."""
    return _writers.get((clause_id, sid))


def writers() -> list[Writer]:
    """Everybody who has a clause open, once for each."""
    return list(_writers.values())


def move(clause_id: int, sid: str, caret: object) -> Person | None:
    """Somebody's caret moved, or (None) left the text; returns them if they have the clause open."""
    here = _here.get(clause_id, {})
    if sid not in here:
        return None
    moved = replace(here[sid], caret=_position(caret), acted=clock.now())
    del here[sid]
    here[sid] = moved
    return moved


def _position(caret: object) -> tuple[bytes, bytes] | None:
    """A pair of encoded relative positions; ValueError for anything else."""
    match caret:
        case None:
            return None
        case [bytes() as anchor, bytes() as head] if len(anchor) <= LONGEST_CARET and len(head) <= LONGEST_CARET:
            return anchor, head
    raise ValueError("not a caret")


def leave(sid: str, clause_id: int | None = None) -> list[tuple[int, Person]]:
    """A socket leaves one clause, or all; returns who left which. A clause with nobody in it lets go of its room."""
    left = []
    for each in [clause_id] if clause_id is not None else opened_by(sid):
        if person := _here.get(each, {}).pop(sid, None):
            left.append((each, person))
            _writers.pop((each, sid), None)
            let_go(each)
    if clause_id is None:
        _members.pop(sid, None)
    return left


def let_go(clause_id: int) -> None:
    """Close a clause's room if nobody has it open."""
    if not _here.get(clause_id):
        _here.pop(clause_id, None)
        open_documents.forget(clause_id)


def is_here(clause_id: int, sid: str) -> bool:
    """Whether a clause was opened over this socket."""
    return sid in _here.get(clause_id, {})


def opened() -> list[int]:
    """The clauses that somebody has open."""
    return list(_here)


def opened_by(sid: str) -> list[int]:
    """The clauses that are open over a socket."""
    return [clause_id for clause_id, here in _here.items() if sid in here]


def sockets(clause_id: int) -> list[str]:
    """The sockets over which a clause is open."""
    return list(_here.get(clause_id, {}))


def people(clause_id: int) -> list[Person]:
    """Who has a clause open, whoever moved last first; MOST at most."""
    return list(islice(reversed(_here.get(clause_id, {}).values()), MOST))


def count(clause_id: int) -> int:
    """How many members have a clause open; nobody counts twice for two tabs."""
    return len({_members[sid] for sid in _here.get(clause_id, {})})


def sockets_of(member_id: int) -> list[str]:
    """Over which sockets a member has clauses open."""
    return [sid for sid, each in _members.items() if each == member_id]


def forget_all() -> None:
    """Everyone is gone."""
    _here.clear()
    _members.clear()
    _writers.clear()
