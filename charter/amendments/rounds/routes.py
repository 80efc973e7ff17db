"""The pages of rounds: all of them, opening one, its times, closing it."""

from collections.abc import Callable, Mapping

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.amendments import queries
from charter.amendments.rounds import actions, forms, page_context
from charter.charters import queries as charters
from charter.core.errors import Refused
from charter.web.access import allows
from charter.web.security import rate_limits

bp = Blueprint("rounds", __name__, url_prefix="/charters/<slug>/rounds")
Page = str | Response | tuple[str, int]


@bp.get("")
@allows("amendments.read")
def page(slug: str) -> Page:
    """The open round with its terms, and earlier ones; a form to open one, for moderators."""
    return _page(slug)


def _page(slug: str, no: Refused | None = None, at: str = "", typed: Mapping[str, str] | None = None) -> Page:
    shown = page_context.page(slug, errors=no.reasons if no else (), refused_at=at, typed=typed or {})
    return render_template("amendments/rounds/page.html", **shown), no.status if no else 200


@bp.post("")
@rate_limits.rounds
@allows("rounds.manage")
def open_round(slug: str) -> Page:
    """Open a round."""
    charter = charters.by_slug(slug, current.acting())
    return _done(
        slug,
        lambda: actions.open_round(charter.id, forms.settings(request.form), current.acting()),
        "opening",
        _("The round is open."),
    )


@bp.post("/<int:number>/times")
@rate_limits.rounds
@allows("rounds.manage")
def set_times(slug: str, number: int) -> Page:
    """Change until when a round takes amendments and co-signatures."""
    round_id = _round_id(slug, number)
    reason = request.form.get("reason", "")
    return _done(
        slug,
        lambda: actions.set_times(round_id, *forms.times(request.form), reason, current.acting()),
        "times",
        _("The times are changed."),
    )


@bp.post("/<int:number>/closure")
@rate_limits.rounds
@allows("rounds.manage")
def close(slug: str, number: int) -> Page:
    """Close a round by hand."""
    round_id = _round_id(slug, number)
    return _done(slug, lambda: actions.close(round_id, current.acting()), "closing", _("The round is closed."))


def _round_id(slug: str, number: int) -> int:
    charter = charters.by_slug(slug, current.acting())
    return queries.round_numbered(charter.id, number, current.acting()).id


def _done(slug: str, verb: Callable[[], object], at: str, said: str) -> Page:
    try:
        verb()
    except Refused as no:
        return _page(slug, no, at, request.form)
    if zone := request.form.get("zone"):
        session[page_context.ZONE] = zone
    flash(said)
    return redirect(url_for("rounds.page", slug=slug), 303)
