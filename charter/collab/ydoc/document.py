"""One clause being edited: a CRDT document that is never ahead of the log.

The room holds no socket and no database session, and never observes the document: the bytes that a browser sent are
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
"""Seconds after which a document that nobody needed is let go of."""


class Unreadable(Refused):
    """The log of a clause cannot be read: it holds an edit that should never have been let in."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            _l(
                "The text being written in this clause cannot be read just now: its last version is shown. Nothing is "
                "lost; whoever runs this site can mend it with the command “charter repair”."
            )
        )


class LiveDocument:
    """A document made of committed edits only, and the number of the last one in it.

    What it is made of is kept as bytes. The document itself, some ten times as large, is built when somebody needs it
    and let go of when nobody has for a while: plain typing needs the placement alone.
    """

    def __init__(self, edits: Iterable[tuple[int, bytes]] = (), index: bytes = b"", epoch: str = "") -> None:
        """`index`: the item index of the first of the edits, if that is a snapshot."""
        self.epoch = epoch
        self.seq = 0
        self.weight = 0
        """Bytes that the document may have, at most."""
        self.edits_since_snapshot = 0
        """Edits taken in since the last snapshot."""
        self._packed = b""
        self._edits: list[bytes] = []
        """Those that came after what is packed."""
        self._doc: Doc[Any] | None = None
        self._needed = monotonic()
        self._placement: PlacementIndex | None = None
        self._index = ItemIndex(index)
        self._unindexed: list[bytes] = []
        self.apply(edits)

    def apply(self, edits: Iterable[tuple[int, bytes]], placed: Collection[bytes] = ()) -> list[bytes]:
        """Take in edits that are committed, in the order of the log; returns those that are new here. Those in
        `placed` stand in the placement already."""
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
        """Place what another process let in; read the whole again where its updates came in between those here."""
        try:
            self.placement.take(decode(blob))
        except (UnsupportedContent, MissingDependency):
            self.reset_placement()

    @property
    def placement(self) -> PlacementIndex:
        """What stands where, edits under way included; `reset_placement` returns to what is committed. Raises
        Unreadable."""
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
        """The item index of what is committed."""
        while self._unindexed:
            self._index.take(decode(self._unindexed.pop()))
        return self._index

    def reset_placement(self) -> None:
        """Read the placement again when it is next needed: an update that was tried on it did not come to pass."""
        self._placement = None

    def state(self) -> bytes:
        """The whole document, encoded."""
        state = self.doc.get_update()
        self.weight = len(state)
        return state

    def vector(self) -> bytes:
        """What this room knows, as a state vector."""
        return self.doc.get_state()

    def since(self, vector: bytes) -> bytes:
        """Everything this room knows that the holder of `vector` does not; ValueError if it is no vector."""
        return self.doc.get_update(vector)

    def scratch(self) -> Doc[Any]:
        """A copy to try an update on."""
        copy: Doc[Any] = Doc()
        copy.apply_update(self.state())
        return copy

    @property
    def doc(self) -> Doc[Any]:
        """The document, to read. Raises Unreadable."""
        self._needed = monotonic()
        if self._doc is None:
            doc: Doc[Any] = Doc()
            _take(doc, [zlib.decompress(self._packed), *self._edits] if self._packed else self._edits)
            self._doc = doc
        return self._doc

    def pack(self) -> None:
        """Let go of the document if nobody has needed it for a while."""
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
