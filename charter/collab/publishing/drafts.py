"""Where the text being written differs from the published one, for all clauses of a charter at once.

A text is opened only where it could differ and was edited since it was last compared: an edit, a version and an epoch
decide what the answer is, so it is kept as long as they are the last ones.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import func, select
from werkzeug.local import LocalProxy

from charter.clauses.models import Clause, Version
from charter.collab.models import Document, Edit
from charter.collab.storage import update_log
from charter.collab.ydoc import to_prosemirror
from charter.collab.ydoc.document import LiveDocument, Unreadable
from charter.content import schema
from charter.core import digest as digests
from charter.database import db


@dataclass(frozen=True)
class Draft:
    """The last edit of a clause, and whether its words are other ones than those of the newest version."""

    seq: int
    at: datetime
    member_id: int | None
    differs: bool


@dataclass(frozen=True)
class _LastEdit:
    clause_id: int
    seq: int
    at: datetime
    member_id: int | None
    epoch: str
    is_first: bool
    stage: str
    heading: str


Key = tuple[int, int, str]
"""The last edit, the newest version, the epoch of the document."""


class DraftComparisons:
    """What was compared last for each clause, in one app."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Key, bool]] = {}

    def of(self, keys: dict[int, Key]) -> dict[int, bool]:
        """Whether the words of these clauses differ from those of the version; texts that changed since are read."""
        missing = [clause_id for clause_id, key in keys.items() if self._known.get(clause_id, ((), False))[0] != key]
        for clause_id, differs in _compared({each: keys[each][1] for each in missing}).items():
            self._known[clause_id] = keys[clause_id], differs
        return {clause_id: self._known[clause_id][1] for clause_id in keys if clause_id in self._known}


def of_charter(charter_id: int, versions: dict[int, Version]) -> dict[int, Draft]:
    """The draft of each clause of a charter, given its newest version, by clause id."""
    last = [each for each in _last_edits(charter_id) if each.clause_id in versions]
    open_ones = [each for each in last if _may_differ(each, versions[each.clause_id])]
    keys = {each.clause_id: (each.seq, versions[each.clause_id].id, each.epoch) for each in open_ones}
    words = draft_comparisons.of(keys)

    return {
        each.clause_id: Draft(
            each.seq,
            each.at,
            each.member_id,
            words.get(each.clause_id, False) or _is_renamed(each, versions[each.clause_id]),
        )
        for each in last
    }


def _may_differ(last: _LastEdit, version: Version) -> bool:
    # A vote opens on a version that is cut in its own transaction, and no edit is accepted from then on. A clause
    # is created with its first version: until a second edit they are the same.
    return last.stage == "drafting" and not (version.number == 1 and last.is_first)


def _is_renamed(last: _LastEdit, version: Version) -> bool:
    return last.stage == "drafting" and digests.normal(last.heading) != version.heading


def _last_edits(charter_id: int) -> list[_LastEdit]:
    of_clause = (Edit.clause_id == Clause.id, update_log.is_not_set_aside())
    last = select(func.max(Edit.seq)).where(*of_clause).correlate(Clause).scalar_subquery()
    first = select(func.min(Edit.seq)).where(Edit.clause_id == Clause.id).correlate(Clause).scalar_subquery()
    query = (
        select(Clause.id, Edit.seq, Edit.at, Edit.member_id, Document.epoch, Edit.seq == first)
        .add_columns(Clause.stage, Clause.heading)
        .select_from(Clause)
        .join(Edit, Edit.seq == last)
        .join(Document, Document.clause_id == Clause.id)
        .where(Clause.charter_id == charter_id)
    )
    return [_LastEdit(*row) for row in db.session.execute(query)]


def _compared(versions: dict[int, int]) -> dict[int, bool]:
    """Whether each clause says something else than a version of it; those that cannot be read are left out."""
    if not versions:
        return {}
    query = select(Version.clause_id, Version.content).where(Version.id.in_(versions.values()))
    contents = {clause_id: content for clause_id, content in db.session.execute(query)}
    found = {}

    for clause_id, (edits, index) in update_log.load_many(list(versions)).items():
        try:
            words = schema.as_json(schema.checked(to_prosemirror.content(LiveDocument(edits, index).doc)))
        except (Unreadable, schema.NotInSchema):
            continue
        found[clause_id] = digests.normal(words) != contents[clause_id]
    return found


draft_comparisons: DraftComparisons = LocalProxy(  # type: ignore[assignment]
    lambda: current_app.extensions["collab"].draft_comparisons
)
"""Those of the present app."""
