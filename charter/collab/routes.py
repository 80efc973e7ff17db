"""HTTP routes that create a clause or a preamble, with its empty shared text."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import queries as charters
from charter.clauses import routes as arranging
from charter.collab.publishing import actions
from charter.core.errors import Refused
from charter.web.access import allows

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
    charter = charters.by_slug(slug, current.reader())
    try:
        clause = actions.create_clause(charter.id, section_id, request.form.get("heading", ""), by=current.acting())
    except Refused as no:
        return arranging.refused(slug, no)
    return redirect(url_for("pages.clause", slug=slug, clause_id=clause.id), 303)
