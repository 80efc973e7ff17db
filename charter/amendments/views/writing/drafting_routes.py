"""Write an amendment, a sub-amendment or a rectification: the draft, the check before it is sent, and its sending."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.amendments import actions, drafting, names
from charter.amendments.drafting import DraftChanged
from charter.amendments.views.writing import desk, form, form_context
from charter.amendments.views.writing.desk import Desk
from charter.amendments.views.writing.form import Filled
from charter.core.errors import NotFound, Refused
from charter.web.access import allows
from charter.web.input import parsing
from charter.web.security import rate_limits

bp = Blueprint("drafts", __name__, url_prefix="/charters/<slug>/amendments")
Page = str | Response | tuple[str, int]


@bp.route("/new", methods=["GET", "POST"])
@rate_limits.drafts
@allows("amendments.write")
def begin(slug: str) -> Page:
    """The form of a new amendment of a `clause`, of a new clause after another one (`after`), or of a sub-amendment to
    a `parent`. Sent, it becomes a draft."""
    at = desk.of_new(slug, parsing.row(request.args, "parent"))
    if request.method == "GET":
        at.require()
        after = parsing.hidden_number(request.args, "after") if "after" in request.args else None
        first = at.where.first(parsing.row(request.args, "clause"), after)
        return _page(at, Filled(form_context.texts(first, at.where), "", 0))
    return _saved(at)


@bp.route("/<int:amendment_id>/rectification", methods=["GET", "POST"])
@rate_limits.drafts
@allows("amendments.write")
def rectify(slug: str, amendment_id: int) -> Page:
    """The form of another wording of an amendment of one's own association; a draft of it that is there goes on."""
    at = desk.of_rectification(slug, amendment_id)
    if request.method == "POST":
        return _saved(at.of(None))
    if at.draft:
        return redirect(_address(at), 303)
    at.require()
    return _page(at, at.first())


@bp.route("/drafts/<int:draft_id>", methods=["GET", "POST"])
@rate_limits.drafts
@allows("amendments.write")
def draft(slug: str, draft_id: int) -> Page:
    """The form of a draft."""
    try:
        at = desk.of_draft(slug, draft_id)
        return _page(at, at.first()) if request.method == "GET" else _saved(at)
    except NotFound:
        return _submitted(slug, draft_id) if request.method == "GET" else _elsewhere(slug, draft_id)


def _elsewhere(slug: str, draft_id: int) -> Page:
    """What was sent to a draft that is gone, to be saved elsewhere."""
    at, why = desk.instead(slug, draft_id)
    sent = replace(form.read(request.form), revision=0)
    if at.amendment:
        address = url_for("drafts.rectify", slug=slug, amendment_id=at.amendment.id)
    else:
        address = url_for("drafts.begin", slug=slug, parent=at.where.parent.id if at.where.parent else None)
    return _page(at, sent, status=409, address=address, errors=[why])


def _saved(at: Desk) -> Page:
    """Save what was filled in, then do what the pressed button says; refused, show it all again."""
    sent = Filled((), request.form.get("reason", ""), 0)
    try:
        sent = form.read(request.form)
        chosen = desk.arranged(sent, request.form, at)
        at = at.keep(chosen, current.acting())
    except DraftChanged as other:
        at = at.of(other.present)
        return _page(at, sent, status=409, address=_address(at), theirs=desk.theirs(other.present, at))
    except NotFound:
        raise
    except Refused as no:
        return _page(at, sent, status=no.status, errors=no.reasons)

    if request.headers.get("X-Part"):
        return _page(at, at.first(), saved={"revision": at.revision, "address": _address(at)})
    if request.form.get("do") == "check" and at.lacks:
        return _page(at, at.first(), status=422, errors=at.lacks, address=_address(at))
    if request.form.get("do") == "check":
        return redirect(url_for("drafts.check", slug=at.slug, draft_id=at.draft_id), 303)
    if request.form.get("do") == "save":
        flash(_("The draft is saved. Only your association reads it."))
    return redirect(_address(at, _anchor=desk.anchor(request.form, at)), 303)


def _address(at: Desk, **more: Any) -> str:
    return url_for("drafts.draft", slug=at.slug, draft_id=at.draft_id, **more)


def _page(at: Desk, shown: Filled, status: int = 200, **more: Any) -> Page:
    is_part = bool(request.headers.get("X-Part"))
    name = "amendments/_what_changes.html" if is_part else "amendments/form.html"
    usual = {"errors": (), "theirs": None, "saved": None, "is_part": is_part, "address": request.full_path.rstrip("?")}
    answer = render_template(name, **usual | at.context(shown) | more)
    return answer if status == 200 else (answer, status)


@bp.get("/drafts/<int:draft_id>/submission")
@allows("amendments.write")
def check(slug: str, draft_id: int) -> Page:
    """What a draft changes, read once more, with what to know before it is sent."""
    try:
        return _check(desk.of_draft(slug, draft_id))
    except NotFound:
        return _submitted(slug, draft_id)


@bp.post("/drafts/<int:draft_id>/submission")
@rate_limits.submissions
@allows("amendments.write")
def submit(slug: str, draft_id: int) -> Page:
    """Submit the draft or, where it rectifies an amendment, rectify that."""
    try:
        at = desk.of_draft(slug, draft_id)
        verb = actions.rectify if at.amendment else actions.submit
        done = verb(draft_id, parsing.hidden_number(request.form, "revision"), current.acting())
    except NotFound:  # the button was pressed twice, or a colleague was faster
        return _submitted(slug, draft_id)
    except DraftChanged:
        return _check(at, status=409, errors=[_("This draft was changed meanwhile. Read it as it is now.")])
    except Refused as no:
        return _check(at, status=no.status, errors=no.reasons)

    flash(_("%(name)s is submitted.", name=names.full(done)))
    return redirect(url_for("amendments.amendment", slug=slug, amendment_id=done.id), 303)


def _submitted(slug: str, draft_id: int) -> Page:
    """To the amendment that was submitted from a draft which is gone; NotFound for any other draft."""
    done = desk.submitted(slug, draft_id)
    flash(_("This draft is submitted already: this is the amendment."))
    return redirect(url_for("amendments.amendment", slug=slug, amendment_id=done.id), 303)


def _check(at: Desk, status: int = 200, errors: Any = ()) -> Page:
    found = actions.obstacles(at.draft, current.acting()) if at.draft else []
    shown = {"errors": () if found else errors, "obstacles": found, "draft": at.draft}
    return render_template("amendments/check.html", **shown, **at.context(at.first())), status


@bp.post("/drafts/<int:draft_id>/removal")
@rate_limits.drafts
@allows("amendments.write")
def discard(slug: str, draft_id: int) -> Page:
    """Throw a draft away."""
    at = desk.of_draft(slug, draft_id)
    drafting.discard(draft_id, current.acting())
    flash(_("The draft is thrown away."))
    return redirect(url_for("amendments.all_amendments", slug=at.slug), 303)
