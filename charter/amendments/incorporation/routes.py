"""The pages on which what was adopted is put into the text."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.amendments import queries
from charter.amendments.deciding import settling
from charter.amendments.incorporation import actions, new_clauses, page_context
from charter.amendments.incorporation.preview import Pair
from charter.amendments.models import Round
from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.core.errors import NotFound, Refused
from charter.web.access import allows
from charter.web.input import parsing

bp = Blueprint("incorporation", __name__, url_prefix="/charters/<slug>/amendments/incorporation")
Page = str | Response | tuple[str, int]


def _found(slug: str) -> tuple[Charter, Round]:
    """The charter and the round that the address names, or the newest."""
    charter = charters.by_slug(slug, current.acting())
    number = parsing.hidden_number(request.values, "round")
    if number > 0:
        return charter, queries.round_numbered(charter.id, number, current.acting())
    round_ = queries.latest_round(charter.id, current.acting())
    if round_ is None:
        raise NotFound(_l("There is no such round of amendments."))
    return charter, round_


@bp.get("")
@allows("amendments.decide")
def all_clauses(slug: str) -> Page:
    """What is adopted and is still to be put into the text."""
    return _all_clauses(*_found(slug))


def _all_clauses(charter: Charter, round_: Round, no: Refused | None = None) -> Page:
    shown = page_context.all_clauses(charter, round_)
    page = render_template("amendments/incorporation/page.html", errors=no.reasons if no else (), **shown)
    return page, no.status if no else 200


@bp.get("/clauses/<int:clause_id>")
@allows("amendments.decide")
def clause(slug: str, clause_id: int) -> Page:
    """What a clause becomes, with the sentences that somebody must read."""
    return _clause(*_found(slug), clause_id)


def _clause(charter: Charter, round_: Round, clause_id: int, no: Refused | None = None) -> Page:
    shown = page_context.one_clause(charter, round_, clause_id, _read())
    page = render_template("amendments/incorporation/clause.html", errors=no.reasons if no else (), **shown)
    return page, no.status if no else 200


def _read() -> set[Pair]:
    """The pairs that the form says were read: `3-12`; without what is malformed."""
    sent = (each.partition("-") for each in request.form.getlist("read"))
    fields = ({"one": one, "other": other} for one, _dash, other in sent)
    pairs = {(parsing.hidden_number(each, "one"), parsing.hidden_number(each, "other")) for each in fields}
    return {each for each in pairs if min(each) > 0}


@bp.post("/clauses/<int:clause_id>")
@allows("amendments.decide")
def incorporate(slug: str, clause_id: int) -> Page:
    """Put what was adopted on a clause into its text."""
    charter, round_ = _found(slug)
    seen, by, session_id = request.form.get("seen", "")[:64], current.acting(), current.session_id()
    number = round_.number
    try:
        actions.incorporate(charter.id, round_, clause_id, _read(), seen, by, session_id)
    except KeyError:
        raise NotFound from None
    except Refused as no:
        return _clause(*_found(slug), clause_id, no)
    flash(_("What was adopted is in the text."))
    return redirect(url_for("incorporation.all_clauses", slug=slug, round=number), 303)


@bp.post("/amendments/<int:amendment_id>/<int:position>")
@allows("amendments.decide")
def add_clause(slug: str, amendment_id: int, position: int) -> Page:
    """Put the new clause of an adopted amendment into the charter."""
    charter_id = _found(slug)[0].id
    return _done(
        slug,
        lambda: new_clauses.add(charter_id, amendment_id, position, current.acting()),
        _("The new clause is in the charter."),
    )


@bp.post("/decided")
@allows("amendments.decide")
def decide(slug: str) -> Page:
    """Say that the round is decided."""
    round_id = _found(slug)[1].id
    return _done(slug, lambda: settling.decide(round_id, current.acting()), _("The round is decided."))


def _done(slug: str, act: Callable[[], object], said: str) -> Page:
    try:
        act()
    except Refused as no:
        return _all_clauses(*_found(slug), no)
    flash(said)
    return redirect(url_for("incorporation.all_clauses", slug=slug, round=request.form.get("round")), 303)
