"""The Yjs document of a clause, made of committed edits only: it is never ahead of the update log.

It holds no socket and no database session, and is never observed: the bytes that a browser sent are
the bytes that the others receive.
"""

import zlib
from collections.abc import Collection, Iterable
from time import monotonic
from typing import Any

from flask_babel import lazy_gettext as _l
from pycrdt import Doc

from charter.collab.ydoc import decoder_errors
from charter.collab.ydoc.item_index import ItemIndex
from charter.collab.ydoc.placement import MissingDependency, PlacementIndex
from charter.collab.ydoc.update_decoder import UnsupportedContent, decode
from charter.core.errors import Refused

UNUSED_AFTER_S = 10.0
"""Seconds without use after which the decoded document is released."""


class Unreadable(Refused):
    """The update log of a clause cannot be decoded: it contains an edit that should have been
    refused."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            _l(
                "The text being written in this clause cannot be read just now: its last version is shown. Nothing is "
                "lost; whoever runs this site can mend it with the command “charter repair”."
            )
        )


class LiveDocument:
    """A document of committed edits, and the number of the last one.

    The edits are kept as bytes. The decoded document, some ten times as large, is built on demand
    and released after a while: validating plain typing needs the placement index only.
    """

    def __init__(self, edits: Iterable[tuple[int, bytes]] = (), index: bytes = b"", epoch: str = "") -> None:
        """`index`: the item index of the first edit, if that is a snapshot."""
        self.epoch = epoch
        self.seq = 0
        self.weight = 0
        """Upper bound of the document's size in bytes."""
        self.edits_since_snapshot = 0
        """Edits applied since the last snapshot."""
        self._packed = b""
        self._edits: list[bytes] = []
        """Edits after the packed state."""
        self._doc: Doc[Any] | None = None
        self._needed = monotonic()
        self._placement: PlacementIndex | None = None
        self._index = ItemIndex(index)
        self._unindexed: list[bytes] = []
        self.apply(edits)

    def apply(self, edits: Iterable[tuple[int, bytes]], placed: Collection[bytes] = ()) -> list[bytes]:
        """Apply committed edits, in the order of the log; returns those that are new here. Those in
        `placed` are in the placement index already."""
        new = [(seq, blob) for seq, blob in edits if seq > self.seq]
        blobs = [blob for _, blob in new]

        for blob in blobs:
            if self._placement and blob not in placed:
                self._place(blob)

        if self._doc:
            _take(self._doc, blobs)

        if new:
            self._edits += blobs
            self._unindexed += blobs
            self.seq = new[-1][0]
            self.weight += sum(map(len, blobs))
            self.edits_since_snapshot += len(new)

        return blobs

    def _place(self, blob: bytes) -> None:
        """Place an edit that another process accepted. If its items interleave with those placed
        here, rebuild the index."""
        try:
            self.placement.take(decode(blob))
        except (UnsupportedContent, MissingDependency):
            self.reset_placement()

    @property
    def placement(self) -> PlacementIndex:
        """The placement index, including edits under validation; `reset_placement` returns to the
        committed state. Raises Unreadable."""
        if self._placement is None:
            self._placement = self._placed()
        return self._placement

    def _placed(self) -> PlacementIndex:
        try:
            placement = PlacementIndex(self.index.copy())
            placement.load(decode(self.state()))
        except (UnsupportedContent, MissingDependency) as problem:
            raise Unreadable from problem
        return placement

    @property
    def index(self) -> ItemIndex:
        """The item index of the committed edits."""
        while self._unindexed:
            self._index.take(decode(self._unindexed.pop()))
        return self._index

    def reset_placement(self) -> None:
        """Rebuild the placement index on next use: an update tried on it was rejected or rolled
        back."""
        self._placement = None

    def state(self) -> bytes:
        """The whole document, encoded."""
        state = self.doc.get_update()
        self.weight = len(state)
        return state

    def vector(self) -> bytes:
        """The state vector."""
        return self.doc.get_state()

    def since(self, vector: bytes) -> bytes:
        """All updates that the holder of the state vector `vector` lacks; ValueError if it is
        malformed."""
        return self.doc.get_update(vector)

    def scratch(self) -> Doc[Any]:
        """A copy on which to try an update."""
        copy: Doc[Any] = Doc()
        copy.apply_update(self.state())
        return copy

    @property
    def doc(self) -> Doc[Any]:
        """The decoded document, to read. Raises Unreadable."""
        self._needed = monotonic()
        if self._doc is None:
            doc: Doc[Any] = Doc()
            _take(doc, [zlib.decompress(self._packed), *self._edits] if self._packed else self._edits)
            self._doc = doc
        return self._doc

    def pack(self) -> None:
        """Release the decoded document if it was not used for a while."""
        if self._doc and monotonic() - self._needed > UNUSED_AFTER_S:
            self._packed, self._edits = zlib.compress(self.state(), level=1), []
            self._doc = None


def _take(doc: Doc[Any], edits: Iterable[bytes]) -> None:
    """Raises Unreadable."""
    try:
        with decoder_errors.as_errors(), doc.transaction():
            for each in edits:
                doc.apply_update(each)
    except Exception as problem:
        raise Unreadable from problem
