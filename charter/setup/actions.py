"""Start a charter from another one; import the settings of a charter from a file."""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from flask_babel import lazy_gettext as _l

from charter.accounts.models import Member
from charter.charters import actions as charters
from charter.charters import queries as charter_queries
from charter.charters.assembly import Assembly
from charter.charters.models import Charter
from charter.clauses import actions as clauses
from charter.clauses import queries as clause_queries
from charter.clauses.models import Clause
from charter.clauses.versions import published
from charter.collab.publishing import actions as publishing
from charter.collab.storage import live_text
from charter.collab.ydoc import from_prosemirror
from charter.collab.ydoc.document import Unreadable
from charter.content.schema import Content
from charter.core import signals
from charter.core.errors import Invalid, NotAllowed, Refused
from charter.database import writing
from charter.journal import actions as journal
from charter.setup import queries
from charter.setup.rules import DECISIONS_PART, NOTHING, PARTS, PROXIES_PART, RIGHTS_PART, TEXTS, CharterSettings
from charter.votes.decisions import changing
from charter.votes.roll import proxies


@dataclass(frozen=True)
class Start:
    """A new charter: its description, its assembly, and what it takes over of which other one."""

    title: str
    summary: str
    language: str
    assembly: Assembly | None
    source_id: int
    content: str = TEXTS
    with_settings: bool = True


def start(new: Start, by: Member) -> Charter:
    """Start a charter from another one, without its history: whoever starts it is the author of each
    text. NotAllowed unless they take part in the other one: its drafts are copied."""
    with writing():
        charter = charters.begin(new.title, new.summary, new.language, by, new.assembly)
        charter_queries.require_part(by, new.source_id)
        source = charter_queries.get(new.source_id)
        if new.with_settings:
            _apply(charter, queries.settings_of(source), PARTS, by)
        if new.content != NOTHING:
            _copy_outline(source, charter, new.content, by)

        facts = {"source": source.id, "content": new.content, "settings": new.with_settings}
        journal.record("charter.started_from", f"charter:{charter.id}", by=by, charter_id=charter.id, **facts)
    return charter


def _copy_outline(source: Charter, charter: Charter, content: str, by: Member) -> None:
    outline = clause_queries.outline(source.id)

    def copy(clause: Clause, section_id: int | None) -> None:
        words = _words(clause) if content == TEXTS else from_prosemirror.EMPTY
        publishing.append_clause(charter, section_id, clause.heading, by, words)

    for each in outline.preamble:
        copy(each.clause, None)
    for section in outline.sections:
        made = clauses.append_section(charter, section.section.title, by)
        for each in section.clauses:
            copy(each.clause, made.id)


def _words(clause: Clause) -> Content:
    """The words of a clause as they stand now; those of its last version if the log cannot be read."""
    try:
        return live_text.committed_text(clause.id).content
    except Unreadable:
        newest = published.newest(clause.id)
        if newest is None:
            raise
        return newest.content


def import_settings(charter_id: int, settings: CharterSettings, parts: Collection[str], seen: str, by: Member) -> None:
    """Take over parts of a file of settings, all or none. `seen`: the digest of the settings that the
    charter had when that was shown; Refused if they are other ones by now."""
    if not parts:
        raise Invalid(_l("Tick what is to be taken over."))
    if not set(parts) <= set(queries.parts_of(by.role)):
        raise NotAllowed(_l("Your role does not allow this."))

    with writing():
        charter = clauses.open_charter(charter_id)
        if digest_of(charter) != seen:
            raise Refused(_l("The settings were changed meanwhile. Look again at what the file would change."))
        queries.check_names(settings)
        _apply(charter, settings, parts, by)
        facts = {"parts": [each for each in PARTS if each in parts], "format": settings.as_json()["format"]}
        journal.record("charter.settings_imported", f"charter:{charter.id}", by=by, charter_id=charter.id, **facts)

    for part in ("stage", "votes"):
        signals.changed.send(f"charter:{charter_id}", part=part)


def digest_of(charter: Charter) -> str:
    """SHA-256 of the settings of a charter now."""
    return sha256(queries.written(charter)).hexdigest()


def _apply(charter: Charter, settings: CharterSettings, parts: Collection[str], by: Member) -> None:
    now = queries.settings_of(charter)
    if RIGHTS_PART in parts and settings.rights != now.rights:
        charters.replace_rights(charter, set(settings.rights), by)
    if PROXIES_PART in parts and settings.most_proxies != now.most_proxies:
        proxies.replace_cap(charter, settings.most_proxies, by)
    if DECISIONS_PART in parts:
        changing.replace_settings(charter.id, changing.clean(settings.decisions), by)
