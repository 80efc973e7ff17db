"""The making of a clause, and the restoration of a version. Both work without JavaScript."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters.models import Charter
from charter.clauses.models import Clause
from charter.clauses.versions import comparison, visibility
from charter.clauses.versions.automatic import AnyVersion
from charter.collab.storage import live_text as texts
from charter.collab.sync import validation
from charter.collab.ydoc.document import Unreadable
from charter.core.errors import NotFound, Refused
from charter.history import actions, making_steps, present_text, rules
from charter.history.making_steps import Moment
from charter.history.present_text import Shown
from charter.history.views import page_context
from charter.web import access
from charter.web.access import allows
from charter.web.input import parsing

bp = Blueprint("history", __name__, url_prefix="/charters/<slug>/clauses/<int:clause_id>")
Page = str | Response | tuple[str, int]
_RESTORATION = "/versions/<number>/restoration"


@bp.get("/making")
@allows("charters.read")
def making(slug: str, clause_id: int) -> Page:
    """The text of a clause at one step (`at`, from 1), and what that step changed."""
    charter, clause = page_context.found(slug, clause_id)
    is_part = request.headers.get("X-Part")
    step = _step(clause, request.args.get("at", ""))
    if is_part:
        return render_template("history/_step.html", charter=charter, clause=clause, **step)
    return render_template("history/making.html", charter=charter, clause=clause, **page_context.beside(clause), **step)


def _step(clause: Clause, typed: str) -> dict[str, Any]:
    """The context of `history/_step.html`; NotFound for an unknown step. If the log cannot be read,
    published versions are the steps, and `problem` says so."""
    try:
        return _context(making_steps.moments(clause.id, live=access.may("clauses.read_live")), typed)
    except Unreadable as no:
        return _context(making_steps.moments(clause.id, live=False), "") | {"problem": no}


def _context(moments: list[Moment], typed: str) -> dict[str, Any]:
    at = rules.step_number(typed, len(moments))
    if at is None:
        raise NotFound(_l("There is no such step."))
    now = moments[at - 1].content()
    before = moments[at - 2].content() if at > 1 else now
    return {"at": at, "many": len(moments), "moment": moments[at - 1], "problem": None} | comparison.context(
        before, now
    )


@bp.get(_RESTORATION)
@allows("clauses.edit")
def restoration(slug: str, clause_id: int, number: str) -> Page:
    """What would change if a version were restored."""
    charter, clause = page_context.found(slug, clause_id)
    version = visibility.numbered(visibility.visible(clause.id), number)
    shut = () if texts.may_edit(current.reader(), clause) else validation.closed().reasons
    return _restoration_page(charter, clause, version, tuple(shut))


@bp.post(_RESTORATION)
@allows("clauses.edit")
def restore(slug: str, clause_id: int, number: str) -> Page:
    """Restore a version, or show the preview again with every reason of the refusal."""
    charter, clause = page_context.found(slug, clause_id)
    version = visibility.numbered(visibility.visible(clause.id), number)

    try:
        changed = actions.restore(clause.id, version, _shown(), current.acting(), current.session_id())
    except Refused as no:
        return _restoration_page(charter, clause, version, tuple(no.reasons)), no.status

    if changed:
        flash(_("Version %(number)s is restored, as an edit in your name.", number=version.number))
    else:
        flash(_("The text says what version %(number)s says: there is nothing to restore.", number=version.number))

    return redirect(url_for("pages.clause", slug=slug, clause_id=clause_id), 303)


def _shown() -> Shown:
    """The state of the text that the page showed, from the form."""
    return Shown(*(parsing.hidden_number(request.form, name) for name in ("edit", "restoration")))


def _restoration_page(charter: Charter, clause: Clause, version: AnyVersion, errors: tuple[Any, ...]) -> str:
    shown = present_text.present(clause.id)
    return render_template(
        "history/restoration.html",
        charter=charter,
        clause=clause,
        version=version,
        shown=shown,
        errors=errors,
        may_restore=texts.may_edit(current.reader(), clause),
        **comparison.context(making_steps.content_at(clause.id, shown.edit), version.content),
    )
