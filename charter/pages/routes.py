"""Home, a charter, and a clause with its comments, votes and versions."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.amendments.suggestions import cards as suggestions
from charter.amendments.views import clause_cards
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.collab.storage import live_text
from charter.comments import note_calls
from charter.comments import page_context as comment_parts
from charter.history.views import page_context as version_parts
from charter.pages import cover, reading
from charter.pages.home import overview
from charter.pages.work import page_context as work_parts
from charter.votes.views import page_context as vote_parts
from charter.web.access import allows

bp = Blueprint("pages", __name__)
Page = str | Response


@bp.get("/")
@allows("site.read")
def home() -> Page:
    """What waits for the member; the charters, how far each is, and what was decided lately."""
    member = current.voter()
    work = work_parts.of(member, work_parts.LINES_AT_HOME) if member else {}
    return render_template("pages/home/page.html", **overview.context(member), **work)


@bp.get("/help")
@allows("site.read")
def help_() -> Page:
    """How to read, draft, comment and vote; what a vote here promises and what it does not."""
    return render_template("pages/help.html")


@bp.get("/charters/<slug>")
@allows("charters.read")
def charter(slug: str) -> Page:
    """The charter: published versions, with the stage of each clause."""
    member = current.reader()
    found = charters.by_slug(slug, member)
    read = reading.context(found, member)
    first = cover.of(found, read)
    return render_template("pages/charter.html", charter=found, cover=first, **read)


@bp.get("/charters/<slug>/clauses/<int:clause_id>")
@allows("charters.read")
def clause(slug: str, clause_id: int) -> Page:
    """One clause: its text (live for members), its comments, its votes, its versions."""
    member = current.reader()
    found = charters.by_slug(slug, member)
    shown = clauses.of(found, clause_id)
    written = version_parts.versions_list(slug, clause_id)
    more = comment_parts.threads(slug, clause_id) if member else {}
    if more and written["is_readable"]:
        more["live"] = note_calls.live_markup(shown, written["live_html"], more, suggestions.calls(shown))

    amendments = clause_cards.of(found, shown, member)
    suggested = suggestions.of(found, shown, member) if member else {}
    return render_template(
        "pages/clause.html",
        **vote_parts.of_clause(slug, clause_id) | written | more | amendments | suggested | {"charter": found},
        around=clauses.around(found.id, clause_id),
        heading=shown.heading if member else written["history"][0].heading,
        is_writable=live_text.may_edit(member, shown),
    )


@bp.get("/charters/<slug>/clauses/<int:clause_id>/mark")
@allows("charters.read")
def mark(slug: str, clause_id: int) -> Page:
    """The stage of a clause alone; its page fetches it when it changes."""
    found = charters.by_slug(slug, current.reader())
    return render_template("pages/_mark.html", charter=found, clause=clauses.of(found, clause_id))
