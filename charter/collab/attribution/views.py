"""The contributors of a version or of the live text, as pages show them."""

from collections.abc import Collection
from typing import Any

from charter.accounts import queries as accounts
from charter.clauses.models import Clause, Version
from charter.clauses.versions.automatic import AnyVersion
from charter.collab.attribution import annotated_text, authorship, contributors
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


def shares_of_many(versions: Collection[Version]) -> dict[int, list[Share]]:
    """The same for several versions, by id, in a bounded number of statements; without those that are not counted
    yet."""
    counts = share_counts.of_many(versions)
    every = {by.association_id for each in counts.values() for _count, by in each if by.association_id}
    associations = accounts.associations_by_id(every)
    return {version_id: contributors.shares(each, associations) for version_id, each in counts.items()}


def _part(clause_id: int, document: LiveDocument, with_names: bool) -> dict[str, Any]:
    words = authorship.authored_words(clause_id, document.state())
    authors = Contributors(characters_by_author(words), with_names)
    return {
        "text": annotated_text.annotate(to_prosemirror.content(document.doc), words, authors),
        "contributors": list(authors),
        "shares": authors.shares(),
    }
