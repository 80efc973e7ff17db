"""The rooms now open in this process."""

from charter.collab import store
from charter.collab.room import Room

_open: dict[int, Room] = {}


def enter(clause_id: int) -> Room:
    """The room of a clause, read from the log if nobody is in it yet."""
    if clause_id not in _open:
        edits = store.load(clause_id)  # may yield: two newcomers may read at once, and the first one's room is kept
        _open.setdefault(clause_id, Room(edits))
    return _open[clause_id]


def opened(clause_id: int) -> Room | None:
    """The room of a clause, if somebody is in it."""
    return _open.get(clause_id)


def forget(clause_id: int) -> None:
    """Close a room; the next to enter reads the log again."""
    _open.pop(clause_id, None)


def forget_all() -> None:
    """Close every room."""
    _open.clear()
