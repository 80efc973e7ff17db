"""Write a suggestion: its form, with the editor of clauses or paragraph by paragraph."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.amendments.suggestions import actions, desk
from charter.amendments.suggestions.actions import DraftChanged
from charter.amendments.suggestions.desk import Desk
from charter.amendments.views.writing import form
from charter.content.schema import Content
from charter.core.errors import NotFound, Refused
from charter.web.access import allows
from charter.web.input import parsing
from charter.web.security import rate_limits

bp = Blueprint("suggesting", __name__, url_prefix="/charters/<slug>/clauses/<int:clause_id>/suggestions")
Page = str | Response | tuple[str, int]


@bp.route("/new", methods=["GET", "POST"])
@rate_limits.drafts
@allows("suggestions.write")
def begin(slug: str, clause_id: int) -> Page:
    """The form of a new suggestion on the live text of now, in the place of an earlier one (`from`) of the same author.
    Sent, it becomes a draft."""
    fields = request.form if request.method == "POST" else request.args
    at = desk.of_new(slug, clause_id, parsing.hidden_number(fields, "seq"), parsing.row(request.args, "from"))
    if request.method == "GET":
        at.require()
        return _page(at, at.first())
    return _saved(at)


@bp.route("/drafts/<int:suggestion_id>", methods=["GET", "POST"])
@rate_limits.drafts
@allows("suggestions.write")
def draft(slug: str, clause_id: int, suggestion_id: int) -> Page:
    """The form of a draft."""
    at = desk.of_draft(slug, clause_id, suggestion_id)
    return _page(at, at.first()) if request.method == "GET" else _saved(at)


def _saved(at: Desk) -> Page:
    """Save what was filled in, then do what the pressed button says; refused, show it all again."""
    content, do = at.base, request.form.get("do", "")
    try:
        filled = form.read(request.form)
        content = desk.sent(filled)
        revision = do.removeprefix("replace-") if do.startswith("replace-") else None
        at = at.keep(content, filled.revision if revision is None else parsing.hidden_number({"": revision}, ""))
        if do == "make" and at.draft:
            made = actions.make(at.clause.id, at.draft.id, at.draft.revision, current.acting())
            flash(_("Your suggestion stands beside the text now."))
            return redirect(_clause(at, f"suggestion-{made.id}"), 303)
    except DraftChanged as other:
        theirs = desk.read(at.clause, at.base, other.present.proposed)
        return _page(at, content, 409, errors=other.reasons, theirs=theirs, newest=other.present)
    except NotFound:
        raise
    except Refused as no:
        return _page(at, content, no.status, errors=no.reasons, address=_address(at))

    if request.headers.get("X-Part"):
        return _page(
            at, at.first(), saved={"revision": at.draft.revision, "address": _address(at)} if at.draft else None
        )
    if do == "save":
        flash(_("The draft is saved. Only you read it."))
    return redirect(_address(at), 303)


def _address(at: Desk) -> str:
    here: dict[str, Any] = {"slug": at.slug, "clause_id": at.clause.id}
    if at.draft:
        return url_for("suggesting.draft", **here, suggestion_id=at.draft.id)
    return url_for("suggesting.begin", **here | ({"from": at.earlier.id} if at.earlier else {}))


def _clause(at: Desk, anchor: str) -> str:
    return url_for("pages.clause", slug=at.slug, clause_id=at.clause.id, _anchor=anchor)


def _page(at: Desk, content: Content, status: int = 200, **more: Any) -> Page:
    is_part = bool(request.headers.get("X-Part"))
    name = f"amendments/suggestions/{'_what_changes' if is_part else 'form'}.html"
    usual = {"errors": (), "theirs": None, "newest": None, "saved": None, "is_part": is_part, "address": _address(at)}
    answer = render_template(name, **usual | at.context(content) | more)
    return answer if status == 200 else (answer, status)


@bp.post("/<int:suggestion_id>/withdrawal")
@rate_limits.suggestions
@allows("suggestions.write")
def withdraw(slug: str, clause_id: int, suggestion_id: int) -> Page:
    """Withdraw a suggestion of one's own, or throw its draft away."""
    _charter, clause = desk.found(slug, clause_id)
    actions.withdraw(clause.id, suggestion_id, current.acting())
    flash(_("The suggestion is withdrawn."))
    return redirect(url_for("pages.clause", slug=slug, clause_id=clause.id, _anchor="suggestions"), 303)


@bp.post("/<int:suggestion_id>/amendment")
@rate_limits.suggestions
@allows("suggestions.write")
def convert(slug: str, clause_id: int, suggestion_id: int) -> Page:
    """Make it the draft of an amendment in the round that is open."""
    _charter, clause = desk.found(slug, clause_id)
    kept, fits = actions.convert(clause.id, suggestion_id, current.acting())
    said = _("Your suggestion is a draft now. Give a reason, then submit it.")
    changed = _("The text has changed where your suggestion stood: look over what this draft changes, then submit it.")
    flash(said if fits else changed)
    return redirect(url_for("drafts.draft", slug=slug, draft_id=kept.id), 303)
