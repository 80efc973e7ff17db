"""The page that names who casts the voice of each association before a vote opens."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.core.errors import Invalid, Refused
from charter.votes.lifecycle import delegation_heads
from charter.votes.models import Vote
from charter.votes.views import page_context
from charter.web.access import allows, may
from charter.web.input import parsing

bp = Blueprint("heads", __name__)
Page = str | Response | tuple[str, int]


@bp.get("/votes/<int:vote_id>/heads")
@allows("charters.manage")
def choose(vote_id: int) -> Page:
    """The associations without a named head, with their delegates."""
    return _page(page_context.readable(vote_id))


def _page(vote: Vote, errors: object = (), status: int = 200) -> Page:
    delegations = delegation_heads.without_head(vote) if vote.stage == "prepared" else {}
    shown = render_template(
        "votes/lifecycle/delegation_heads.html",
        vote=vote,
        delegations=delegations,
        left_off=delegation_heads.left_off(vote) if vote.stage == "prepared" else {},
        errors=errors,
        typed=request.form,
    )
    return shown, status


@bp.post("/votes/<int:vote_id>/heads")
@allows("charters.manage")
def settle(vote_id: int) -> Page:
    """Name the chosen heads, and leave associations off the roll."""
    vote = page_context.readable(vote_id)
    try:
        named = [name.removeprefix("head-") for name in request.form if name.startswith("head-")]
        chosen = {parsing.row_number(name): parsing.row_number(request.form[f"head-{name}"]) for name in named}
        back = parsing.rows(request.form, "back")
        if not chosen and not back:
            raise Invalid(_l("Choose somebody for one association at least."))

        delegation_heads.settle(vote_id, chosen, current.acting(), back)
    except Refused as no:
        return _page(vote, no.reasons, no.status)

    flash(_("Recorded: who holds the voice of these associations."))
    return redirect(url_for("chair.review" if may("votes.manage") else "votes.vote", vote_id=vote_id), 303)
