"""Pages about a clause's text: make one, publish its present words, see who wrote them."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.clauses import routes as arranging
from charter.clauses.models import Clause
from charter.clauses.versions import automatic, visibility
from charter.clauses.versions import published as cut
from charter.collab.attribution import views
from charter.collab.publishing import actions
from charter.collab.storage import live_text
from charter.collab.ydoc.document import Unreadable
from charter.core.errors import Refused
from charter.web.access import allows, may
from charter.web.rendering import font_coverage

Page = Response | tuple[str, int]

bp = Blueprint("collab", __name__, url_prefix="/charters/<slug>")


@bp.post("/preamble")
@allows("charters.manage")
def create_preamble(slug: str) -> Page:
    """The preamble, before all sections."""
    return _create(slug, None)


@bp.post("/sections/<int:section_id>/clauses")
@allows("charters.manage")
def create_clause(slug: str, section_id: int) -> Page:
    """A new clause, last in its section."""
    return _create(slug, section_id)


def _create(slug: str, section_id: int | None) -> Page:
    charter = charters.by_slug(slug, current.member())
    try:
        clause = actions.create_clause(charter.id, section_id, request.form.get("heading", ""), by=current.acting())
    except Refused as no:
        return arranging.refused(slug, no)
    return redirect(url_for("pages.clause", slug=slug, clause_id=clause.id), 303)


@bp.post("/clauses/<int:clause_id>/versions")
@allows("clauses.publish")
def publish(slug: str, clause_id: int) -> Response:
    """Cut a version of the live text."""
    clause = clauses.of(charters.by_slug(slug, current.member()), clause_id)
    version = actions.publish(clause.id, request.form.get("note", ""), by=current.acting())
    if version:
        flash(_("Version %(number)s is published: everyone can read it.", number=version.number))
    else:
        flash(_("The text has not changed since the last version: there is nothing new to publish."))
    return redirect(url_for("pages.clause", slug=slug, clause_id=clause_id), 303)


@bp.get("/clauses/<int:clause_id>/versions")
@allows("charters.read")
def versions(slug: str, clause_id: int) -> str:
    """The list of versions alone, as the clause's page fetches it when one is cut."""
    return render_template("history/_versions.html", **versions_part(slug, clause_id))


@bp.get("/clauses/<int:clause_id>/versions/<number>/authors")
@allows("charters.read")
def version_authors(slug: str, clause_id: int, number: str) -> str:
    """Who wrote which words of a version."""
    charter = charters.by_slug(slug, current.member())
    clause = clauses.of(charter, clause_id)
    version = visibility.numbered(visibility.visible(clause.id), number)
    part = views.of_version(version, with_names=may("members.read"))
    shown = {"version": version, "heading": version.heading} | part
    return render_template("history/authors.html", charter=charter, clause=clause, **shown)


@bp.get("/clauses/<int:clause_id>/authors")
@allows("clauses.read_live")
def live_authors(slug: str, clause_id: int) -> str | Response:
    """Who wrote which words of the text as it is now."""
    charter = charters.by_slug(slug, current.member())
    clause = clauses.of(charter, clause_id)
    try:
        part = views.of_live_text(clause, with_names=may("members.read"))
    except Unreadable as no:
        flash(str(no))
        newest = cut.history(clause.id)[0].number
        return redirect(url_for("collab.version_authors", slug=slug, clause_id=clause_id, number=newest), 303)
    shown = {"version": None, "heading": clause.heading} | part
    return render_template("history/authors.html", charter=charter, clause=clause, **shown)


def versions_part(slug: str, clause_id: int) -> dict[str, Any]:
    """What `history/_versions.html` needs; `live` is the text as the person may read it, and `between` holds the
    automatic versions after each published one, which members see."""
    member = current.member()
    clause = clauses.of(charters.by_slug(slug, member), clause_id)
    history = cut.history(clause_id)
    published = history[0].markup
    live, is_readable = live_text.text_or_version(clause_id, history[0]) if member else (published, True)
    return {
        "slug": slug,
        "clause": clause,
        "history": history,
        "between": automatic.by_published(clause_id) if member else {},
        "live": live,
        "live_is_published": live == published,
        "is_readable": is_readable,
        "undrawn": _undrawn(clause, live) if may("clauses.publish") else "",
        "shares": views.shares(history[0]),
    }


def _undrawn(clause: Clause, live: Markup) -> str:
    """The characters of a clause that the PDF cannot show, named."""
    return font_coverage.listed(font_coverage.undrawn(f"{clause.heading} {live.striptags()}"))
