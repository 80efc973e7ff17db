"""Who wrote which words of a version, or of the text as it is now: what the pages show."""

from typing import Any

from charter.clauses.models import Clause, Version
from charter.clauses.versions.automatic import AnyVersion
from charter.collab.attribution import annotated_text, authorship
from charter.collab.attribution.contributors import Hands, Share, counted
from charter.collab.attribution.share_counts import share_counts
from charter.collab.storage import update_log
from charter.collab.ydoc import to_prosemirror
from charter.collab.ydoc.document import LiveDocument


def of_version(version: AnyVersion, with_names: bool) -> dict[str, Any]:
    """What `history/authors.html` needs to show a version; members' names only `with_names`."""
    edits = [(1, version.state)] if isinstance(version, Version) else update_log.load(version.clause_id, version.seq)[0]
    return _part(version.clause_id, LiveDocument(edits), with_names)


def of_live_text(clause: Clause, with_names: bool) -> dict[str, Any]:
    """The same of a clause's text as the log has it now."""
    return _part(clause.id, LiveDocument(*update_log.load(clause.id)), with_names)


def shares(version: Version) -> list[Share]:
    """How much of a version each association wrote, the most first."""
    return Hands(share_counts.of(version), with_names=False).shares()


def _part(clause_id: int, room: LiveDocument, with_names: bool) -> dict[str, Any]:
    words = authorship.signed(clause_id, room.state())
    hands = Hands(counted(words), with_names)
    return {
        "text": annotated_text.laid_out(to_prosemirror.content(room.doc), words, hands),
        "hands": list(hands),
        "shares": hands.shares(),
    }
