"""One clause being edited: a CRDT document that is never ahead of the log.

The room holds no socket and no database session, and never observes the document: the bytes that a browser sent are
the bytes that the others receive.
"""

from collections.abc import Collection, Iterable
from typing import Any

from pycrdt import Doc

from charter.collab import schema
from charter.collab.scan import Scan, read
from charter.collab.shape import Shape

ROOT = "prosemirror"
"""The name of the shared fragment; y-prosemirror's default."""


class Room:
    """A document made of committed edits only, and the number of the last one in it."""

    def __init__(self, edits: Iterable[tuple[int, bytes]] = ()) -> None:
        self.seq = 0
        self.weight = 0
        """Bytes that the document may have, at most."""
        self.unfolded = 0
        """Edits taken in since the last snapshot."""
        self._doc: Doc[Any] = Doc()
        self._shape: Shape | None = None
        self.apply(edits)

    def apply(self, edits: Iterable[tuple[int, bytes]], placed: Collection[bytes] = ()) -> list[bytes]:
        """Take in edits that are committed, in the order of the log; returns those that are new here. Those in
        `placed` stand in the shape already."""
        new = [(seq, blob) for seq, blob in edits if seq > self.seq]
        if self._shape:
            for _, blob in new:
                if blob not in placed:
                    self._shape.take(_read(blob))
        with self._doc.transaction():
            for seq, blob in new:
                self._doc.apply_update(blob)
                self.seq = seq
                self.weight += len(blob)
                self.unfolded += 1
        return [blob for _, blob in new]

    @property
    def shape(self) -> Shape:
        """What stands where, edits under way included; `forget_shape` returns to what is committed."""
        if self._shape is None:
            self._shape = Shape()
            self._shape.take(_read(self.state()))
        return self._shape

    def forget_shape(self) -> None:
        """Read the shape again when it is next needed: an update that was tried on it did not come to pass."""
        self._shape = None

    def state(self) -> bytes:
        """The whole document, encoded."""
        state = self._doc.get_update()
        self.weight = len(state)
        return state

    def vector(self) -> bytes:
        """What this room knows, as a state vector."""
        return self._doc.get_state()

    def since(self, vector: bytes) -> bytes:
        """Everything this room knows that the holder of `vector` does not; ValueError if it is no vector."""
        return self._doc.get_update(vector)

    def scratch(self) -> Doc[Any]:
        """A copy to try an update on."""
        copy: Doc[Any] = Doc()
        copy.apply_update(self.state())
        return copy

    @property
    def doc(self) -> Doc[Any]:
        """The document, to read."""
        return self._doc


def _read(update: bytes) -> Scan:
    return read(update, ROOT, schema.spec()["nodes"], schema.spec()["marks"])
