"""Pages that prepare votes: what is voted, how, and in which order."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.core.errors import Refused
from charter.votes.decisions import stored_settings
from charter.votes.lifecycle import preparing
from charter.votes.models import Vote
from charter.votes.views import page_context, preparing_context
from charter.votes.views.moderator_routes import Page, bp
from charter.web.access import allows
from charter.web.input import parsing


@bp.route("/charters/<slug>/votes/new", methods=["GET", "POST"])
@allows("votes.manage")
def prepare(slug: str) -> Page:
    """Prepare votes: their subjects and settings."""
    charter = charters.by_slug(slug, current.reader())
    errors: Sequence[object] = ()
    status = 200
    if request.method == "POST" and not _fills():
        try:
            follows_id = parsing.row(request.form, "follows")
            planned = preparing_context.planned(request.form, charter)
            return _prepared(preparing.prepare_all(charter.id, planned, current.acting(), follows_id), charter)
        except Refused as no:
            errors, status = no.reasons, no.status

    decisions = stored_settings.of_charter(charter.id)
    values = preparing_context.values_of_new(request, charter, decisions)
    context = preparing_context.of_new(charter, values, decisions)
    page_ = render_template("votes/lifecycle/preparing.html", charter=charter, vote=None, errors=errors, **context)
    return page_, status


def _fills() -> bool:
    """Whether the form only asks to be filled with the settings of the chosen model, or to find clauses."""
    return request.form.get("then") in ("fill", "find")


def _prepared(votes: list[Vote], charter: Charter) -> Response:
    """To the recap of the first vote, if that is asked for; else to the vote, or to the agenda."""
    if len(votes) > 1:
        flash(ngettext("%(num)s vote is prepared.", "%(num)s votes are prepared.", len(votes)))
    if request.form.get("then") == "review":
        return redirect(url_for("chair.review", vote_id=votes[0].id), 303)
    if len(votes) > 1:
        return redirect(url_for("votes.order", slug=charter.slug, _anchor=f"vote-{votes[0].id}"), 303)
    return redirect(url_for("votes.vote", vote_id=votes[0].id), 303)


@bp.route("/votes/<int:vote_id>/settings", methods=["GET", "POST"])
@allows("votes.manage")
def change(vote_id: int) -> Page:
    """Change the settings of a prepared vote."""
    vote = page_context.readable(vote_id)
    charter = charters.get(vote.charter_id)
    errors: Sequence[object] = ()
    status = 200
    if request.method == "POST" and not _fills():
        try:
            how = preparing_context.changed_settings(request.form, vote)
            preparing.change(vote_id, how, current.acting(), request.form.get("seen"))
            return redirect(url_for("votes.vote", vote_id=vote_id), 303)
        except Refused as no:
            errors, status = no.reasons, no.status

    context = preparing_context.of_vote(vote, charter, preparing_context.values_of_old(request, vote))
    page_ = render_template("votes/lifecycle/preparing.html", charter=charter, vote=vote, errors=errors, **context)
    return page_, status


@bp.post("/votes/<int:vote_id>/place")
@allows("votes.manage")
def move(vote_id: int) -> Page:
    """Move a vote in the order of votes: by one position, or before another one, or to the end."""
    charter = charters.get(page_context.readable(vote_id).charter_id)
    try:
        if "before" in request.form:
            preparing.move_before(vote_id, parsing.row(request.form, "before"), current.acting())
        else:
            preparing.move(vote_id, -1 if request.form.get("step") == "-1" else 1, current.acting())
    except Refused as no:
        context = page_context.order(charter.id) | {"errors": no.reasons}
        return render_template("votes/order.html", charter=charter, **context), no.status
    return redirect(url_for("votes.order", slug=charter.slug, _anchor=f"vote-{vote_id}"), 303)
