"""Finds the edits of a log that should never have been accepted: today's validation, applied to
what earlier builds let in."""

from collections.abc import Iterable
from typing import NamedTuple

from charter.collab.sync import validation
from charter.collab.ydoc import decoder_errors, struct_store, to_prosemirror, update_decoder
from charter.collab.ydoc.document import LiveDocument, Unreadable
from charter.collab.ydoc.item_index import ItemIndex
from charter.collab.ydoc.placement import PlacementIndex
from charter.collab.ydoc.struct_store import OriginsOutOfOrder, StructStore
from charter.collab.ydoc.update_decoder import (
    DecodedUpdate,
    MissingDependency,
    Struct,
    UnsupportedContent,
)
from charter.content import schema
from charter.core.errors import Refused

BREAKS_TEXT = "breaks the text"
DEPENDS_ON_SET_ASIDE = "stands on an edit that was set aside"
"""Both are stored, in `SetAside.why` and in the journal: the sentences stay as they are."""


class Unsound(NamedTuple):
    """An edit that must not be read, and why: BREAKS_TEXT or DEPENDS_ON_SET_ASIDE."""

    seq: int
    why: str


def unsound(log: Iterable[tuple[int, bytes]]) -> list[Unsound]:
    """The edits of a log, oldest first, without which the others make a text that everybody reads
    alike.

    None unless one of them breaks the text: an edit that depends on something that never came is
    seen by nobody.
    """
    replay = _Replay()
    for seq, update in log:
        replay.add(seq, update)

    found = sorted(replay.unsound + _unreadable(replay.sound))
    return found if any(each.why == BREAKS_TEXT for each in found) else []


class _Replay:
    """The sound part of a log, as far as it was read."""

    def __init__(self) -> None:
        self.sound: list[tuple[int, bytes]] = []
        self.unsound: list[Unsound] = []
        self._start()

    def _start(self) -> None:
        self._placement, self._store = PlacementIndex(ItemIndex()), StructStore()

    def add(self, seq: int, update: bytes) -> None:
        try:
            self._apply(update)
            self.sound.append((seq, update))
        except MissingDependency:
            self._leave_out(seq, DEPENDS_ON_SET_ASIDE)
        except (UnsupportedContent, OriginsOutOfOrder, Refused):
            self._leave_out(seq, BREAKS_TEXT)

    def _apply(self, update: bytes) -> None:
        decoded = update_decoder.decode(update)
        validation.check_marks(decoded)
        new = _without_known(self._placement, decoded)
        self._placement.add(new)
        self._store.integrate(new, strict=True)

    def _leave_out(self, seq: int, why: str) -> None:
        # Part of the update may have been applied: what is left out is left out whole, so all else
        # is read again.
        self.unsound.append(Unsound(seq, why))
        self._start()
        for _, update in self.sound:
            self._apply(update)


def _without_known(placement: PlacementIndex, update: DecodedUpdate) -> DecodedUpdate:
    """An update without the items that have come before; earlier builds stored what was sent twice
    as it came."""
    clocks = {client: placement.clock(client) for client in update.clients}
    new = [struct for struct in update.structs if struct.end > clocks[struct.client]]
    rest = [_rest(struct, clocks[struct.client]) for struct in new]
    return DecodedUpdate(rest, update.delete_set)


def _rest(struct: Struct, known: int) -> Struct:
    return struct_store.without_known(struct, known) if struct.clock < known else struct


def _unreadable(log: list[tuple[int, bytes]]) -> list[Unsound]:
    """What else keeps a log from being read: the last edit of each shortest part that cannot be
    read."""
    found: list[Unsound] = []
    while not _is_readable(log):
        low, high = 0, len(log)  # the first `low` edits can be read, the first `high` cannot
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if _is_readable(log[:middle]) else (low, middle)
        found.append(Unsound(log[high - 1][0], BREAKS_TEXT))
        log = log[: high - 1] + log[high:]
    return found


def _is_readable(log: list[tuple[int, bytes]]) -> bool:
    try:
        with decoder_errors.as_errors():
            document = LiveDocument(log)
            schema.checked(to_prosemirror.content(document.doc))
            return bool(document.placement)
    except (Unreadable, schema.NotInSchema, decoder_errors.DecoderPanic):
        return False
