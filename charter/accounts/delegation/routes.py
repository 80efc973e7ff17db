"""Pages of a delegation, and of the mandate of one of its members."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from charter.accounts import current, queries
from charter.accounts.delegation import actions
from charter.accounts.delegation import queries as delegations
from charter.accounts.delegation.forms import MandateForm
from charter.accounts.models import Member
from charter.core.errors import Refused
from charter.web.access import allows

bp = Blueprint("delegation", __name__)
Page = str | Response | tuple[str, int]


@bp.get("/associations/<int:association_id>/delegation")
@allows("members.read")
def delegation(association_id: int) -> Page:
    """The delegates of an association: who heads it, who sits, who is whose substitute."""
    return render_template(
        "accounts/delegation.html",
        association=queries.association(association_id),
        members=delegations.delegation(association_id),
        may_seat=lambda member: delegations.may_seat(current.acting(), member),
    )


@bp.post("/members/<int:member_id>/seat")
@allows("delegations.seat")
def seat(member_id: int) -> Page:
    """Let a substitute sit in the place of their delegate."""
    actions.seat(member_id, by=current.acting())
    return _back(queries.get(member_id))


@bp.post("/members/<int:member_id>/seat/end")
@allows("delegations.seat")
def unseat(member_id: int) -> Page:
    """Let a delegate sit again."""
    actions.unseat(member_id, by=current.acting())
    return _back(queries.get(member_id))


def _back(substitute: Member) -> Page:
    sits = substitute if substitute.sits_since else queries.get(substitute.substitute_for_id or 0)
    flash(_("%(name)s sits now; both are told by mail.", name=sits.name))
    return redirect(url_for("delegation.delegation", association_id=substitute.association_id), 303)


@bp.route("/members/<int:member_id>/mandate", methods=["GET", "POST"])
@allows("members.manage")
def mandate(member_id: int) -> Page:
    """The term of a mandate, and whose substitute its member is."""
    member = queries.get(member_id)
    form = MandateForm.of(member)
    if form.validate_on_submit():
        try:
            actions.change_mandate(member_id, form.mandate(), by=current.acting())
            flash(_("The mandate of %(name)s is recorded.", name=member.name))
            return redirect(url_for("directory.person", member_id=member_id), 303)
        except Refused as no:
            form.form_errors = list(no.reasons)

    return render_template("accounts/mandate.html", form=form, member=member), 422 if form.is_submitted() else 200
