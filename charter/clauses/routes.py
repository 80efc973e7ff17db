"""The page where a charter is structured, and its buttons. All of it works without JavaScript."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import queries as charters
from charter.charters import rules as stages
from charter.charters.models import Charter
from charter.clauses import actions, queries, rules
from charter.core.errors import Refused
from charter.journal import queries as journal
from charter.web.access import allows

bp = Blueprint("clauses", __name__, url_prefix="/charters/<slug>")
Page = str | Response | tuple[str, int]
_STEPS = {"up": -1, "down": 1}


def _charter(slug: str) -> Charter:
    return charters.by_slug(slug, current.member())


def _back(slug: str, place: str = "") -> Response:
    return redirect(url_for("clauses.outline", slug=slug, _anchor=place or None), 303)


@bp.get("/outline")
@allows("charters.manage")
def outline(slug: str) -> Page:
    """Sections, clauses, stage: what the chair arranges."""
    return _page(_charter(slug))


def _page(charter: Charter, errors: tuple[object, ...] = ()) -> str:
    laid_out = queries.outline(charter.id)
    return render_template(
        "clauses/outline.html",
        charter=charter,
        outline=laid_out,
        edges=rules.edges(laid_out.shelves()),
        next_stages=stages.next_stages(charter.stage),
        entries=journal.of_charter(charter.id),
        errors=errors,
        typed=request.form,
    )


@bp.post("/sections")
@allows("charters.manage")
def add_section(slug: str) -> Page:
    """Add a section."""
    section = actions.add_section(_charter(slug).id, request.form.get("title", ""), by=current.acting())
    return _back(slug, f"section-{section.id}")


@bp.post("/sections/<int:section_id>/title")
@allows("charters.manage")
def rename_section(slug: str, section_id: int) -> Page:
    """Rename a section."""
    actions.rename_section(_charter(slug).id, section_id, request.form.get("title", ""), by=current.acting())
    return _back(slug, f"section-{section_id}")


@bp.post("/sections/<int:section_id>/<any(up, down):direction>")
@allows("charters.manage")
def move_section(slug: str, section_id: int, direction: str) -> Page:
    """Move a section one place."""
    actions.move_section(_charter(slug).id, section_id, _STEPS[direction], by=current.acting())
    return _back(slug, f"section-{section_id}")


@bp.post("/clauses/<int:clause_id>/heading")
@allows("charters.manage")
def rename_clause(slug: str, clause_id: int) -> Page:
    """Rename a clause."""
    queries.of(_charter(slug), clause_id)
    actions.rename_clause(clause_id, request.form.get("heading", ""), by=current.acting())
    return _back(slug, f"clause-{clause_id}")


@bp.post("/clauses/<int:clause_id>/<any(up, down):direction>")
@allows("charters.manage")
def move_clause(slug: str, clause_id: int, direction: str) -> Page:
    """Move a clause one place."""
    queries.of(_charter(slug), clause_id)
    actions.move_clause(clause_id, _STEPS[direction], by=current.acting())
    return _back(slug, f"clause-{clause_id}")


@bp.post("/clauses/<int:clause_id>/removal")
@allows("charters.manage")
def drop_clause(slug: str, clause_id: int) -> Page:
    """Take a clause out, with a reason."""
    queries.of(_charter(slug), clause_id)
    actions.drop_clause(clause_id, request.form.get("reason", ""), by=current.acting())
    return _back(slug)


@bp.post("/stage")
@allows("charters.manage")
def move_charter(slug: str) -> Page:
    """Take the charter to another stage; every obstacle is listed and the reason typed stays."""
    charter = _charter(slug)
    try:
        actions.move_charter(
            charter.id, request.form.get("stage", ""), request.form.get("reason", ""), current.acting()
        )
    except Refused as no:
        return _page(_charter(slug), tuple(no.reasons)), no.status
    return _back(slug, "stage")
