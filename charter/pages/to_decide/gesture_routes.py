"""Advise on equal amendments at once, publish, and prepare votes."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import ngettext

from charter.accounts import current
from charter.amendments.deciding import dispositions
from charter.amendments.models import Round
from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.core.errors import Refused
from charter.pages.to_decide import clause_context, gestures, page_context
from charter.pages.to_decide import queries as found
from charter.pages.to_decide.routes import Page, clause_page, list_page
from charter.web.access import allows
from charter.web.input import parsing
from charter.web.security import rate_limits

bp = Blueprint("gestures", __name__, url_prefix="/charters/<slug>/amendments/to-decide")


@bp.post("/advice")
@rate_limits.advice
@allows("amendments.decide")
def advise(slug: str) -> Page:
    """Advise on those of a clause that are equal: of typography alone, or identical to another."""
    charter, round_ = _here(slug)
    clause_id, by = parsing.row(request.form, "clause"), current.acting()

    def verb() -> str:
        entries = clause_context.of(charter, by, clause_id, request.args)["entries"]
        if request.form.get("do") == "identical":
            equal = gestures.identical(entries)
            number = gestures.advise_identical(charter.id, round_.id, equal, _seen(), by)
        else:
            equal = gestures.typographic(entries, round_.id)
            number = gestures.advise_typographic(charter.id, equal, _seen(), by)
        return str(ngettext("%(num)s advice is saved.", "%(num)s advices are saved.", number))

    return _done(slug, clause_id, verb)


@bp.post("/publication")
@rate_limits.advice
@allows("amendments.decide")
def publish(slug: str) -> Page:
    """Publish the advice on all that was shown, as it was shown."""
    charter, _round = _here(slug)
    clause_id = parsing.row(request.form, "clause")

    def verb() -> str:
        new = dispositions.publish(charter.id, _seen(), current.acting())
        return str(ngettext("%(num)s advice is published.", "%(num)s advices are published.", len(new)))

    return _done(slug, clause_id, verb)


@bp.post("/votes")
@rate_limits.advice
@allows("votes.manage")
def prepare_votes(slug: str) -> Page:
    """Prepare the votes of a clause: in the proposed order, or in another one with a reason."""
    charter, _round = _here(slug)
    clause_id, by = parsing.row(request.form, "clause"), current.acting()
    chosen = parsing.rows(request.form, "amendments")
    places = {each: parsing.hidden_number(request.form, f"place-{each}") for each in chosen}

    def verb() -> str:
        proposed = clause_context.of(charter, by, clause_id, request.args)["ballots"]
        reason = request.form.get("order_reason", "")
        votes = gestures.prepare_votes(charter.id, proposed, places, reason, by)
        return str(ngettext("%(num)s vote is prepared.", "%(num)s votes are prepared.", len(votes)))

    return _done(slug, clause_id, verb)


@bp.post("/block")
@rate_limits.advice
@allows("votes.manage")
def prepare_block(slug: str) -> Page:
    """Prepare one vote on all that is ready for a block."""
    charter, round_ = _here(slug)
    try:
        every = found.standings(round_)
        vote = gestures.prepare_block(charter, round_, every, request.form.get("heading", ""), current.acting())
    except Refused as no:
        return list_page(slug, no)
    flash(
        ngettext(
            "A block of %(num)s amendment is prepared.", "A block of %(num)s amendments is prepared.", len(vote.motions)
        )
    )
    return redirect(url_for("votes.vote", vote_id=vote.id), 303)


def _here(slug: str) -> tuple[Charter, Round]:
    charter = charters.by_slug(slug, current.acting())
    return charter, page_context.round_of(charter, current.acting(), request.args)


def _seen() -> dict[int, int]:
    """The revision of the advice on each amendment, as the form showed it."""
    ids = parsing.rows(request.form, "shown")
    return {each: max(parsing.hidden_number(request.form, f"seen-{each}"), 0) for each in ids}


def _done(slug: str, clause_id: int | None, verb: Callable[[], str]) -> Page:
    """Act, and show the page again from which one came: with what was done, or with every reason why not."""
    place = request.form.get("place", "")
    try:
        flash(verb())
    except Refused as no:
        return list_page(slug, no) if place == "list" else clause_page(slug, clause_id, no)
    kept: dict[str, Any] = dict(parsing.kept(request.args, "round", "missing", "page"))
    if place == "list":
        return redirect(url_for("to_decide.all_clauses", slug=slug, **kept), 303)
    if clause_id is None:
        return redirect(url_for("to_decide.new_clauses", slug=slug, **kept), 303)
    return redirect(url_for("to_decide.clause", slug=slug, clause_id=clause_id, **kept), 303)
