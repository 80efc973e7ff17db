"""Pages of a clause's versions: publish one, list them, read one, compare two, see who wrote the
words."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.clauses.versions import comparison as comparisons
from charter.clauses.versions import published, visibility
from charter.clauses.versions.automatic import AnyVersion
from charter.collab.attribution import views
from charter.collab.publishing import actions
from charter.collab.storage import live_text
from charter.collab.ydoc.document import Unreadable
from charter.comments import note_calls
from charter.history.views import page_context
from charter.web.access import allows, may, takes_part

bp = Blueprint("versions", __name__, url_prefix="/charters/<slug>/clauses/<int:clause_id>")


@bp.post("/versions")
@allows("clauses.publish")
def publish(slug: str, clause_id: int) -> Response:
    """Cut a version of the live text."""
    _charter, clause = page_context.found(slug, clause_id)
    version = actions.publish(clause.id, request.form.get("note", ""), by=current.acting())
    if version:
        flash(_("Version %(number)s is published: everyone can read it.", number=version.number))
    else:
        flash(_("The text has not changed since the last version: there is nothing new to publish."))

    return redirect(url_for("pages.clause", slug=slug, clause_id=clause_id), 303)


@bp.get("/versions")
@allows("charters.read")
def all_versions(slug: str, clause_id: int) -> str:
    """The list of versions alone, as the clause's page fetches it when one is cut."""
    return render_template("history/_versions.html", **page_context.versions_list(slug, clause_id))


@bp.get("/versions/<number>")
@allows("charters.read")
def version(slug: str, clause_id: int, number: str) -> str:
    """One version of a clause, as it was."""
    charter, clause = page_context.found(slug, clause_id)
    every = visibility.visible(clause.id)
    chosen = visibility.numbered(every, number)
    return render_template(
        "history/version.html",
        charter=charter,
        clause=clause,
        version=chosen,
        text=_with_calls(chosen),
        comment_at=note_calls.form_address(slug, clause, version=chosen.number),
        before=comparisons.before(every, chosen),
        **page_context.beside(clause),
        may_restore=live_text.may_edit(current.reader(), clause),
    )


def _with_calls(version: AnyVersion) -> Markup:
    """The text of a version; who takes part in the charter sees where comments are."""
    return note_calls.version_markup(version, current.reader()) if takes_part() else version.markup


@bp.get("/comparison")
@allows("charters.read")
def comparison(slug: str, clause_id: int) -> str:
    """What changed between two versions of a clause (`from`, `to`), in one text or side by side
    (`view`); for members, a version and the text being written too."""
    charter, clause = page_context.found(slug, clause_id)
    old, new = request.args.get("from", ""), request.args.get("to", "")
    draft = page_context.draft(charter, clause)
    if new == comparisons.DRAFT and draft is None and may("clauses.read_live"):
        new = ""  # a vote has opened on it since, or decided it: what was written is the newest version
    choice = comparisons.chosen(visibility.visible(clause.id), old, new, draft)
    return render_template(
        "history/comparison.html",
        charter=charter,
        clause=clause,
        view="sides" if request.args.get("view") == "sides" else "inline",
        may_restore=live_text.may_edit(current.reader(), clause),
        **page_context.beside(clause),
        **comparisons.part(choice),
    )


@bp.get("/versions/<number>/authors")
@allows("charters.read")
def authors(slug: str, clause_id: int, number: str) -> str:
    """Who wrote which words of a version."""
    charter, clause = page_context.found(slug, clause_id)
    version = visibility.numbered(visibility.visible(clause.id), number)
    part = views.of_version(version, with_names=may("members.read"))
    shown = {"version": version, "heading": version.heading} | part | page_context.beside(clause)
    return render_template("history/authors.html", charter=charter, clause=clause, **shown)


@bp.get("/authors")
@allows("clauses.read_live")
def live_authors(slug: str, clause_id: int) -> str | Response:
    """Who wrote which words of the text as it is now."""
    charter, clause = page_context.found(slug, clause_id)
    try:
        part = views.of_live_text(clause, with_names=may("members.read"))
    except Unreadable as no:
        flash(str(no))
        newest = published.all_versions(clause.id)[0].number
        return redirect(url_for("versions.authors", slug=slug, clause_id=clause_id, number=newest), 303)

    shown = {"version": None, "heading": clause.heading} | part | page_context.beside(clause)
    return render_template("history/authors.html", charter=charter, clause=clause, **shown)
