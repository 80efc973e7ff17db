"""Pages and forms about votes."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.core.errors import Refused
from charter.votes import actions, queries, rules
from charter.votes.models import Vote
from charter.web.access import allows

bp = Blueprint("votes", __name__)
Page = str | Response | tuple[str, int]


def part(vote: Vote, **more: Any) -> dict[str, Any]:
    """What the parts of a vote's page need."""
    member = current.member()
    closed = vote.stage == "closed"
    return {
        "vote": vote,
        "turnout": queries.turnout(vote),
        "is_elector": queries.is_elector(vote, member),
        "own_ballot": queries.own_ballot(vote, member),
        "choices": rules.CHOICES,
        "result": queries.result(vote) if closed else None,
        "associations": queries.by_association(vote) if closed else [],
    } | more


def _readable(vote_id: int) -> Vote:
    """A vote whose charter the person may read."""
    found = queries.get(vote_id)
    charters.readable(found.charter_id, current.member())
    return found


def _page(vote: Vote, **more: Any) -> str:
    charter = charters.get(vote.charter_id)
    outline = clauses.outline(charter.id)
    number = outline.number_of(vote.clause_id)
    return render_template("votes/page.html", charter=charter, number=number, **part(vote, **more))


@bp.get("/votes/<int:vote_id>")
@allows("votes.read")
def vote(vote_id: int) -> Page:
    """The exact text, the rule, the ballot or the result."""
    return _page(_readable(vote_id))


@bp.get("/votes/<int:vote_id>/turnout")
@allows("votes.read")
def turnout(vote_id: int) -> Page:
    """The turnout alone, as pages fetch it when it changes."""
    found = _readable(vote_id)
    return render_template("votes/_turnout.html", vote=found, turnout=queries.turnout(found))


@bp.get("/votes/<int:vote_id>/body")
@allows("votes.read")
def body(vote_id: int) -> Page:
    """The ballot or the result alone, as pages fetch it when the vote ends."""
    return render_template("votes/_body.html", **part(_readable(vote_id)))


@bp.get("/charters/<slug>/clauses/<int:clause_id>/votes")
@allows("votes.read")
def of_clause(slug: str, clause_id: int) -> Page:
    """The votes on a clause alone, as the clause's page fetches them when one opens or ends."""
    charter = charters.by_slug(slug, current.member())
    return render_template("votes/_of_clause.html", **clause_part(slug, clauses.of(charter, clause_id).id))


def clause_part(slug: str, clause_id: int, obstacles: tuple[object, ...] = ()) -> dict[str, Any]:
    """What `votes/_of_clause.html` needs."""
    clause = clauses.get(clause_id)
    votes = queries.of_clause(clause_id)
    results = {vote.id: queries.result(vote) for vote in votes if vote.stage == "closed"}
    return {
        "slug": slug,
        "clause": clause,
        "votes": votes,
        "turnouts": {vote.id: queries.turnout(vote) for vote in votes if vote.stage == "open"},
        "results": results,
        "obstacles": obstacles,
    }


@bp.post("/charters/<slug>/clauses/<int:clause_id>/votes")
@allows("votes.manage")
def open_vote(slug: str, clause_id: int) -> Page:
    """Put a clause to the vote, or say everything that stands in the way."""
    charter = charters.by_slug(slug, current.member())
    clause = clauses.of(charter, clause_id)
    try:
        vote = actions.open_vote(clause.id, by=current.acting())
    except Refused as no:
        shown = clause_part(slug, clause_id, tuple(no.reasons))
        return render_template("votes/obstacles.html", charter=charter, **shown), no.status
    flash(_("The vote is open: the text is frozen, and the roll with it."))
    return redirect(url_for("votes.vote", vote_id=vote.id), 303)


@bp.post("/votes/<int:vote_id>/ballot")
@allows("votes.cast")
def cast(vote_id: int) -> Page:
    """Vote, or change one's vote."""
    vote = queries.get(vote_id)
    choice = request.form.get("choice", "")
    try:
        actions.cast(vote_id, choice, request.form.get("digest", ""), by=current.acting())
    except Refused as no:
        return _page(queries.get(vote_id), errors=no.reasons, chosen=choice), no.status
    flash(_("Your ballot is recorded. You may change it until the vote closes."))
    return redirect(url_for("votes.vote", vote_id=vote.id, _anchor="ballot"), 303)


@bp.post("/votes/<int:vote_id>/closure")
@allows("votes.manage")
def close(vote_id: int) -> Page:
    """Close and count."""
    actions.close(vote_id, by=current.acting())
    return redirect(url_for("votes.vote", vote_id=vote_id, _anchor="result"), 303)


@bp.post("/votes/<int:vote_id>/cancellation")
@allows("votes.manage")
def cancel(vote_id: int) -> Page:
    """Stop without counting."""
    try:
        actions.cancel(vote_id, request.form.get("reason", ""), by=current.acting())
    except Refused as no:
        return _page(queries.get(vote_id), errors=no.reasons), no.status
    return redirect(url_for("votes.vote", vote_id=vote_id), 303)
