"""HTTP routes that create clauses or a preamble, with their empty shared texts, and that undo the last act."""

from flask import Blueprint, flash, redirect, request
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import queries as charters
from charter.clauses import routes as outline_routes
from charter.clauses import undo
from charter.collab.publishing import actions
from charter.core.errors import Refused
from charter.web.access import allows
from charter.web.input import parsing

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


@bp.post("/clauses")
@allows("charters.manage")
def create_clauses(slug: str) -> Page:
    """New clauses, a title on each line, last in a section."""
    charter = charters.by_slug(slug, current.reader())
    try:
        section = parsing.row(request.form, "section") or 0
        made = actions.create_clauses(charter.id, section, request.form.get("headings", ""), by=current.acting())
    except Refused as no:
        return outline_routes.refused(slug, no)
    flash(ngettext("%(num)s clause is added.", "%(num)s clauses are added.", len(made)))
    return redirect(outline_routes.place(charter, f"clause-{made[0].id}"), 303)


@bp.post("/outline/undoing")
@allows("charters.manage")
def undo_last(slug: str) -> Page:
    """Undo the last act on the structure of the charter."""
    charter = charters.by_slug(slug, current.reader())
    try:
        undo.undo_last(charter.id, request.form.get("token", ""), actions.is_written, by=current.acting())
    except Refused as no:
        return outline_routes.refused(slug, no)
    flash(_("It is undone."))
    return redirect(outline_routes.place(charter, "clauses"), 303)


def _create(slug: str, section_id: int | None) -> Page:
    charter = charters.by_slug(slug, current.reader())
    try:
        clause = actions.create_clause(charter.id, section_id, request.form.get("heading", ""), by=current.acting())
    except Refused as no:
        return outline_routes.refused(slug, no)
    flash(_("“%(title)s” is added. Open it to write its text.", title=clause.heading))
    return redirect(outline_routes.place(charter, f"clause-{clause.id}"), 303)
