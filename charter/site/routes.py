"""The page of the site's settings, its mark and its colours."""

from typing import Any

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.core.errors import NotFound, Refused
from charter.site import actions, queries, rules
from charter.site.forms import SiteForm
from charter.web.access import allows

bp = Blueprint("site", __name__)
Page = str | Response | tuple[str, int]
A_YEAR = "public, max-age=31536000, immutable"
"""Of what has its digest in its address."""


@bp.route("/site", methods=["GET", "POST"])
@allows("site.manage")
def settings() -> Page:
    """Name, mark, colour and words of welcome."""
    form = SiteForm(data=_present())
    if form.validate_on_submit():
        try:
            actions.describe(**_typed(form), by=current.acting())
        except Refused as no:
            form.form_errors = list(no.reasons)
        else:
            flash(_("Every page shows it from now on."))
            return redirect(url_for("site.settings"), 303)

    return render_template("site/settings.html", form=form), 422 if form.is_submitted() else 200


def _present() -> dict[str, Any]:
    site = queries.present()
    return {"name": site.own_name, "welcome": site.welcome, "colour": site.colour}


def _typed(form: SiteForm) -> dict[str, Any]:
    sent = request.files.get("mark")
    mark = sent.read() if sent else b""
    return {
        "name": form.name.data or "",
        "welcome": form.welcome.data or "",
        "colour": form.colour.data or "",
        "mark": mark or (b"" if form.no_mark.data else None),
    }


@bp.get("/site/mark-<digest>.png")
@allows("site.read")
def mark(digest: str) -> Response:
    """The mark."""
    return _kept(queries.mark(digest), "image/png")


@bp.get("/site/colours-<digest>.css")
@allows("site.read")
def colours(digest: str) -> Response:
    """The colours made of the accent."""
    site = queries.present()
    if not site.colour or site.colours_digest != digest:
        raise NotFound(_l("There is no such style sheet."))
    return _kept(rules.stylesheet(site.colour).encode(), "text/css; charset=utf-8")


def _kept(body: bytes, media: str) -> Response:
    return Response(body, content_type=media, headers={"Cache-Control": A_YEAR})


def install(app: Flask) -> None:
    """Give the templates of `app` the site."""
    app.jinja_env.globals.update(site=queries.present, default_site=queries.Site())
