"""The live document of a clause in memory: a Yjs document of committed updates, never ahead of the
log.

It holds no socket and no database session, and never observes the document: the bytes that one
browser sent are the bytes that the others receive.
"""

import zlib
from collections.abc import Collection, Iterable
from time import monotonic
from typing import Any

from flask_babel import lazy_gettext as _l
from pycrdt import Doc

from charter.collab.ydoc import decoder_errors
from charter.collab.ydoc.item_index import ItemIndex
from charter.collab.ydoc.placement import PlacementIndex
from charter.collab.ydoc.update_decoder import MissingDependency, UnsupportedContent, decode
from charter.core.errors import Refused

LoggedEdit = tuple[int, bytes]
"""The number of an edit in the log, and its update."""
UNUSED_AFTER_S = 10.0
"""Without being needed, after which the decoded document is dropped and its bytes are
compressed."""


class Unreadable(Refused):
    """The log of a clause cannot be read: it holds an edit that should never have been accepted."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            _l(
                "The text being written in this clause cannot be read just now: its last version is shown. Nothing is "
                "lost; whoever runs this site can mend it with the command “charter repair”."
            )
        )


class LiveDocument:
    """A document made of committed edits only, and the number of the last one.

    It is kept as bytes. The pycrdt document, some ten times as large, is built on demand and
    dropped when unused: plain typing needs the placement index alone.
    """

    def __init__(
        self,
        edits: Iterable[LoggedEdit] = (),
        index: bytes = b"",
        epoch: str = "",
    ) -> None:
        """`index`: the item index of the first of the edits, if that is a snapshot."""
        self.epoch = epoch
        self.seq = 0
        """The number of the last edit that was applied."""
        self.max_bytes = 0
        """An upper bound of the size of the encoded document; `state` makes it exact."""
        self.edits_since_snapshot = 0
        """Edits applied since the last snapshot."""

        self._compressed = b""
        self._edits: list[bytes] = []
        """Those that came after what is compressed."""
        self._doc: Doc[Any] | None = None
        self._used_at = monotonic()
        self._placement: PlacementIndex | None = None
        self._item_index = ItemIndex(index)
        self._unindexed: list[bytes] = []
        self.apply(edits)

    def apply(self, edits: Iterable[LoggedEdit], placed: Collection[bytes] = ()) -> list[bytes]:
        """Apply committed edits, in the order of the log; returns the updates that are new here.

        `placed`: the updates that are in the placement index already.
        """
        # Edits may be read twice: after a commit, and after a hint of another process. Their number
        # says which are new.
        new = [(seq, blob) for seq, blob in edits if seq > self.seq]
        blobs = [blob for _, blob in new]

        for blob in blobs:
            if self._placement and blob not in placed:
                self._place(blob)
        if self._doc:
            _apply_all(self._doc, blobs)
        if new:
            self._edits += blobs
            self._unindexed += blobs
            self.seq = new[-1][0]
            self.max_bytes += sum(map(len, blobs))
            self.edits_since_snapshot += len(new)
        return blobs

    def _place(self, blob: bytes) -> None:
        """Place what another process accepted."""
        try:
            self.placement.add(decode(blob))
        except (UnsupportedContent, MissingDependency):
            # Its updates came between those that this process has placed but not committed: build
            # the index again.
            self.reset_placement()

    @property
    def placement(self) -> PlacementIndex:
        """Where each item stands, the updates under validation included. Raises Unreadable.

        `reset_placement` returns to what is committed.
        """
        if self._placement is None:
            self._placement = self._build_placement()
        return self._placement

    def _build_placement(self) -> PlacementIndex:
        try:
            placement = PlacementIndex(self.item_index.copy())
            placement.load(decode(self.state()))
        except (UnsupportedContent, MissingDependency) as problem:
            raise Unreadable from problem
        return placement

    @property
    def item_index(self) -> ItemIndex:
        """The item index of what is committed."""
        while self._unindexed:
            self._item_index.add(decode(self._unindexed.pop()))
        return self._item_index

    def reset_placement(self) -> None:
        """Build the placement index anew when it is next needed: an update that it holds was not
        committed."""
        self._placement = None

    def state(self) -> bytes:
        """The whole document as one update."""
        state = self.doc.get_update()
        self.max_bytes = len(state)
        return state

    def vector(self) -> bytes:
        """The encoded state vector."""
        return self.doc.get_state()

    def since(self, vector: bytes) -> bytes:
        """What the holder of this state vector lacks, as one update; ValueError if it is none."""
        return self.doc.get_update(vector)

    def copy(self) -> Doc[Any]:
        """A copy of the document, to try updates on."""
        copied: Doc[Any] = Doc()
        copied.apply_update(self.state())
        return copied

    @property
    def doc(self) -> Doc[Any]:
        """The document, to read. Raises Unreadable."""
        self._used_at = monotonic()
        if self._doc is None:
            doc: Doc[Any] = Doc()
            snapshot = [zlib.decompress(self._compressed)] if self._compressed else []
            _apply_all(doc, [*snapshot, *self._edits])
            self._doc = doc
        return self._doc

    def compress_if_unused(self) -> None:
        """Drop the pycrdt document if nobody has needed it for a while, and keep its bytes
        compressed."""
        if self._doc and monotonic() - self._used_at > UNUSED_AFTER_S:
            self._compressed, self._edits = zlib.compress(self.state(), level=1), []
            self._doc = None


def _apply_all(doc: Doc[Any], edits: Iterable[bytes]) -> None:
    """Raises Unreadable."""
    try:
        with decoder_errors.as_errors(), doc.transaction():
            for each in edits:
                doc.apply_update(each)
    except Exception as problem:
        raise Unreadable from problem
