"""Read amendments: the list of a charter, one, the bundle; and what one does with one: co-sign, withdraw, take over."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from charter.accounts import actions as accounts
from charter.accounts import current
from charter.amendments import actions, queries, support
from charter.amendments.discussion import page_context as discussion
from charter.amendments.models import Amendment
from charter.amendments.views import amendment_context, clause_cards, list_context, readings
from charter.amendments.views.answering import advice_context
from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.clauses import queries as clauses
from charter.core.errors import Refused
from charter.web.access import allows
from charter.web.input import parsing
from charter.web.security import rate_limits

bp = Blueprint("amendments", __name__, url_prefix="/charters/<slug>/amendments")
Page = str | Response | tuple[str, int]
READING = "reading"


@bp.get("")
@allows("amendments.read")
def all_amendments(slug: str) -> Page:
    """The amendments of a round, by place in the text."""
    charter = charters.by_slug(slug, current.reader())
    return render_template("amendments/list.html", **list_context.of(charter, current.reader(), request.args))


@bp.get("/<int:amendment_id>")
@allows("amendments.read")
def amendment(slug: str, amendment_id: int) -> Page:
    """One amendment in one of three readings, which is kept for the next ones."""
    _keep_reading()
    charter, found = _found(slug, amendment_id)
    return _page(charter, found)


@bp.get("/of-clause/<int:clause_id>")
@allows("amendments.read")
def of_clause(slug: str, clause_id: int) -> Page:
    """The amendments of a clause alone; its page fetches them when they change."""
    charter = charters.by_slug(slug, current.reader())
    clause = clauses.of(charter, clause_id)
    shown = clause_cards.of(charter, clause, current.reader())
    return render_template("amendments/_of_clause.html", charter=charter, clause=clause, **shown)


def _found(slug: str, amendment_id: int) -> tuple[Charter, Amendment]:
    charter = charters.by_slug(slug, current.reader())
    return charter, queries.get(charter.id, amendment_id, current.reader())


def _page(
    charter: Charter, found: Amendment, status: int = 200, errors: Any = (), typed: Mapping[str, str] | None = None
) -> Page:
    revision, against = parsing.hidden_number(request.args, "wording"), request.args.get("against", "")
    shown = amendment_context.chosen(found, reading(), revision, against)
    context = amendment_context.of(charter, found, shown, current.reader())
    talk, advice = discussion.of(charter, found), advice_context.of(found, request.args, current.reader(), typed)
    return render_template("amendments/amendment.html", **talk | {"errors": errors} | context | advice), status


def reading() -> str:
    """The reading that this person asks for now, or asked for last."""
    asked_for = (request.args.get(READING), _kept_reading(), readings.CHANGES)
    return next(each for each in asked_for if each in readings.READINGS)


def _kept_reading() -> str | None:
    """What a member chose on any device, or a visitor in this browser."""
    reader = current.reader()
    return reader.account.reading if reader else session.get(READING)


def _keep_reading() -> None:
    asked, reader = request.args.get(READING), current.reader()
    if asked not in readings.READINGS or asked == _kept_reading():
        return
    if reader:
        accounts.choose_reading(reader.id, asked)
    else:
        session[READING] = asked


def done(
    slug: str,
    amendment_id: int,
    verb: Callable[[int], object],
    said: object,
    typed: Mapping[str, str] | None = None,
) -> Page:
    """Run a verb on an amendment, and show it again: with what was done, or with every reason why not and what was
    typed."""
    charter, _amendment = _found(slug, amendment_id)
    try:
        verb(charter.id)
    except Refused as no:
        found = queries.get(charter.id, amendment_id, current.reader())
        return _page(charter, found, no.status, no.reasons, typed)

    flash(str(said))
    return redirect(url_for("amendments.amendment", slug=slug, amendment_id=amendment_id), 303)


@bp.post("/<int:amendment_id>/cosignature")
@rate_limits.amendments
@allows("amendments.cosign")
def cosign(slug: str, amendment_id: int) -> Page:
    """Co-sign it, as it was shown."""
    digest, by = request.form.get("digest", ""), current.acting()
    return done(
        slug, amendment_id, lambda charter_id: support.cosign(charter_id, amendment_id, digest, by), _("Co-signed.")
    )


@bp.post("/<int:amendment_id>/cosignature/removal")
@rate_limits.amendments
@allows("amendments.cosign")
def uncosign(slug: str, amendment_id: int) -> Page:
    """Take the co-signature back."""
    by = current.acting()
    said = _("The co-signature is taken back.")
    return done(slug, amendment_id, lambda charter_id: support.uncosign(charter_id, amendment_id, by), said)


@bp.post("/<int:amendment_id>/support-request")
@rate_limits.support_requests
@allows("amendments.write")
def ask_support(slug: str, amendment_id: int) -> Page:
    """Ask the delegates of other associations, by mail, to co-sign it."""
    chosen, by = parsing.rows(request.form, "association"), current.acting()
    said = _("They are asked by mail.")
    return done(slug, amendment_id, lambda charter_id: support.ask(charter_id, amendment_id, chosen, by), said)


@bp.post("/<int:amendment_id>/withdrawal")
@rate_limits.amendments
@allows("amendments.write")
def withdraw(slug: str, amendment_id: int) -> Page:
    """Withdraw it."""
    by = current.acting()
    return done(slug, amendment_id, lambda charter_id: actions.withdraw(charter_id, amendment_id, by), _("Withdrawn."))


@bp.post("/<int:amendment_id>/takeover")
@rate_limits.amendments
@allows("amendments.write")
def take_over(slug: str, amendment_id: int) -> Page:
    """Take over what another association has withdrawn."""
    by = current.acting()
    said = _("It is your association’s amendment now.")
    return done(slug, amendment_id, lambda charter_id: actions.take_over(charter_id, amendment_id, by), said)
