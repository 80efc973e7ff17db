"""Make a clause with its first words; cut versions of it."""

from flask_babel import lazy_gettext as _l

from charter.accounts.models import Member
from charter.charters import queries as charters
from charter.clauses import actions as clauses
from charter.clauses import queries as clause_queries
from charter.clauses.models import Clause, Version
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
    charter_id: int, section_id: int | None, heading: str, by: Member | None, content: Content = from_prosemirror.EMPTY
) -> Clause:
    """A new clause, last in its section (or the preamble, without one); the server writes its first words, once."""
    with writing():
        charter = clauses.open_charter(charter_id)
        clause = clauses.add_clause(charter, section_id, heading)
        doc = from_prosemirror.document(content)
        update_log.seed(clause.id, doc.client_id, doc.get_update(), by)
        first = published.cut(clause, charter.language, to_prosemirror.text(doc), "created", by)
        clauses.record_added(clause, first, by)
    signals.changed.send(f"charter:{charter_id}", part="outline")
    return clause


def publish(clause_id: int, note: str, by: Member) -> Version | None:
    """Cut a version of the live text, so that the public reads it; None when the newest one has these very words.

    Refused unless the clause is in drafting.
    """
    with writing():
        clause = clause_queries.get(clause_id)
        charter_id = clauses.open_charter(clause.charter_id).id
        if clause.stage != "drafting":
            raise Refused(_l("Only a clause in drafting can be changed."))
        before = published.newest(clause_id)
        version = cut_version(clause, "published", by, text_input.text(note, text_input.MAX_REASON_LENGTH))
        if version == before:
            return None
        facts = {"number": version.number, "digest": version.digest, "note": version.note}
        journal.record("clause.published", f"clause:{clause_id}", by=by, charter_id=charter_id, **facts)
    signals.changed.send(f"clause:{clause_id}", part="versions")
    signals.changed.send(f"charter:{charter_id}", part="outline")
    return version


def cut_version(clause: Clause, cause: str, by: Member | None, note: str = "") -> Version:
    """A version of what the log holds now, in the open transaction: so no edit can slip in after it."""
    language = charters.get(clause.charter_id).language
    return published.cut(clause, language, live_text.committed_text(clause.id), cause, by, note)
