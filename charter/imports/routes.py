"""Pages on which a text becomes sections and clauses: give it, look at what it becomes, correct, create."""

import re
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import queries as charters
from charter.charters.forms import NewCharterForm
from charter.charters.models import Charter
from charter.core.errors import NotFound, Refused
from charter.imports import actions, page_context, queries
from charter.imports.models import TextImport
from charter.imports.rules.corrections import JOINED, Correction
from charter.imports.rules.plan import CLAUSE, KINDS
from charter.web.access import allows
from charter.web.input import parsing

bp = Blueprint("imports", __name__)
Page = str | Response | tuple[str, int]
NOT_KEPT = re.compile(r"(csrf_token|text|do|(title|kind)\.\d+)")
"""The fields of the page that are no settings of the new charter or of the place of its clauses."""


@bp.post("/charters/new/text")
@allows("charters.manage")
def of_new() -> Page:
    """Read the text of a new charter."""
    return _read(None)


@bp.route("/charters/<slug>/text", methods=["GET", "POST"])
@allows("charters.manage")
def into(slug: str) -> Page:
    """Give a text to a charter."""
    charter = charters.by_slug(slug, current.acting())
    return _read(charter) if request.method == "POST" else render_template("imports/text.html", charter=charter)


def _read(charter: Charter | None) -> Page:
    try:
        found = actions.read(request.form.get("text", ""), charter, _settings(), by=current.acting())
    except Refused as no:
        if charter:
            return render_template("imports/text.html", charter=charter, errors=no.reasons), no.status
        form = NewCharterForm(charters.of_member(current.acting()))
        form.form_errors = list(no.reasons)
        return render_template("charters/edit.html", form=form, charter=None), no.status
    return redirect(_address("preview", charter, found.id), 303)


def _settings() -> dict[str, str]:
    """What is typed beside the parts, as it was typed."""
    return {name: value[:2000] for name, value in request.form.items() if not NOT_KEPT.fullmatch(name)}


def _address(endpoint: str, charter: Charter | None, text_id: int, **more: Any) -> str:
    return url_for(f"imports.{endpoint}", slug=charter.slug if charter else None, text_id=text_id, **more)


def _charter(slug: str | None) -> Charter | None:
    return charters.by_slug(slug, current.acting()) if slug else None


def _found(slug: str | None, text_id: int) -> tuple[TextImport, Charter | None]:
    charter = _charter(slug)
    return queries.own(text_id, charter.id if charter else None, current.acting()), charter


@bp.get("/charters/new/text/<int:text_id>")
@bp.get("/charters/<slug>/text/<int:text_id>")
@allows("charters.manage")
def preview(text_id: int, slug: str | None = None) -> Page:
    """What the text becomes."""
    found, charter = _found(slug, text_id)
    return _page(found, charter)


def _page(found: TextImport, charter: Charter | None, errors: tuple[object, ...] = ()) -> str:
    form = None if charter else NewCharterForm(charters.of_member(current.acting()))
    settings = dict(found.settings)
    opened = parsing.hidden_number(request.args, "open")
    values = page_context.context(found, charter, opened, settings.get("title") or None)
    if form:
        form.process(data={name: settings[name] for name in form.data if settings.get(name)})
        form.title.data = form.title.data or values["words_title"]
    return render_template(
        "imports/preview.html", charter=charter, form=form, errors=errors, settings=settings, **values
    )


@bp.post("/charters/new/text/<int:text_id>")
@bp.post("/charters/<slug>/text/<int:text_id>")
@allows("charters.manage")
def correct(text_id: int, slug: str | None = None) -> Page:
    """Keep what was corrected, and do what the button says: show the paragraphs of a part, begin a clause at one,
    take another way."""
    found, charter = _found(slug, text_id)
    charter_id = charter.id if charter else None
    do, _sign, value = request.form.get("do", "").partition(".")
    try:
        if do in ("way", "lines"):
            way, is_wrapped = (value, found.is_wrapped) if do == "way" else (found.way, value == "wrapped")
            actions.read_anew(text_id, charter_id, way, is_wrapped, _settings(), by=current.acting())
            return redirect(_address("preview", charter, text_id, _anchor="outline"), 303)
        place = parsing.hidden_number({"at": value}, "at") if do == "split" else None
        actions.correct(text_id, charter_id, _given(), _settings(), current.acting(), place)
    except Refused as no:
        return _refused(text_id, charter, no)
    return redirect(_shown(charter, text_id, do, value), 303)


def _shown(charter: Charter | None, text_id: int, do: str, value: str) -> str:
    opened = {"open": value} if do in ("open", "split") else {}
    return _address("preview", charter, text_id, **opened, _anchor=f"part-{value}" if opened else "outline")


def _given() -> dict[int, Correction]:
    """The corrections, by the start of each part."""
    given = {}
    for name, title in request.form.items():
        start = parsing.hidden_number({"at": name.removeprefix("title.")}, "at") if name.startswith("title.") else -1
        if start >= 0:
            kind = parsing.choice(request.form, f"kind.{start}", (*KINDS, JOINED), CLAUSE)
            given[start] = Correction(kind, title)
    return given


def _refused(text_id: int, charter: Charter | None, no: Refused) -> tuple[str, int]:
    if isinstance(no, NotFound):
        raise no
    found = queries.own(text_id, charter.id if charter else None, current.acting())
    return _page(found, charter, tuple(no.reasons)), no.status


@bp.post("/charters/new/text/<int:text_id>/creation")
@bp.post("/charters/<slug>/text/<int:text_id>/creation")
@allows("charters.manage")
def create(text_id: int, slug: str | None = None) -> Page:
    """Make the sections and clauses."""
    charter = _charter(slug)
    try:
        actions.correct(text_id, charter.id if charter else None, _given(), _settings(), current.acting())
        made = actions.create(
            text_id, charter, None if charter else _new_charter(), _destination(), by=current.acting()
        )
    except Refused as no:
        return _refused(text_id, _charter(slug), no)
    flash(_("The text is in the charter: each clause can be worked on from now on."))
    return redirect(url_for("clauses.outline", slug=made.slug, _anchor="clauses"), 303)


def _new_charter() -> actions.NewCharter:
    form = NewCharterForm(charters.of_member(current.acting()))
    if not form.validate():
        raise Refused(
            *(
                _("%(field)s: %(problem)s", field=form[name].label.text, problem=problems[0])
                for name, problems in form.errors.items()
            )
        )
    return actions.NewCharter(form.title.data, form.summary.data or "", form.language.data, form.chosen())


def _destination() -> actions.Destination:
    section, title = parsing.row(request.form, "section"), request.form.get("section_title", "")
    return actions.Destination(section, title or _("Articles"))


@bp.post("/charters/new/text/<int:text_id>/removal")
@bp.post("/charters/<slug>/text/<int:text_id>/removal")
@allows("charters.manage")
def give_up(text_id: int, slug: str | None = None) -> Page:
    """Forget the text."""
    charter = _charter(slug)
    actions.give_up(text_id, charter.id if charter else None, by=current.acting())
    flash(_("The text is forgotten; nothing was changed."))
    return redirect(url_for("clauses.outline", slug=slug) if charter else url_for("setup.create"), 303)
