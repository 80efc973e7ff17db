"""The rooms now open in this process.

A room where nothing is written rests: its document is let go of, and what is remembered is how far its people have been
told. Its next edit reads it again from the last snapshot, some 10 ms.
"""

from time import monotonic

from charter.collab.storage import update_log
from charter.collab.ydoc.document import Room

QUIET = 60.0
"""Seconds without an edit or a newcomer after which a room rests."""

_open: dict[int, Room] = {}
_used: dict[int, float] = {}
_resting: dict[int, int] = {}
"""Up to which edit the people in these rooms have been told."""


def enter(clause_id: int) -> Room:
    """The room of a clause; read from the log if nobody is in it yet, as far as its people were told if it rests."""
    if clause_id not in _open:
        epoch = update_log.epoch(clause_id)
        edits, index = update_log.load(clause_id, _resting.get(clause_id))
        # that may have yielded: two newcomers may read at once, and the first one's room is kept
        _open.setdefault(clause_id, Room(edits, index, epoch))
        _resting.pop(clause_id, None)
    _used[clause_id] = monotonic()
    return _open[clause_id]


def opened(clause_id: int) -> Room | None:
    """The room of a clause, if somebody is in it and it does not rest."""
    return _open.get(clause_id)


def reach(clause_id: int) -> int | None:
    """Up to which edit the people in a room have been told; None when nobody is in it."""
    room = _open.get(clause_id)
    return room.seq if room else _resting.get(clause_id)


def reaches() -> dict[int, int]:
    """The same for every room with somebody in it."""
    return _resting | {clause_id: room.seq for clause_id, room in _open.items()}


def let_rest() -> None:
    """Let go of what quiet rooms hold, and of documents that nobody needs."""
    for clause_id, room in list(_open.items()):
        if monotonic() - _used[clause_id] > QUIET:
            rest(clause_id)
        else:
            room.pack()


def rest(clause_id: int) -> None:
    """Let go of a room's document; the next to need it reads the log again, as far as its people were told."""
    if room := _open.pop(clause_id, None):
        _resting[clause_id] = room.seq
        del _used[clause_id]


def outlived() -> list[int]:
    """The clauses whose document began anew since they were read here: their rooms are closed."""
    present = update_log.epochs(list(_open))
    outlived = [clause_id for clause_id, room in _open.items() if present.get(clause_id) != room.epoch]
    for clause_id in outlived:
        forget(clause_id)
    return outlived


def renew(clause_id: int, epoch: str) -> None:
    """Close a room that was read in another epoch of its document."""
    room = _open.get(clause_id)
    if room and room.epoch != epoch:
        forget(clause_id)


def forget(clause_id: int) -> None:
    """Close a room where nobody is."""
    for each in (_open, _used, _resting):
        each.pop(clause_id, None)


def forget_all() -> None:
    """Close every room."""
    for each in (_open, _used, _resting):
        each.clear()
