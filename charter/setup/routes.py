"""Pages to start a charter, also from another one, and to give and take its settings as a file."""

from base64 import b64decode, b64encode
from binascii import Error

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import actions as charters
from charter.charters import queries as charter_queries
from charter.charters.models import Charter
from charter.core.errors import About, Invalid, Refused
from charter.setup import actions, queries, rules
from charter.setup.actions import Start
from charter.setup.forms import StartForm
from charter.setup.rules import PARTS, TEXTS, CharterSettings
from charter.web.access import allows

bp = Blueprint("setup", __name__)
Page = str | Response | tuple[str, int]


@bp.route("/charters/new", methods=["GET", "POST"])
@allows("charters.manage")
def create() -> Page:
    """Start a charter: empty, from a text, or from another charter."""
    form = StartForm(current.acting())
    has_text = bool(request.form.get("text", "").strip()) or request.form.get("do") == "text"
    if has_text and not request.form.get("source"):
        return redirect(url_for("imports.of_new"), 307)  # the same form, with a text in it

    if form.validate_on_submit():
        try:
            return redirect(url_for("clauses.outline", slug=_started(form, has_text).slug), 303)
        except Refused as no:
            form.form_errors = list(no.reasons)
    elif not form.is_submitted():
        _preset(form)

    return render_template("charters/edit.html", form=form, charter=None), 422 if form.is_submitted() else 200


def _started(form: StartForm, has_text: bool) -> Charter:
    about = form.title.data, form.summary.data or "", form.language.data
    if "source" not in form or not form.source.data:
        return charters.create(*about, current.acting(), form.chosen())
    if has_text:
        raise Invalid(About("source", _l("Either start from another charter, or from a text: not from both.")))

    taken = int(form.source.data), form.content.data or TEXTS, form.with_settings.data
    return actions.start(Start(*about, form.chosen(), *taken), current.acting())


def _preset(form: StartForm) -> None:
    """As the charter that the address names, whose set-up page leads here."""
    source = request.args.get("from", "")
    known = {str(each.id): each for each in charter_queries.of_member(current.acting())}
    if "source" in form and source in known:
        form.source.data = form.assembly.data = source
        form.language.data = known[source].language


@bp.get("/charters/<slug>/settings")
@allows("decisions.manage")
def settings(slug: str) -> Page:
    """The settings as a file: take them, or give others."""
    return _page(charter_queries.by_slug(slug, current.acting()))


def _page(charter: Charter, no: Refused | None = None) -> Page:
    errors = no.reasons if no else ()
    return render_template("setup/settings.html", charter=charter, errors=errors), no.status if no else 200


@bp.get("/charters/<slug>/settings.json")
@allows("decisions.manage")
def settings_file(slug: str) -> Page:
    """The file of the settings of a charter."""
    charter = charter_queries.by_slug(slug, current.acting())
    file = Response(queries.written(charter), mimetype="application/json")
    file.headers["Content-Disposition"] = f"attachment; filename={charter.slug}-settings.json"
    return file


@bp.post("/charters/<slug>/settings")
@allows("decisions.manage")
def preview(slug: str) -> Page:
    """What a file of settings would change."""
    charter = charter_queries.by_slug(slug, current.acting())
    sent = request.files.get("file")
    try:
        given = _read(sent.read(rules.MAX_BYTES + 1) if sent else b"")
    except Refused as no:
        return _page(charter, no)
    return _preview(charter, given)


def _read(data: bytes) -> CharterSettings:
    if not data:
        raise Invalid(About("file", _l("Choose a file.")))
    given = rules.read(data)
    queries.check_names(given)
    return given


def _preview(charter: Charter, given: CharterSettings, no: Refused | None = None) -> Page:
    page = render_template(
        "setup/preview.html",
        charter=charter,
        errors=no.reasons if no else (),
        differences=queries.differences(queries.settings_of(charter), given),
        allowed=queries.parts_of(current.acting().role),
        parts=PARTS,
        seen=actions.digest_of(charter),
        file=b64encode(rules.write(given)).decode(),
    )
    return page, no.status if no else 200


@bp.post("/charters/<slug>/settings/import")
@allows("decisions.manage")
def import_settings(slug: str) -> Page:
    """Take over what was ticked of a file that was shown."""
    charter = charter_queries.by_slug(slug, current.acting())
    try:
        given = _read(_sent_again())
    except Refused as no:
        return _page(charter, no)

    parts = [part for part in PARTS if part in request.form.getlist("part")]
    try:
        actions.import_settings(charter.id, given, parts, request.form.get("seen", ""), current.acting())
    except Refused as no:
        return _preview(charter, given, no)

    flash(_("The settings are taken over. Votes that are prepared or open keep theirs."))
    return redirect(url_for("setup.settings", slug=slug), 303)


def _sent_again() -> bytes:
    try:
        return b64decode(request.form.get("settings", ""), validate=True)
    except (Error, ValueError):
        return b""
