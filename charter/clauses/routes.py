"""The page that arranges sections and clauses, and its forms; it needs no JavaScript."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import queries as charters
from charter.charters import rules as stages
from charter.charters.models import Charter
from charter.clauses import actions, queries, rules
from charter.core.errors import NotFound, Refused
from charter.journal import queries as journal
from charter.web.access import allows

bp = Blueprint("clauses", __name__, url_prefix="/charters/<slug>")
Page = str | Response | tuple[str, int]
_STEPS = {"up": -1, "down": 1}


def _charter(slug: str) -> Charter:
    return charters.by_slug(slug, current.reader())


@bp.get("/outline")
@allows("charters.manage")
def outline(slug: str) -> Page:
    """The sections, clauses and stage of a charter."""
    return page(_charter(slug))


def _done(slug: str, verb: Callable[[Charter], str]) -> Page:
    """Run a verb that returns where to redirect to, or show the page with the reasons and what was
    typed."""
    charter = _charter(slug)
    try:
        return redirect(url_for("clauses.outline", slug=slug, _anchor=verb(charter)), 303)
    except Refused as no:
        return refused(slug, no)


def refused(slug: str, no: Refused) -> tuple[str, int]:
    """The page with the reasons of a refusal and what was typed; NotFound stays 404."""
    if isinstance(no, NotFound):
        raise no
    return page(_charter(slug), tuple(no.reasons)), no.status


def page(charter: Charter, errors: tuple[object, ...] = ()) -> str:
    """The page, with the reasons of a refusal and the form as it was sent."""
    laid_out = queries.outline(charter.id)
    return render_template(
        "clauses/outline.html",
        charter=charter,
        outline=laid_out,
        dropped=queries.dropped(charter.id),
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

    def verb(charter: Charter) -> str:
        return f"section-{actions.add_section(charter.id, request.form.get('title', ''), by=current.acting()).id}"

    return _done(slug, verb)


@bp.post("/sections/<int:section_id>/title")
@allows("charters.manage")
def rename_section(slug: str, section_id: int) -> Page:
    """Rename a section."""

    def verb(charter: Charter) -> str:
        actions.rename_section(charter.id, section_id, request.form.get("title", ""), by=current.acting())
        return f"section-{section_id}"

    return _done(slug, verb)


@bp.post("/sections/<int:section_id>/<any(up, down):direction>")
@allows("charters.manage")
def move_section(slug: str, section_id: int, direction: str) -> Page:
    """Move a section one place."""

    def verb(charter: Charter) -> str:
        actions.move_section(charter.id, section_id, _STEPS[direction], by=current.acting())
        return f"section-{section_id}"

    return _done(slug, verb)


@bp.post("/sections/<int:section_id>/removal")
@allows("charters.manage")
def remove_section(slug: str, section_id: int) -> Page:
    """Remove an empty section."""

    def verb(charter: Charter) -> str:
        actions.remove_section(charter.id, section_id, by=current.acting())
        return "clauses"

    return _done(slug, verb)


@bp.post("/clauses/<int:clause_id>/heading")
@allows("charters.manage")
def rename_clause(slug: str, clause_id: int) -> Page:
    """Rename a clause."""

    def verb(charter: Charter) -> str:
        actions.rename_clause(queries.of(charter, clause_id).id, request.form.get("heading", ""), by=current.acting())
        return f"clause-{clause_id}"

    return _done(slug, verb)


@bp.post("/clauses/<int:clause_id>/<any(up, down):direction>")
@allows("charters.manage")
def move_clause(slug: str, clause_id: int, direction: str) -> Page:
    """Move a clause one place."""

    def verb(charter: Charter) -> str:
        actions.move_clause(queries.of(charter, clause_id).id, _STEPS[direction], by=current.acting())
        return f"clause-{clause_id}"

    return _done(slug, verb)


@bp.post("/clauses/<int:clause_id>/removal")
@allows("charters.manage")
def drop_clause(slug: str, clause_id: int) -> Page:
    """Take a clause out of the charter, with a reason."""

    def verb(charter: Charter) -> str:
        actions.drop_clause(queries.of(charter, clause_id).id, request.form.get("reason", ""), by=current.acting())
        return "clauses"

    return _done(slug, verb)


@bp.post("/clauses/<int:clause_id>/return")
@allows("charters.manage")
def take_back_clause(slug: str, clause_id: int) -> Page:
    """Put a dropped clause back."""

    def verb(charter: Charter) -> str:
        actions.take_back_clause(queries.of(charter, clause_id).id, by=current.acting())
        return f"clause-{clause_id}"

    return _done(slug, verb)


@bp.post("/stage")
@allows("charters.manage")
def move_charter(slug: str) -> Page:
    """Change the stage of the charter."""

    def verb(charter: Charter) -> str:
        form = request.form
        actions.move_charter(charter.id, form.get("stage", ""), form.get("reason", ""), current.acting())
        return "stage"

    return _done(slug, verb)
