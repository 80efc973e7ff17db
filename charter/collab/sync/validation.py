"""Validation: what an update must satisfy before it is committed.

In the order of their cost: its size and its decoded content; the client ids under which it was
written; where its items would stand; and unless it is plain typing, the schema, on a copy of the
document.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask_babel import lazy_gettext as _l
from pycrdt import Doc, get_update

from charter.collab.ydoc import decoder_errors, encoding, to_prosemirror, update_decoder
from charter.collab.ydoc.item_index import high_surrogates
from charter.collab.ydoc.placement import PlacementIndex
from charter.collab.ydoc.struct_store import OriginsOutOfOrder, StructStore
from charter.collab.ydoc.update_decoder import DecodedUpdate, MissingDependency, UnsupportedContent
from charter.content import schema
from charter.core.errors import Invalid, NotAllowed, Outdated

MAX_UPDATE_BYTES = 64 * 1024
"""Of one update. A browser splits what is larger than `MAX_BYTES` of
`static/js/collab/sync/split-update.js`, half of this, so that a paste is bounded by
`MAX_CLAUSE_BYTES` alone."""
MAX_CLAUSE_BYTES = 1024 * 1024
"""Of a whole document with its deleted items; a clause that needs more is a chapter."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
"""Characters that stand for no sign: databases, XML or typesetting refuse a text with them."""


def read(update: bytes) -> DecodedUpdate:
    """Decode an update. Raises Invalid for what is none, is too large, or must not reach the CRDT
    library."""
    if not isinstance(update, bytes):
        raise Invalid(_l("This message was not understood."))
    if len(update) > MAX_UPDATE_BYTES:
        raise Invalid(_l("This change is too large. Paste it in smaller pieces."))

    try:
        decoded = update_decoder.decode(update)
    except UnsupportedContent:
        raise unsupported() from None
    check_marks(decoded)
    if any(_CONTROL.search(struct.text) for struct in decoded.structs):
        raise unsupported()
    return decoded


def check_marks(update: DecodedUpdate) -> None:
    """Raise Invalid unless all marks have attributes that the schema allows."""
    marks = (struct for struct in update.structs if struct.kind == update_decoder.CONTENT_FORMAT)
    if not all(schema.is_mark_value(mark.name, mark.value) for mark in marks):
        raise unsupported()


def without_known(
    placement: PlacementIndex,
    update: bytes,
    decoded: DecodedUpdate,
) -> tuple[bytes, DecodedUpdate]:
    """An update without the items that have come before. Raises Invalid.

    A client that missed an acknowledgement sends the same items again, together with newer ones:
    a repeated update is idempotent.
    """
    known = {client: placement.clock(client) for client in decoded.clients}
    repeated = [struct for struct in decoded.structs if struct.clock < known[struct.client]]
    if not repeated:
        return update, decoded

    # Between the two UTF-16 units of one character nothing may be cut.
    if any(known[each.client] - each.clock - 1 in high_surrogates(each.text) for each in repeated):
        raise unsupported()

    # Readers skip what they know, but decode it first: repeated items with another content than the
    # first ones could stop them, so they never reach the log.
    with _decoding():
        rest = get_update(update, encoding.encode_state_vector(known))
    return rest, read(rest)


def check_authors(update: DecodedUpdate, leased: frozenset[int]) -> None:
    """Raise NotAllowed unless everything in it was inserted under client ids leased to its
    sender."""
    # The client id stands in every character for ever, and says whose words they are: nobody may
    # use another's.
    if not update.clients <= leased:
        raise NotAllowed(_l("These words were written in somebody else’s name."))


def place(placement: PlacementIndex, update: DecodedUpdate) -> bool:
    """Add an update to a placement index; returns whether it is plain typing, which no copy need be
    tried for.

    Raises Invalid, or MissingDependency; then the index is unusable.
    """
    try:
        return placement.add(update)
    except UnsupportedContent:
        raise unsupported() from None


def check_size(size: int) -> None:
    """Raise Invalid when a document would have more bytes than a clause may."""
    if size > MAX_CLAUSE_BYTES:
        raise Invalid(_l("This clause is full. Move a part of it to another clause."))


def check_on_copy(copy: Doc[Any], updates: Iterable[bytes]) -> None:
    """Apply updates to a copy of the document.

    Raises Invalid if one of them is no update or they leave the schema, MissingDependency if one is
    incomplete.
    """
    with _decoding():
        for update in updates:
            _apply(copy, update)
        schema.checked(to_prosemirror.content(copy))
        to_prosemirror.check_order_independence(copy)


@contextmanager
def _decoding() -> Iterator[None]:
    """Every error of the CRDT library is a refusal of the update that caused it."""
    try:
        with decoder_errors.as_errors():
            yield
    except schema.NotInSchema:
        raise unsupported() from None
    except MissingDependency:
        raise
    except Exception:
        raise Invalid(_l("This message was not understood.")) from None


def _apply(copy: Doc[Any], update: bytes) -> None:
    """Apply an update. Raises MissingDependency if an item finds no place, or a deletion nothing to
    delete."""
    copy.apply_update(update)

    # What the document lacks after the update was applied is what it keeps aside as pending: it
    # would be stored, and invisible to the check of the schema, until what it depends on comes.
    left_over = get_update(update, copy.get_state())
    if left_over[0] != 0:  # how many clients have structs in it
        raise MissingDependency
    known = encoding.decode_state_vector(copy.get_state())
    for client, clock, length in update_decoder.decode(left_over).delete_set:
        if clock + length > known.get(client, 0):
            raise MissingDependency


def check_origins(before: bytes, updates: Iterable[DecodedUpdate]) -> None:
    """Raise Invalid if an item's right origin stands before its origin in a document that begins as
    `before`.

    It would stand in one place for those who receive it, and in another for those who load the
    whole document.
    """
    store = StructStore()
    store.integrate(update_decoder.decode(before))
    try:
        for update in updates:
            store.integrate(update, strict=True)
    except OriginsOutOfOrder:
        raise unsupported() from None


def unsupported() -> Invalid:
    """The refusal of content that no clause is made of."""
    return Invalid(_l("This change holds something that a clause cannot hold."))


def outdated() -> Outdated:
    """The refusal by the database of what the server writes for several."""
    return Outdated(
        _l(
            "Nothing was changed: somebody has written in this clause since, it is closed, or this was decided "
            "meanwhile. Look at it again."
        )
    )


def closed() -> NotAllowed:
    """The refusal by the database at the commit: the clause is frozen, or the author may not edit
    any more."""
    return NotAllowed(
        _l("This clause is closed to you for now: a vote is open, or the stage or your role has changed.")
    )
