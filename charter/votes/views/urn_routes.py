"""The paper urn of a sealed vote: the list to tick during the vote, and the count at its end."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.core.errors import Refused
from charter.votes import queries
from charter.votes.ballots import queries as ballot_queries
from charter.votes.ballots import recording
from charter.votes.casting import paper_urn
from charter.votes.lifecycle import closing, dual_control
from charter.votes.lifecycle.dual_control import StepResult
from charter.votes.models import Vote
from charter.votes.roll import roll_rows
from charter.votes.views import page_context
from charter.web.access import allows
from charter.web.input import parsing

bp = Blueprint("urn", __name__)
Page = str | Response | tuple[str, int]


def page(vote: Vote, errors: object = (), status: int = 200) -> Page:
    """The list, one page at a time, and the form for the count once no ballots are accepted."""
    sources = ballot_queries.sources(vote)
    shown = roll_rows.search(vote, parsing.words(request.args, "find"), parsing.page(request.args))
    signed = {member_id for member_id, source in sources.items() if source == recording.PAPER}
    is_refused = "voted" in request.form or "was" in request.form  # then what was ticked on the page is not lost
    ticked = set(parsing.rows(request.form, "voted")) if is_refused else signed
    more: dict[str, Any] = {
        "signed": len(signed),
        "ticked": ticked,
        "too_few": closing.too_few_to_count(vote),
        "papers": closing.papers_in_urn(vote),
    }

    more |= {"asked": [each for each in dual_control.open_requests(vote) if each.step == "room"], "typed": request.form}
    more |= {"sources": sources, "paper_digest": queries.text_digest(vote), "errors": errors}
    return render_template("votes/casting/paper_urn.html", vote=vote, rule=vote.decision_rule, **shown, **more), status


@bp.post("/votes/<int:vote_id>/urn/signatures")
@allows("votes.manage")
def sign(vote_id: int) -> Page:
    """Save the ticks of this page, and go to another one."""
    vote = page_context.readable(vote_id)
    ticked, was = set(parsing.rows(request.form, "voted")), set(parsing.rows(request.form, "was"))

    try:
        paper_urn.mark_voters(vote_id, ticked - was, was - ticked, by=current.acting())
    except Refused as no:
        return page(vote, no.reasons, no.status)

    flash(_("Kept: %(number)s ticked on this page.", number=len(ticked)))
    find, there = request.args.get("find") or None, parsing.page(request.form)
    return redirect(url_for("assembly.room", vote_id=vote_id, find=find, page=there), 303)


@bp.post("/votes/<int:vote_id>/urn/count")
@allows("votes.manage")
def count(vote_id: int) -> Page:
    """Count the papers of the whole urn, once, and close the vote."""
    vote = page_context.readable(vote_id)
    try:
        counts = {choice: parsing.number(request.form, f"papers-{choice}") for choice in vote.decision_rule.choices}
        result = paper_urn.count(vote_id, request.form.get("digest", ""), counts, by=current.acting())
    except Refused as no:
        return page(queries.get(vote_id), no.reasons, no.status)

    if result is StepResult.DONE:
        return redirect(url_for("votes.vote", vote_id=vote_id, _anchor="result"), 303)

    flash(_("Recorded: another moderator must confirm it."))
    return redirect(url_for("assembly.room", vote_id=vote_id), 303)
