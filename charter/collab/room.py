"""One clause being edited: a CRDT document that is never ahead of the log.

The room holds no socket and no database session, and never observes the document: the bytes that a browser sent are
the bytes that the others receive.
"""

from collections.abc import Iterable
from typing import Any

from pycrdt import Doc


class Room:
    """A document made of committed updates only."""

    def __init__(self, updates: Iterable[bytes] = ()) -> None:
        self._doc: Doc[Any] = Doc()
        self.apply(updates)

    def apply(self, updates: Iterable[bytes]) -> None:
        """Take in updates that are already committed."""
        with self._doc.transaction():
            for update in updates:
                self._doc.apply_update(update)

    def vector(self) -> bytes:
        """What this room knows, as a state vector."""
        return self._doc.get_state()

    def since(self, vector: bytes) -> bytes:
        """Everything this room knows that the holder of `vector` does not; ValueError if it is no vector."""
        return self._doc.get_update(vector)

    def scratch(self) -> Doc[Any]:
        """A copy to try an update on."""
        copy: Doc[Any] = Doc()
        copy.apply_update(self._doc.get_update())
        return copy

    @property
    def doc(self) -> Doc[Any]:
        """The document, to read."""
        return self._doc
