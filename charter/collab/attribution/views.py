"""The contributors of a version or of the live text, as pages show them."""

from typing import Any

from charter.clauses.models import Clause, Version
from charter.clauses.versions.automatic import AnyVersion
from charter.collab.attribution import annotated_text, authorship
from charter.collab.attribution.contributors import Contributors, Share, characters_by_author
from charter.collab.attribution.share_counts import share_counts
from charter.collab.storage import update_log
from charter.collab.ydoc import to_prosemirror
from charter.collab.ydoc.document import LiveDocument


def of_version(version: AnyVersion, with_names: bool) -> dict[str, Any]:
    """The context of `history/authors.html` for a version; names of members only `with_names`."""
    if isinstance(version, Version):
        document = LiveDocument([(1, version.state)])
    else:
        document = LiveDocument(*update_log.load(version.clause_id, version.seq))
    return _part(version.clause_id, document, with_names)


def of_live_text(clause: Clause, with_names: bool) -> dict[str, Any]:
    """The same for the live text of a clause."""
    return _part(clause.id, LiveDocument(*update_log.load(clause.id)), with_names)


def shares(version: Version) -> list[Share]:
    """The share of each association in a version, the largest first."""
    return Contributors(share_counts.of(version), with_names=False).shares()


def _part(clause_id: int, document: LiveDocument, with_names: bool) -> dict[str, Any]:
    words = authorship.authored_words(clause_id, document.state())
    contributors = Contributors(characters_by_author(words), with_names)
    return {
        "text": annotated_text.annotate(to_prosemirror.content(document.doc), words, contributors),
        "contributors": list(contributors),
        "shares": contributors.shares(),
    }
