"""Forms about a clause's text: make one, publish its present words."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.collab import actions
from charter.web.access import allows

bp = Blueprint("collab", __name__, url_prefix="/charters/<slug>")


@bp.post("/clauses")
@allows("charters.manage")
def create_clause(slug: str) -> Response:
    """A new clause; without a section it is the preamble."""
    charter = charters.by_slug(slug, current.member())
    section = request.form.get("section", type=int)
    clause = actions.create_clause(charter.id, section, request.form.get("heading", ""), by=current.acting())
    return redirect(url_for("pages.clause", slug=slug, clause_id=clause.id), 303)


@bp.post("/clauses/<int:clause_id>/versions")
@allows("clauses.publish")
def publish(slug: str, clause_id: int) -> Response:
    """Cut a version of the live text."""
    clause = clauses.of(charters.by_slug(slug, current.member()), clause_id)
    version = actions.publish(clause.id, request.form.get("note", ""), by=current.acting())
    flash(_("Version %(number)s is published: everyone can read it.", number=version.number))
    return redirect(url_for("pages.clause", slug=slug, clause_id=clause_id), 303)
