"""Who wrote which words of a version, or of the text as it is now: what the pages show."""

from typing import Any

from charter.clauses.models import Clause, Version
from charter.collab import attribution, marked, reading, store
from charter.collab.hands import Hands, Share, counted
from charter.collab.room import Room


def of_version(version: Version, with_names: bool) -> dict[str, Any]:
    """What `collab/authors.html` needs to show a version; members' names only `with_names`."""
    return _part(version.clause_id, Room([(1, version.state)]), with_names)


def of_live_text(clause: Clause, with_names: bool) -> dict[str, Any]:
    """The same of a clause's text as the log has it now."""
    return _part(clause.id, Room(store.load(clause.id)), with_names)


def shares(version: Version) -> list[Share]:
    """How much of a version each association wrote, the most first."""
    return Hands(counted(attribution.signed(version.clause_id, version.state)), with_names=False).shares()


def _part(clause_id: int, room: Room, with_names: bool) -> dict[str, Any]:
    words = attribution.signed(clause_id, room.state())
    hands = Hands(counted(words), with_names)
    return {
        "text": marked.laid_out(reading.content(room.doc), words, hands),
        "hands": list(hands),
        "shares": hands.shares(),
    }
