"""Pages to create a charter, to set its table of rights, and to choose its assembly."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.accounts import queries as accounts
from charter.charters import actions, queries, rules
from charter.charters import assembly as assemblies
from charter.charters.assembly import Assembly, Place
from charter.charters.forms import EVERYONE, NOBODY, CharterForm, NewCharterForm
from charter.charters.models import Charter
from charter.core.errors import Refused
from charter.web.access import ROLES, allows
from charter.web.input import parsing

bp = Blueprint("charters", __name__)
Page = str | Response | tuple[str, int]


@bp.route("/charters/new", methods=["GET", "POST"])
@allows("charters.manage")
def create() -> Page:
    """Create a charter."""
    others = queries.visible(current.acting())
    form = NewCharterForm(others)
    if form.validate_on_submit():
        try:
            charter = actions.create(
                form.title.data, form.summary.data or "", form.language.data, current.acting(), _chosen(form, others)
            )
            return redirect(url_for("clauses.outline", slug=charter.slug), 303)
        except Refused as no:
            form.form_errors = list(no.reasons)

    return render_template("charters/edit.html", form=form, charter=None), 422 if form.is_submitted() else 200


def _chosen(form: NewCharterForm, others: list[Charter]) -> Assembly | None:
    """With whom the assembly of a new charter begins; None for everyone."""
    if not others or form.assembly.data == EVERYONE:
        return None
    if form.assembly.data == NOBODY:
        return Assembly()
    return assemblies.present(int(form.assembly.data))


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


@bp.route("/charters/<slug>/assembly", methods=["GET", "POST"])
@allows("assembly.manage")
def assembly(slug: str) -> Page:
    """Who takes part in a charter: associations with their places, moderators and observers."""
    charter = queries.by_slug(slug, current.acting())
    chosen, status = assemblies.present(charter.id), 200
    errors: Sequence[object] = ()
    if request.method == "POST":
        try:
            chosen = _assembly()
            assemblies.set_assembly(charter.id, chosen, by=current.acting())
            flash(_("The assembly is set. It counts for the votes that open from now on."))
            return redirect(url_for("charters.assembly", slug=slug), 303)
        except Refused as no:
            errors, status = no.reasons, no.status

    return render_template("charters/assembly.html", charter=charter, errors=errors, **_directory(chosen)), status


def _assembly() -> Assembly:
    """The assembly as it is ticked."""
    ticked = parsing.rows(request.form, "association")
    places = (
        Place(
            each,
            parsing.number(request.form, f"college.{each}"),
            parsing.number(request.form, f"seats.{each}", 1, 1),
            parsing.number(request.form, f"weight.{each}", 1, 1),
        )
        for each in ticked
    )
    return Assembly(frozenset(places), frozenset(parsing.rows(request.form, "member")))


def _directory(chosen: Assembly) -> dict[str, object]:
    """The directory, to choose from, and what is chosen."""
    return {
        "associations": accounts.associations(),
        "colleges": accounts.colleges(),
        "places": {each.association_id: each for each in chosen.places},
        "others": [each for each in accounts.members() if each.role in queries.APPOINTED_ROLES],
        "appointed": chosen.appointed,
        "typed": request.form,
        "is_refused": request.method == "POST",
    }


def _ticked() -> set[tuple[str, str, str]]:
    """The ticked boxes, each named stage.role.right; unknown names are ignored."""
    open_stages = [stage for stage in rules.STAGES if stage not in rules.CLOSED]
    boxes = ((stage, role, right) for stage in open_stages for role in ROLES for right in rules.RIGHTS)
    return {box for box in boxes if ".".join(box) in request.form}
