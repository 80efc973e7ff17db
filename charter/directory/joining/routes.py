"""Pages to add and change an association, and to say in which charters it takes part."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from charter.accounts import actions as accounts
from charter.accounts import current, queries
from charter.accounts.forms import AssociationForm
from charter.accounts.models import Association
from charter.charters import assembly as assemblies
from charter.core.errors import Refused
from charter.directory.joining import actions
from charter.web.access import allows
from charter.web.input import parsing

bp = Blueprint("joining", __name__)
Page = str | Response | tuple[str, int]


@bp.route("/associations/new", methods=["GET", "POST"])
@allows("members.manage")
def new_association() -> Page:
    """Add an association."""
    return _page(None)


@bp.route("/associations/<int:association_id>", methods=["GET", "POST"])
@allows("members.manage")
def association(association_id: int) -> Page:
    """Change an association."""
    return _page(association_id)


def _page(association_id: int | None) -> Page:
    known = queries.association(association_id) if association_id is not None else None
    form = AssociationForm(data=_as_filled(known) if known else None)
    if form.validate_on_submit():
        try:
            _save(association_id, form)
            flash(_("%(name)s: the association is saved.", name=form.name.data))
            return redirect(url_for("directory.associations"), 303)
        except Refused as no:
            form.form_errors = list(no.reasons)

    page = render_template(
        "directory/association.html", form=form, association=known, colleges=queries.colleges(), **_joined(known)
    )
    return page, 422 if form.is_submitted() else 200


def _as_filled(known: Association) -> dict[str, str | int]:
    """The values of an association's form; a field that was not sent keeps its value."""
    values: dict[str, str | int] = {name: getattr(known, name) for name in ("name", "country", "seats", "weight")}
    return values | {"college": known.college.name}


def _joined(known: Association | None) -> dict[str, Any]:
    """Where it takes part, and where it may."""
    inside = actions.charters_of([known.id], current.acting()).get(known.id, []) if known else []
    outside = [each for each in assemblies.joinable() if each not in inside]
    return {"inside": inside, "outside": outside, "ticked": request.form.getlist("charter")}


def _save(association_id: int | None, form: AssociationForm) -> None:
    chosen = parsing.rows(request.form, "charter")
    actions.check(chosen)
    saved = accounts.save_association(
        association_id,
        current.acting(),
        name=form.name.data,
        country=form.country.data or "",
        college=form.college.data,
        seats=form.seats.data or 1,
        weight=form.weight.data or 1,
    )
    if chosen:
        actions.add_association(saved, chosen, current.acting())
