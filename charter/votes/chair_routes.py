"""What moderators do with votes: prepare, open, close, extend, cancel, remind."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.core.errors import Invalid, Refused
from charter.votes import actions, closing, forms, opening, parts, queries
from charter.votes.routes import page
from charter.web.access import allows

bp = Blueprint("chair", __name__)
bp.app_context_processor(lambda: {"ZONES": forms.ZONES})
Page = str | Response | tuple[str, int]


@bp.post("/charters/<slug>/clauses/<int:clause_id>/votes")
@allows("votes.manage")
def put_to_vote(slug: str, clause_id: int) -> Page:
    """Put a clause to the vote at once, or say everything that stands in the way."""
    charter = charters.by_slug(slug, current.member())
    clause = clauses.of(charter, clause_id)
    try:
        vote = actions.put_to_vote(clause.id, by=current.acting(), settings=forms.usual(clause, request.form))
    except Refused as no:
        shown = parts.of_clause(slug, clause_id, no)
        return render_template("votes/obstacles.html", charter=charter, **shown), no.status
    flash(_("The vote is open: the text is frozen, and the roll with it."))
    return redirect(url_for("votes.vote", vote_id=vote.id), 303)


@bp.post("/votes/<int:vote_id>/opening")
@allows("votes.manage")
def open_vote(vote_id: int) -> Page:
    """Open a prepared vote."""
    return _step(vote_id, lambda: opening.open_vote(vote_id, by=current.acting()), "ballot")


@bp.post("/votes/<int:vote_id>/closure")
@allows("votes.manage")
def close(vote_id: int) -> Page:
    """Close and count."""
    reason = request.form.get("reason", "")
    return _step(vote_id, lambda: closing.close(vote_id, by=current.acting(), reason=reason), "result")


@bp.post("/votes/<int:vote_id>/cancellation")
@allows("votes.manage")
def cancel(vote_id: int) -> Page:
    """Stop without counting."""
    reason = request.form.get("reason", "")
    return _step(vote_id, lambda: closing.cancel(vote_id, reason, by=current.acting()), "result")


@bp.post("/votes/<int:vote_id>/extension")
@allows("votes.manage")
def extend(vote_id: int) -> Page:
    """Keep it open longer."""
    reason = request.form.get("reason", "")

    def later() -> bool:
        until = forms.moment(request.form, "closes_at")
        if until is None:
            raise Invalid(_l("Give a time, such as 2026-12-01 18:00."))
        return closing.extend(vote_id, until, reason, by=current.acting())

    return _step(vote_id, later, "ballot")


@bp.post("/votes/<int:vote_id>/reminder")
@allows("votes.manage")
def remind(vote_id: int) -> Page:
    """Mail those who have not voted."""
    try:
        actions.remind(vote_id, by=current.acting())
    except Refused as no:
        return page(queries.get(vote_id), errors=no.reasons), no.status
    flash(_("Those who have not voted are being reminded by mail."))
    return redirect(url_for("votes.vote", vote_id=vote_id), 303)


def _step(vote_id: int, act: Callable[[], bool], anchor: str) -> Page:
    """Do it, or say what stands in the way, with what was typed."""
    try:
        is_done = act()
    except Refused as no:
        return page(queries.get(vote_id), errors=no.reasons, typed=request.form), no.status
    if not is_done:
        flash(_("Recorded: another moderator must confirm it."))
    return redirect(url_for("votes.vote", vote_id=vote_id, _anchor=anchor), 303)
