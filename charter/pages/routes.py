"""Home, a charter, and a clause with its comments, votes and versions."""

from typing import Any

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.clauses.versions import published
from charter.collab.storage import live_text
from charter.comments import page_context as comment_parts
from charter.comments import queries as comments
from charter.export.formats import FORMATS
from charter.history.views import page_context as version_parts
from charter.votes import queries as votes
from charter.votes.views import member_context as member_votes
from charter.votes.views import page_context as vote_parts
from charter.web.access import allows

bp = Blueprint("pages", __name__)
Page = str | Response


@bp.get("/")
@allows("site.read")
def home() -> Page:
    """The charters, and what waits for the member."""
    member = current.member()
    return render_template(
        "pages/home.html", charters=charters.visible(member), **member_votes.open_votes_of_member(member)
    )


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
    rights = {right for right in ("edit", "comment") if charters.may(member, found, right)}
    return render_template("pages/charter.html", formats=FORMATS, rights=rights, **_reading(found.id), charter=found)


def _reading(charter_id: int) -> dict[str, Any]:
    newest = votes.newest_of_charter(charter_id)
    return {
        "outline": clauses.outline(charter_id),
        "versions": published.newest_of_charter(charter_id),
        "votes": newest,
        "results": {clause: votes.result(vote) for clause, vote in newest.items() if vote.stage == "closed"},
        "open_threads": comments.open_counts(charter_id) if current.reader() else {},
    }


@bp.get("/charters/<slug>/clauses/<int:clause_id>")
@allows("charters.read")
def clause(slug: str, clause_id: int) -> Page:
    """One clause: its text (live for members), its comments, its votes, its versions."""
    member = current.reader()
    found = charters.by_slug(slug, member)
    shown = clauses.of(found, clause_id)
    outline = clauses.outline(found.id)
    written = version_parts.versions_list(slug, clause_id)
    more = comment_parts.threads(slug, clause_id) if member else {}

    return render_template(
        "pages/clause.html",
        **vote_parts.of_clause(slug, clause_id) | more | written | _around(outline, clause_id),
        charter=found,
        heading=shown.heading if member else written["history"][0].heading,
        is_writable=live_text.may_edit(member, shown),
    )


@bp.get("/charters/<slug>/clauses/<int:clause_id>/mark")
@allows("charters.read")
def mark(slug: str, clause_id: int) -> Page:
    """The stage of a clause alone; its page fetches it when it changes."""
    found = charters.by_slug(slug, current.reader())
    return render_template("pages/_mark.html", charter=found, clause=clauses.of(found, clause_id))


def _around(outline: clauses.Outline, clause_id: int) -> dict[str, Any]:
    """The number of the clause, and the clauses before and after it."""
    order = outline.clauses
    place = next((number for number, each in enumerate(order) if each.clause.id == clause_id), None)
    if place is None:
        return {"number": None, "before": None, "after": None}

    return {
        "number": order[place].number,
        "before": order[place - 1] if place else None,
        "after": order[place + 1] if place + 1 < len(order) else None,
    }
