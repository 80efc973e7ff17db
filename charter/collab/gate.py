"""What stands between a browser's bytes and the document: size and contents in bytes, then schema on a scratch copy."""

from typing import Any

from flask_babel import lazy_gettext as _l
from pycrdt import Doc, get_update

from charter.collab import encoding, reading, scan, schema
from charter.core.errors import Invalid, NotAllowed

LARGEST_UPDATE = 64 * 1024
"""Bytes of one update; a paste of thirty pages fits."""
LARGEST_CLAUSE = 256 * 1024
"""Bytes of a whole clause with its history; a clause that needs more is a chapter."""


class Incomplete(Exception):
    """An update builds on others that have not come: it would lie in wait unseen until they do."""


def check_bytes(update: bytes) -> None:
    """Raise Invalid for what is no update, is too large for one, or must not reach the decoder."""
    if not isinstance(update, bytes):
        raise Invalid(_l("This message was not understood."))
    if len(update) > LARGEST_UPDATE:
        raise Invalid(_l("This change is too large. Paste it in smaller pieces."))
    try:
        scan.check(update, reading.ROOT, schema.spec()["nodes"], schema.spec()["marks"])
    except scan.Foreign:
        raise Invalid(_l("This change holds something that a clause cannot hold.")) from None


def check(scratch: Doc[Any], update: bytes) -> None:
    """Apply `update` to a scratch copy; raise Invalid if it is no update or leaves the schema, and Incomplete if it
    builds on something that has not come (the CRDT would keep it aside, invisible to the schema check).

    After a refusal the scratch copy is spoilt. Catches BaseException: a panic of the Rust side is not an Exception.
    """
    try:
        _apply(scratch, update)
        schema.checked(reading.content(scratch))
        _check_order(scratch)
    except schema.NotInSchema:
        raise Invalid(_l("This change holds something that a clause cannot hold.")) from None
    except (Incomplete, KeyboardInterrupt, SystemExit):
        raise
    except BaseException:
        raise Invalid(_l("This message was not understood.")) from None


def _apply(scratch: Doc[Any], update: bytes) -> None:
    """Apply an update; raise Incomplete if an item of it finds no place, or a deletion nothing to delete."""
    scratch.apply_update(update)
    left_over = get_update(update, scratch.get_state())
    if left_over[0] != 0:  # the number of authors whose items did not find their place
        raise Incomplete
    known = encoding.state_vector(scratch.get_state())
    if any(end > known.get(client, 0) for client, end in encoding.deletions(left_over[1:])):
        raise Incomplete


def _check_order(scratch: Doc[Any]) -> None:
    """Items whose neighbours contradict each other stand in one place for those who saw them come, and in another for
    those who load the whole: readers would not see the same text."""
    whole = scratch.get_update()
    if len(whole) > LARGEST_CLAUSE:
        raise schema.NotInSchema("larger than a clause may be")
    loaded: Doc[Any] = Doc()
    loaded.apply_update(whole)
    if reading.content(loaded) != reading.content(scratch):
        raise schema.NotInSchema("the text depends on the order of its edits")


def closed() -> NotAllowed:
    """What the author hears when the database did not let an edit in: frozen, or no right to edit any more."""
    return NotAllowed(
        _l("This clause is closed to you for now: a vote is open, or the phase or your role has changed.")
    )
