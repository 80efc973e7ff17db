"""Template context for the pages of versions."""

from datetime import timedelta
from typing import Any

from markupsafe import Markup

from charter.accounts import current
from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.clauses.models import Clause
from charter.clauses.versions import automatic
from charter.clauses.versions import published as published_versions
from charter.clauses.versions.comparison import Draft
from charter.collab.attribution import views
from charter.collab.publishing import autosave
from charter.collab.storage import live_text
from charter.collab.ydoc.document import Unreadable
from charter.core import digest as digests
from charter.web.access import may
from charter.web.input import text_input
from charter.web.rendering import font_coverage


def found(slug: str, clause_id: int) -> tuple[Charter, Clause]:
    """The charter and its clause, or NotFound if the person may not read them."""
    charter = charters.by_slug(slug, current.reader())
    return charter, clauses.of(charter, clause_id)


def beside(clause: Clause) -> dict[str, Any]:
    """The clauses before and after this one, and the number of the newest version of each."""
    around = clauses.around(clause.charter_id, clause.id)
    ids = [each.id for each in (around.before, around.after) if each]
    return {"around": around, "newest": published_versions.newest_numbers(ids)}


def draft(charter: Charter, clause: Clause) -> Draft | None:
    """The text being written, for those who may read it and while it can be read and changed."""
    if clause.stage != "drafting" or not may("clauses.read_live"):
        return None
    try:
        content = live_text.committed_text(clause.id).content
    except Unreadable:
        return None
    return Draft(digests.normal(content), digests.normal(clause.heading), charter.language)


def versions_list(slug: str, clause_id: int) -> dict[str, Any]:
    """What `history/_versions.html` needs; `live` is the text as the person may read it, `live_html` the same as it is
    stored, and `between` holds the automatic versions after each published one, which members see."""
    member = current.reader()
    _charter, clause = found(slug, clause_id)
    history = published_versions.all_versions(clause_id)
    read, is_readable = live_text.text_or_version(clause_id, history[0]) if member else (history[0], True)
    live = read.markup
    return {
        "slug": slug,
        "clause": clause,
        "history": history,
        "max_note_length": text_input.MAX_NOTE_LENGTH,
        "between": automatic.by_published(clause_id) if member else {},
        "idle_minutes": autosave.IDLE_AFTER // timedelta(minutes=1),
        "live": live,
        "live_html": read.html,
        "live_is_published": live == history[0].markup,
        "is_readable": is_readable,
        "undrawn": _undrawn(clause, live) if may("clauses.publish") else "",
        "shares": views.shares(history[0]),
    }


def _undrawn(clause: Clause, live: Markup) -> str:
    """The characters of a clause that the PDF cannot draw, named."""
    return font_coverage.listed(font_coverage.undrawn(f"{clause.heading} {live.striptags()}"))
