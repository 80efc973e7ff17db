"""Find the edits of a log that should have been refused: the rules of validation, applied to what
earlier releases accepted."""

from collections.abc import Iterable
from typing import NamedTuple

from charter.collab.sync import validation
from charter.collab.ydoc import decoder_errors, struct_store, to_prosemirror, update_decoder
from charter.collab.ydoc.document import LiveDocument, Unreadable
from charter.collab.ydoc.item_index import ItemIndex
from charter.collab.ydoc.placement import MissingDependency, PlacementIndex
from charter.collab.ydoc.struct_store import OrderConflict
from charter.collab.ydoc.update_decoder import DecodedUpdate, UnsupportedContent
from charter.content import schema
from charter.core.errors import Refused

BREAKS = "breaks the text"
LEANS = "stands on an edit that was set aside"


class Unsound(NamedTuple):
    """An edit that must not be read, and why: BREAKS or LEANS."""

    seq: int
    why: str


def unsound(log: Iterable[tuple[int, bytes]]) -> list[Unsound]:
    """The edits, oldest first, without which the log gives a text that every client reads alike.
    Empty unless one of them breaks the text: an edit that waits for a missing one is invisible to
    everybody."""
    replay = _Replay()
    for seq, update in log:
        replay.take(seq, update)
    found = sorted(replay.unsound + _unreadable(replay.kept))
    return found if any(each.why == BREAKS for each in found) else []


class _Replay:
    """The sound part of a log, as far as it was read."""

    def __init__(self) -> None:
        self.kept: list[tuple[int, bytes]] = []
        self.unsound: list[Unsound] = []
        self._start()

    def _start(self) -> None:
        self._placement, self._document = PlacementIndex(ItemIndex()), struct_store.StructStore()

    def take(self, seq: int, update: bytes) -> None:
        try:
            self._place(update)
            self.kept.append((seq, update))
        except (MissingDependency, LookupError):
            self._leave_out(seq, LEANS)
        except (UnsupportedContent, OrderConflict, Refused):
            self._leave_out(seq, BREAKS)

    def _place(self, update: bytes) -> None:
        scanned = update_decoder.decode(update)
        validation.check_values(scanned)
        new = _without_known(self._placement, scanned)
        self._placement.take(new)
        self._document.take(new, strict=True)

    def _leave_out(self, seq: int, why: str) -> None:
        """Discard an edit that was placed in part: rebuild from the sound edits."""
        self.unsound.append(Unsound(seq, why))
        self._start()
        for _, update in self.kept:
            self._place(update)


def _without_known(placement: PlacementIndex, update: DecodedUpdate) -> DecodedUpdate:
    """An update without items that have arrived before; earlier releases stored repeated updates as
    they were."""
    known = {client: placement.known(client) for client in update.clients}
    new = [run for run in update.structs if run.end > known[run.client]]
    rest = [struct_store.unknown_part(run, known[run.client]) if run.clock < known[run.client] else run for run in new]
    return DecodedUpdate(rest, update.deletions)


def _unreadable(log: list[tuple[int, bytes]]) -> list[Unsound]:
    """What else makes a log unreadable: the last edit of each shortest prefix that cannot be
    decoded."""
    found: list[Unsound] = []
    while not _is_readable(log):
        low, high = 0, len(log)  # the first `low` edits can be read, the first `high` cannot
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if _is_readable(log[:middle]) else (low, middle)

        found.append(Unsound(log[high - 1][0], BREAKS))
        log = log[: high - 1] + log[high:]

    return found


def _is_readable(log: list[tuple[int, bytes]]) -> bool:
    try:
        with decoder_errors.as_errors():
            room = LiveDocument(log)
            schema.checked(to_prosemirror.content(room.doc))
            return bool(room.placement)
    except (Unreadable, schema.NotInSchema, decoder_errors.Panicked):
        return False
