"""Creates a clause with its first text, and publishes versions of the live text."""

from flask_babel import lazy_gettext as _l

from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.clauses import actions as clauses
from charter.clauses import last_change
from charter.clauses import queries as clause_queries
from charter.clauses.models import Clause, Version
from charter.clauses.rules import MAX_CLAUSES_AT_ONCE
from charter.clauses.versions import published
from charter.collab.storage import live_text, update_log
from charter.collab.ydoc import from_prosemirror, to_prosemirror
from charter.content.schema import Content
from charter.core import signals
from charter.core.errors import Refused
from charter.database import writing
from charter.journal import actions as journal
from charter.web.input import text_input


def create_clause(
    charter_id: int,
    section_id: int | None,
    heading: str,
    by: Member | None,
    content: Content = from_prosemirror.EMPTY,
) -> Clause:
    """Create a clause, last in its section; without a section it is the preamble."""
    [clause] = _create(charter_id, section_id, [heading], by, content)
    return clause


def create_clauses(charter_id: int, section_id: int, headings: str, by: Member | None) -> list[Clause]:
    """Create a clause for each line of `headings`, all or none, last in their section."""
    lines = [line for line in headings.splitlines() if line.strip()]
    if not lines:
        raise Refused(_l("Give a title."))
    if len(lines) > MAX_CLAUSES_AT_ONCE:
        raise Refused(_l("At most %(most)s clauses are added at once.", most=MAX_CLAUSES_AT_ONCE))
    return _create(charter_id, section_id, lines, by, from_prosemirror.EMPTY)


def _create(
    charter_id: int, section_id: int | None, headings: list[str], by: Member | None, content: Content
) -> list[Clause]:
    with writing():
        charter = clauses.open_charter(charter_id)
        with last_change.remembered(charter_id, "clause.added", " ".join(headings[0].split()), by):
            made = [append_clause(charter, section_id, each, by, content) for each in headings]

    signals.changed.send(f"charter:{charter_id}", part="outline")
    return made


def is_written(clause_id: int) -> bool:
    """Whether a clause holds words that it was not created with."""
    newest = published.newest(clause_id)
    if newest is None or newest.number > 1:
        return True
    return live_text.committed_text(clause_id).content != newest.content


def append_clause(
    charter: Charter,
    section_id: int | None,
    heading: str,
    by: Member | None,
    content: Content = from_prosemirror.EMPTY,
    author: Member | None = None,
) -> Clause:
    """Create a clause in the caller's transaction, which has locked the charter. `author`: whose words they are, if not
    those of who adds it.

    The server writes its first text, once: two browsers that did so would insert it twice.
    """
    clause = clauses.add_clause(charter, section_id, heading)
    doc = from_prosemirror.document(content)
    update_log.seed(clause.id, doc.client_id, doc.get_update(), author or by)
    first = published.cut(clause, charter.language, to_prosemirror.text(doc), "created", by)
    clauses.record_added(clause, first, by)
    return clause


def publish(clause_id: int, note: str, by: Member) -> Version | None:
    """Publish the live text as a version; None when the newest version has the same text.

    Raises Refused unless the clause is in drafting.
    """
    with writing():
        clause = clause_queries.get(clause_id)
        charter_id = clauses.open_charter(clause.charter_id).id
        if clause.stage != "drafting":
            raise Refused(_l("Only a clause in drafting can be changed."))

        before = published.newest(clause_id)
        note = text_input.text(note, text_input.MAX_NOTE_LENGTH)
        version = cut_version(clause, "published", by, note)
        if version == before:
            return None

        subject = f"clause:{clause_id}"
        facts = {"number": version.number, "digest": version.digest, "note": version.note}
        journal.record("clause.published", subject, by=by, charter_id=charter_id, **facts)

    signals.changed.send(f"clause:{clause_id}", part="versions")
    signals.changed.send(f"charter:{charter_id}", part="outline")
    return version


def cut_version(clause: Clause, cause: str, by: Member | None, note: str = "") -> Version:
    """A version of the live text, read in the open transaction."""
    # Read and stored in one transaction that holds the write lock: no edit can be committed in
    # between.
    language = charters.get(clause.charter_id).language
    return published.cut(clause, language, live_text.committed_text(clause.id), cause, by, note)
