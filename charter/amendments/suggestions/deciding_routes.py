"""Read suggestions beside the text, accept and decline them."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.amendments.suggestions import accepting, actions, cards, desk, queries
from charter.amendments.suggestions.models import Suggestion
from charter.charters.models import Charter
from charter.clauses.models import Clause
from charter.collab.incorporation.actions import ServerEditor
from charter.core.errors import NotFound, Refused
from charter.web.access import allows
from charter.web.input import parsing
from charter.web.security import rate_limits

bp = Blueprint("suggestions", __name__, url_prefix="/charters/<slug>/clauses/<int:clause_id>/suggestions")
Page = str | Response | tuple[str, int]


@bp.get("")
@allows("suggestions.read")
def of_clause(slug: str, clause_id: int) -> Page:
    """The suggestions to a clause alone; its page fetches them when they change."""
    charter, clause = desk.found(slug, clause_id)
    context = cards.of(charter, clause, current.acting())
    return render_template("amendments/suggestions/_of_clause.html", charter=charter, clause=clause, **context)


@bp.get("/places")
@allows("suggestions.read")
def places(slug: str, clause_id: int) -> Response:
    """Where the words of the open suggestions stand, for the editor."""
    _charter, clause = desk.found(slug, clause_id)
    return jsonify(cards.places_of(clause))


@bp.get("/<int:suggestion_id>")
@allows("suggestions.read")
def suggestion(slug: str, clause_id: int, suggestion_id: int) -> Page:
    """One suggestion."""
    charter, clause = desk.found(slug, clause_id)
    return _page(charter, clause, suggestion_id)


def _page(charter: Charter, clause: Clause, suggestion_id: int, status: int = 200, **more: Any) -> Page:
    found = queries.get(clause.id, suggestion_id, current.acting())
    context = {"errors": (), "typed": ""} | cards.of_one(charter, clause, found, current.acting()) | more
    shown = render_template("amendments/suggestions/suggestion.html", charter=charter, clause=clause, **context)
    return shown, status


@bp.post("/<int:suggestion_id>/acceptance")
@rate_limits.suggestions
@allows("suggestions.decide")
def accept(slug: str, clause_id: int, suggestion_id: int) -> Page:
    """Put it into the text."""
    charter, clause = desk.found(slug, clause_id)
    queries.get(clause.id, suggestion_id, current.acting())
    try:
        accepting.accept(clause.id, [suggestion_id], _editor(charter))
    except Refused as no:
        charter, clause = desk.found(slug, clause_id)
        return _page(charter, clause, suggestion_id, no.status, errors=no.reasons)
    flash(_("The suggestion is in the text, under the name of its author."))
    return _back(slug, clause_id)


@bp.post("/<int:suggestion_id>/refusal")
@rate_limits.suggestions
@allows("suggestions.decide")
def decline(slug: str, clause_id: int, suggestion_id: int) -> Page:
    """Decline it, with a reason."""
    charter, clause = desk.found(slug, clause_id)
    reason = request.form.get("reason", "")
    try:
        actions.decline(clause.id, suggestion_id, reason, current.acting())
    except NotFound:
        raise
    except Refused as no:
        return _page(charter, clause, suggestion_id, no.status, errors=no.reasons, typed=reason)
    flash(_("The suggestion is declined. Its author is told why."))
    return _back(slug, clause_id)


@bp.get("/of/<int:member_id>")
@allows("suggestions.decide")
def of_author(slug: str, clause_id: int, member_id: int) -> Page:
    """All of one author: first those that cannot be accepted, then those that go into the text together."""
    charter, clause = desk.found(slug, clause_id)
    return _page_of_several(charter, clause, queries.open_of(clause.id, member_id))


@bp.post("/of/<int:member_id>/acceptance")
@rate_limits.suggestions
@allows("suggestions.decide")
def accept_all(slug: str, clause_id: int, member_id: int) -> Page:
    """Put those of one author that were shown to go together into the text, as one act."""
    charter, clause = desk.found(slug, clause_id)
    shown = parsing.rows(request.form, "suggestion")
    every = queries.open_of(clause.id, member_id)
    chosen = [each.id for each in every if each.id in shown]
    try:
        accepting.accept(clause.id, chosen, _editor(charter))
    except Refused as no:
        charter, clause = desk.found(slug, clause_id)
        return _page_of_several(charter, clause, queries.open_of(clause.id, member_id), no.status, no.reasons)
    number = len(chosen)
    flash(ngettext("%(num)s suggestion is in the text.", "%(num)s suggestions are in the text.", number))
    return _back(slug, clause_id)


def _page_of_several(
    charter: Charter, clause: Clause, found: Sequence[Suggestion], status: int = 200, errors: Sequence[object] = ()
) -> Page:
    if not found and not errors:
        raise NotFound(_("There is no such suggestion."))
    context = cards.of_several(clause, found, current.acting())
    name = "amendments/suggestions/of_author.html"
    return render_template(name, charter=charter, clause=clause, errors=errors, **context), status


def _editor(charter: Charter) -> ServerEditor:
    return ServerEditor.of(current.acting(), current.session_id(), charter.language)


def _back(slug: str, clause_id: int) -> Response:
    return redirect(url_for("pages.clause", slug=slug, clause_id=clause_id, _anchor="suggestions"), 303)
