"""Pages of the decision settings of a charter: its models of votes, and which one is usual for what."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.core.errors import NotFound, Refused
from charter.votes.decisions import changing, stored_settings
from charter.votes.rules import named_rules
from charter.votes.rules.decision_settings import KINDS, DecisionSettings, VoteModel
from charter.votes.views import preparing_context, settings_forms
from charter.web.access import allows

bp = Blueprint("decisions", __name__)
Page = str | Response | tuple[str, int]


@bp.get("/charters/<slug>/decisions")
@allows("decisions.manage")
def page(slug: str) -> Page:
    """The models of a charter, each with its sentence and an example, and which one is usual for
    what."""
    return _page(charters.by_slug(slug, current.acting()))


def _page(charter: Charter, no: Refused | None = None) -> Page:
    decisions = stored_settings.of_charter(charter.id)
    shown = render_template(
        "votes/decisions/page.html",
        charter=charter,
        offers=preparing_context.offers(charter.id, decisions),
        usual=decisions.usual,
        typed=request.form,
        errors=no.reasons if no else (),
    )
    return shown, no.status if no else 200


@bp.post("/charters/<slug>/decisions/usual")
@allows("decisions.manage")
def set_usual(slug: str) -> Page:
    """Choose the usual model for each kind of vote."""
    charter = charters.by_slug(slug, current.acting())
    usual, seen = (_by_kind(f"{part}-") for part in ("usual", "seen"))
    try:
        changing.set_usual(charter.id, usual, seen, current.acting())
    except Refused as no:
        return _page(charter, no)
    return _saved(charter)


def _by_kind(prefix: str) -> dict[str, str]:
    return {kind: request.form[prefix + kind] for kind in KINDS if prefix + kind in request.form}


@bp.route("/charters/<slug>/decisions/new", methods=["GET", "POST"])
@allows("decisions.manage")
def add(slug: str) -> Page:
    """Add a model, beginning as another one."""
    charter = charters.by_slug(slug, current.acting())
    if request.method == "POST":
        try:
            changing.add_model(charter.id, _typed_model(""), current.acting())
            return _saved(charter)
        except Refused as no:
            return _form(charter, None, request.form, no)

    decisions = stored_settings.of_charter(charter.id)
    start = decisions.model(request.args.get("as", "")) or decisions.models[0]
    return _form(charter, None, settings_forms.values_of_model(start))


@bp.route("/charters/<slug>/decisions/models/<key>", methods=["GET", "POST"])
@allows("decisions.manage")
def change(slug: str, key: str) -> Page:
    """Change a model."""
    charter = charters.by_slug(slug, current.acting())
    model = _known(stored_settings.of_charter(charter.id), key)
    if request.method == "POST":
        try:
            changing.change_model(charter.id, _typed_model(key), request.form.get("seen", ""), current.acting())
            return _saved(charter)
        except Refused as no:
            return _form(charter, model, request.form, no)

    described = {"name": model.name, "purpose": model.purpose}
    return _form(charter, model, settings_forms.values_of_model(model) | described)


@bp.post("/charters/<slug>/decisions/models/<key>/removal")
@allows("decisions.manage")
def remove(slug: str, key: str) -> Page:
    """Remove a model that is the usual one for nothing."""
    charter = charters.by_slug(slug, current.acting())
    try:
        changing.remove_model(charter.id, key, request.form.get("seen", ""), current.acting())
    except Refused as no:
        return _page(charter, no)
    return _saved(charter)


def _typed_model(key: str) -> VoteModel:
    form = request.form
    return settings_forms.voted_as(form, key, form.get("name", ""), form.get("purpose", ""))


def _known(decisions: DecisionSettings, key: str) -> VoteModel:
    model = decisions.model(key)
    if model is None:
        raise NotFound(_l("There is no such model."))
    return model


def _form(charter: Charter, model: VoteModel | None, values: Mapping[str, str], no: Refused | None = None) -> Page:
    reasons: Sequence[object] = no.reasons if no else ()
    rules = [*named_rules.ALL, None]
    found = {"charter": charter, "model": model, "values": values, "errors": reasons, "rules": rules}
    if model:
        found["usual_for"] = stored_settings.of_charter(charter.id).kinds_of(model.key)
    return render_template("votes/decisions/model.html", **found), no.status if no else 200


def _saved(charter: Charter) -> Response:
    flash(_("The decision settings are saved. They hold for votes that are prepared from now on."))
    return redirect(url_for("decisions.page", slug=charter.slug), 303)
