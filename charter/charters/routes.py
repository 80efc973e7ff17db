"""Pages to describe a charter and to set its table of rights."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import actions, queries, rules
from charter.charters.forms import CharterForm
from charter.core.errors import Refused
from charter.web.access import ROLES, allows

bp = Blueprint("charters", __name__)
Page = str | Response | tuple[str, int]


@bp.route("/charters/<slug>/description", methods=["GET", "POST"])
@allows("charters.manage")
def describe(slug: str) -> Page:
    """Change title and summary."""
    charter = queries.by_slug(slug, current.acting())
    form = CharterForm(obj=charter)
    if form.validate_on_submit():
        try:
            actions.describe(charter.id, form.title.data, form.summary.data or "", by=current.acting())
            return redirect(url_for("clauses.outline", slug=slug), 303)
        except Refused as no:
            form.form_errors = list(no.reasons)

    return render_template("charters/edit.html", form=form, charter=charter), 422 if form.is_submitted() else 200


@bp.route("/charters/<slug>/phases", methods=["GET", "POST"])
@allows("rights.manage")
def stage_rights(slug: str) -> Page:
    """The table of what each role may do in each stage."""
    charter = queries.by_slug(slug, current.acting())
    if request.method == "POST":
        actions.set_rights(charter.id, _ticked(), by=current.acting())
        flash(_("The rights are changed and hold from now on."))
        return redirect(url_for("charters.stage_rights", slug=slug), 303)

    stages = [stage for stage in rules.STAGES if stage not in rules.CLOSED]
    return render_template(
        "charters/stage_rights.html",
        charter=charter,
        stages=stages,
        roles=ROLES,
        all_rights=rules.RIGHTS,
        table=queries.rights(charter),
    )


def _ticked() -> set[tuple[str, str, str]]:
    """The ticked boxes, each named stage.role.right; unknown names are ignored."""
    open_stages = [stage for stage in rules.STAGES if stage not in rules.CLOSED]
    boxes = ((stage, role, right) for stage in open_stages for role in ROLES for right in rules.RIGHTS)
    return {box for box in boxes if ".".join(box) in request.form}
