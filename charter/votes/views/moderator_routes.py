"""Pages for moderators: prepare, open, close, extend, cancel, remind."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.core.errors import About, Invalid, Refused
from charter.votes import queries
from charter.votes.lifecycle import actions, closing, dual_control, opening, preparing, recap
from charter.votes.lifecycle.dual_control import StepResult
from charter.votes.lifecycle.preparing import Subject
from charter.votes.models import Vote
from charter.votes.motions import page_context as motions_shown
from charter.votes.views import forms, page_context, preparing_context
from charter.votes.views.voter_routes import page
from charter.web.access import allows
from charter.web.input import moment_fields

bp = Blueprint("chair", __name__)
bp.app_context_processor(lambda: {"ZONES": moment_fields.zones(current.zone())})
Page = str | Response | tuple[str, int]


@bp.get("/charters/<slug>/clauses/<int:clause_id>/votes/opening")
@allows("votes.manage")
def review_clause(slug: str, clause_id: int) -> Page:
    """What putting a clause to the vote would do, shown before it is done."""
    return _review_clause(slug, clause_id)


def _review_clause(slug: str, clause_id: int, no: Refused | None = None) -> Page:
    charter = charters.by_slug(slug, current.reader())
    clause = clauses.of(charter, clause_id)
    asked = request.values
    vote = preparing.draft(
        charter.id, Subject("clause", [clause.id]), preparing_context.usual_settings(clause, asked), current.acting()
    )
    action = url_for("chair.put_to_vote", slug=slug, clause_id=clause_id)
    return _review(vote, action, url_for("pages.clause", slug=slug, clause_id=clause_id), no)


@bp.post("/charters/<slug>/clauses/<int:clause_id>/votes")
@allows("votes.manage")
def put_to_vote(slug: str, clause_id: int) -> Page:
    """Put a clause to the vote as it was shown, or show what has changed and the obstacles."""
    clause = clauses.of(charters.by_slug(slug, current.reader()), clause_id)
    settings, seen = preparing_context.usual_settings(clause, request.form), forms.seen_digests(request.form)

    try:
        vote = actions.put_to_vote(clause.id, current.acting(), settings, seen)
    except Refused as no:
        if opened := queries.opened_on(clause.id, seen["text"]):  # the button was pressed twice
            return redirect(url_for("votes.vote", vote_id=opened.id), 303)
        return _review_clause(slug, clause_id, no)

    _say(StepResult.DONE if vote.stage == "open" else StepResult.AWAITS_SECOND)
    return redirect(url_for("votes.vote", vote_id=vote.id), 303)


def _say(result: StepResult) -> None:
    flash(
        _("The vote is open: the text is frozen, and the roll with it.")
        if result is StepResult.DONE
        else _("Recorded: another moderator must confirm it.")
    )


@bp.get("/votes/<int:vote_id>/opening")
@allows("votes.manage")
def review(vote_id: int) -> Page:
    """What opening a prepared vote would do, shown before it is done."""
    vote = page_context.readable(vote_id)
    if vote.stage != "prepared":
        return redirect(url_for("votes.vote", vote_id=vote_id), 303)
    return _review(vote, url_for("chair.open_vote", vote_id=vote_id), url_for("votes.vote", vote_id=vote_id))


def _review(vote: Vote, action: str, back: str, no: Refused | None = None) -> Page:
    shown = recap.recap_of(vote)
    charter = charters.get(vote.charter_id)
    found = {"recap": shown, "vote": vote, "charter": charter, "rule": shown.rule, "action": action, "back": back}
    found |= motions_shown.shown(shown.motions) if shown.motions else {"motions": []}
    found["asked"] = [each for each in dual_control.open_requests(vote) if each.step == "open"] if vote.id else []
    reasons = [each for each in no.reasons if each not in shown.obstacles] if no else []
    return render_template("votes/lifecycle/opening.html", errors=reasons, **found), no.status if no else 200


@bp.post("/votes/<int:vote_id>/opening")
@allows("votes.manage")
def open_vote(vote_id: int) -> Page:
    """Open a prepared vote as it was shown, or show what has changed and the obstacles."""
    vote = page_context.readable(vote_id)
    place = url_for("votes.vote", vote_id=vote_id, _anchor="ballot")
    seen = forms.seen_digests(request.form)
    if vote.stage == "open" and seen["text"] == vote.digest:  # the button was pressed twice
        return redirect(place, 303)

    try:
        result = opening.open_vote(vote_id, current.acting(), seen)
    except Refused as no:
        vote = queries.get(vote_id)
        if vote.stage != "prepared":
            return page(vote, errors=no.reasons), no.status
        return _review(vote, url_for("chair.open_vote", vote_id=vote_id), url_for("votes.vote", vote_id=vote_id), no)

    _say(result)
    return redirect(place, 303)


@bp.post("/votes/<int:vote_id>/closure")
@allows("votes.manage")
def close(vote_id: int) -> Page:
    """Close and count a vote."""
    reason = request.form.get("reason", "")
    return _step(vote_id, lambda: closing.close(vote_id, by=current.acting(), reason=reason), "result")


@bp.post("/votes/<int:vote_id>/cancellation")
@allows("votes.manage")
def cancel(vote_id: int) -> Page:
    """End a vote without counting."""
    reason = request.form.get("reason", "")
    return _step(vote_id, lambda: closing.cancel(vote_id, reason, by=current.acting()), "result")


@bp.post("/votes/<int:vote_id>/extension")
@allows("votes.manage")
def extend(vote_id: int) -> Page:
    """Extend the time of a vote."""
    reason = request.form.get("reason", "")

    def later() -> StepResult:
        until = moment_fields.moment(request.form, "closes_at")
        if until is None:
            raise Invalid(About("closes_at", _l("Give a time, such as 2026-12-01 18:00.")))
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


def _step(vote_id: int, act: Callable[[], StepResult], anchor: str) -> Page:
    """Do a step of the vote, or show its page with the reasons of the refusal and what was
    typed."""
    try:
        result = act()
    except Refused as no:
        return page(queries.get(vote_id), errors=no.reasons, typed=request.form), no.status
    if result is StepResult.AWAITS_SECOND:
        flash(_("Recorded: another moderator must confirm it."))
    return redirect(url_for("votes.vote", vote_id=vote_id, _anchor=anchor), 303)
