"""What stands between a browser's bytes and the document: size and contents in bytes; whose words they are; where they
would stand; and, unless they are plain typing, the schema on a scratch copy."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask_babel import lazy_gettext as _l
from pycrdt import Doc, get_update

from charter.collab.ydoc import decoder_errors, state_vector, struct_store, to_prosemirror, update_decoder
from charter.collab.ydoc.item_index import first_halves
from charter.collab.ydoc.placement import MissingDependency, PlacementIndex
from charter.collab.ydoc.update_decoder import DecodedUpdate
from charter.content import schema
from charter.core.errors import Invalid, NotAllowed

MAX_UPDATE_BYTES = 64 * 1024
"""Bytes of one update; a paste of thirty pages fits."""
MAX_CLAUSE_BYTES = 1024 * 1024
"""Bytes of a whole clause with its history; a clause that needs more is a chapter."""


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
"""Characters that stand for no sign: databases, XML or typesetting refuse a text with them."""


class Incomplete(Exception):
    """An update builds on others that have not come: it would lie in wait unseen until they do."""


def read(update: bytes) -> DecodedUpdate:
    """The update's items; raise Invalid for what is no update, is too large for one, or must not reach the decoder."""
    if not isinstance(update, bytes):
        raise Invalid(_l("This message was not understood."))
    if len(update) > MAX_UPDATE_BYTES:
        raise Invalid(_l("This change is too large. Paste it in smaller pieces."))
    try:
        scanned = update_decoder.decode(update)
    except update_decoder.UnsupportedContent:
        raise foreign() from None
    check_values(scanned)
    if any(_CONTROL.search(run.words) for run in scanned.structs):
        raise foreign()
    return scanned


def check_values(update: DecodedUpdate) -> None:
    """Raise Invalid unless all marks say what the schema lets them say."""
    if not all(
        run.kind != update_decoder.CONTENT_FORMAT or schema.is_mark_value(run.tag, run.value) for run in update.structs
    ):
        raise foreign()


def trimmed(placement: PlacementIndex, update: bytes, scanned: DecodedUpdate) -> tuple[bytes, DecodedUpdate]:
    """An update without what has come before: whoever did not hear that it was kept sends it again, beside newer words.

    What is skipped would still be decoded by every reader, so it never goes on. Raises Invalid.
    """
    known = {client: placement.known(client) for client in scanned.clients}
    again = [run for run in scanned.structs if run.clock < known[run.client]]
    if not again:
        return update, scanned
    if any(known[run.client] - run.clock - 1 in first_halves(run.words) for run in again):
        raise foreign()
    with _decoding():
        rest = get_update(update, state_vector.vector_of(known))
    return rest, read(rest)


def check_authors(update: DecodedUpdate, leased: frozenset[int]) -> None:
    """Raise NotAllowed unless everything new was written under client ids leased to the one who sends it."""
    if not update.clients <= leased:
        raise NotAllowed(_l("These words were written in somebody else’s name."))


def place(placement: PlacementIndex, update: DecodedUpdate) -> bool:
    """Let an update into the placement of a document; returns whether it is plain typing, which needs no trial.

    Raises Invalid, or Incomplete when it builds on something that has not come; then the placement is spoilt.
    """
    try:
        return placement.take(update)
    except MissingDependency:
        raise Incomplete from None
    except update_decoder.UnsupportedContent:
        raise foreign() from None


def brings_nothing(placement: PlacementIndex, update: DecodedUpdate) -> bool:
    """Whether a document has all that an update holds already. Raises Incomplete when it deletes what has not come."""
    try:
        return placement.brings_nothing(update)
    except MissingDependency:
        raise Incomplete from None


def check_weight(weight: int) -> None:
    """Raise Invalid when a document would weigh more bytes than a clause may."""
    if weight > MAX_CLAUSE_BYTES:
        raise Invalid(_l("This clause is full. Move a part of it to another clause."))


def try_out(scratch: Doc[Any], updates: Iterable[bytes]) -> None:
    """Apply updates to a scratch copy; raise Invalid if one is no update or they leave the schema, and Incomplete if
    one builds on something that has not come (the CRDT would keep it aside, invisible to the schema check).
    """
    with _decoding():
        for update in updates:
            _apply(scratch, update)
        schema.checked(to_prosemirror.content(scratch))
        check_order(scratch)


@contextmanager
def _decoding() -> Iterator[None]:
    """Whatever the decoder says of an update is a refusal."""
    try:
        with decoder_errors.as_errors():
            yield
    except schema.NotInSchema:
        raise foreign() from None
    except Incomplete:
        raise
    except Exception:
        raise Invalid(_l("This message was not understood.")) from None


def check_neighbours(before: bytes, updates: Iterable[DecodedUpdate]) -> None:
    """Raise Invalid if an item's right neighbour stands before its left one in a document that begins as `before`: it
    would stand in one place for those who see it come, and in another for those who load the whole."""
    document = struct_store.StructStore()
    document.take(update_decoder.decode(before))
    try:
        for update in updates:
            document.take(update, strict=True)
    except struct_store.OrderConflict:
        raise foreign() from None


def _apply(scratch: Doc[Any], update: bytes) -> None:
    """Apply an update; raise Incomplete if an item of it finds no place, or a deletion nothing to delete."""
    scratch.apply_update(update)
    left_over = get_update(update, scratch.get_state())
    if left_over[0] != 0:  # the number of authors whose items did not find their place
        raise Incomplete
    known = state_vector.state_vector(scratch.get_state())
    if any(end > known.get(client, 0) for client, end in state_vector.deletions(left_over[1:])):
        raise Incomplete


def check_order(doc: Doc[Any]) -> None:
    """Raise NotInSchema when a document does not read as its own copy does. Items whose neighbours contradict each
    other stand in one place for those who saw them come, and in another for those who load the whole."""
    loaded: Doc[Any] = Doc()
    loaded.apply_update(doc.get_update())
    if to_prosemirror.content(loaded) != to_prosemirror.content(doc):
        raise schema.NotInSchema("the text depends on the order of its edits")


def foreign() -> Invalid:
    """What the author of something that no clause is made of hears."""
    return Invalid(_l("This change holds something that a clause cannot hold."))


def closed() -> NotAllowed:
    """What the author hears when the database did not let an edit in: frozen, or no right to edit any more."""
    return NotAllowed(
        _l("This clause is closed to you for now: a vote is open, or the phase or your role has changed.")
    )
