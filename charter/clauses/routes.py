"""The page that arranges sections and clauses, and its forms; it needs no JavaScript."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import queries as charters
from charter.charters import rules as stages
from charter.charters.models import Charter
from charter.clauses import actions, arranging, last_change, queries, rules
from charter.core.errors import Invalid, NotFound, Refused
from charter.journal import queries as journal
from charter.web.access import allows
from charter.web.input import parsing

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
        return redirect(place(charter, verb(charter)), 303)
    except Refused as no:
        return refused(slug, no)


def place(charter: Charter, part: str) -> str:
    """The address of a part of the page, with the section that it is in unfolded."""
    laid_out = queries.outline(charter.id)
    section_id = laid_out.section_of(part) if _is_long(laid_out) else None
    return url_for("clauses.outline", slug=charter.slug, unfold=section_id, _anchor=part)


def _is_long(outline: queries.Outline) -> bool:
    return len(outline.clauses) > rules.MAX_UNFOLDED_CLAUSES


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
        change=last_change.last(charter.id),
        opened=_opened(),
        is_long=_is_long(laid_out),
        unfolded=_unfolded(laid_out),
    )


def _unfolded(outline: queries.Outline) -> set[int]:
    """The ids of the sections that are shown with their clauses: those that are asked for, or whose tools are
    shown; in a short charter all."""
    if not _is_long(outline):
        return {each.section.id for each in outline.sections}
    shown = outline.section_of(_opened())
    return {*parsing.rows(request.args, "unfold"), *([shown] if shown else [])}


def _opened() -> str:
    """The part whose tools are shown: the one that was refused a change, or that a link asks for."""
    if request.method == "POST":
        for kind in ("clause", "section"):
            if part := (request.view_args or {}).get(f"{kind}_id"):
                return f"{kind}-{part}"
    return parsing.words(request.args, "change")


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
        title, was = request.form.get("title", ""), request.form.get("was")
        actions.rename_section(charter.id, section_id, title, current.acting(), was)
        return f"section-{section_id}"

    return _done(slug, verb)


@bp.post("/sections/<int:section_id>/<any(up, down):direction>")
@allows("charters.manage")
def move_section(slug: str, section_id: int, direction: str) -> Page:
    """Move a section one place."""

    def verb(charter: Charter) -> str:
        arranging.move_section(charter.id, section_id, _STEPS[direction], by=current.acting())
        return f"section-{section_id}"

    return _done(slug, verb)


@bp.post("/sections/<int:section_id>/place")
@allows("charters.manage")
def place_section(slug: str, section_id: int) -> Page:
    """Move a section before another one, or to the end."""

    def verb(charter: Charter) -> str:
        _kind, before = _to("section")
        arranging.place_section(charter.id, section_id, before, by=current.acting())
        return f"section-{section_id}"

    return _done(slug, verb)


def _to(kind: str) -> tuple[str, int | None]:
    """Where to, as it is chosen: before a clause or section, at the end of one, or at the end of all."""
    chosen, _sign, number = request.form.get("to", "").partition(".")
    if chosen == "end" and not number:
        return "end", None
    if chosen not in (kind, "end"):
        raise Invalid(_("Choose where it goes."))
    return chosen, parsing.row_number(number)


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
        heading, was = request.form.get("heading", ""), request.form.get("was")
        actions.rename_clause(queries.of(charter, clause_id).id, heading, current.acting(), was)
        return f"clause-{clause_id}"

    return _done(slug, verb)


@bp.post("/clauses/<int:clause_id>/<any(up, down):direction>")
@allows("charters.manage")
def move_clause(slug: str, clause_id: int, direction: str) -> Page:
    """Move a clause one place."""

    def verb(charter: Charter) -> str:
        arranging.move_clause(queries.of(charter, clause_id).id, _STEPS[direction], by=current.acting())
        return _placed(charter, clause_id)

    return _done(slug, verb)


@bp.post("/clauses/<int:clause_id>/place")
@allows("charters.manage")
def place_clause(slug: str, clause_id: int) -> Page:
    """Move a clause before another one, or to the end of a section."""

    def verb(charter: Charter) -> str:
        kind, number = _to("clause")
        before, section = (number, None) if kind == "clause" else (None, number)
        arranging.place_clause(queries.of(charter, clause_id).id, section, before, by=current.acting())
        return _placed(charter, clause_id)

    return _done(slug, verb)


def _placed(charter: Charter, clause_id: int) -> str:
    """Say where a clause is now; returns its anchor."""
    number, heading = queries.outline(charter.id).number_of(clause_id), queries.get(clause_id).heading
    flash(_("“%(title)s” is now article %(number)s.", title=heading, number=number))
    return f"clause-{clause_id}"


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
