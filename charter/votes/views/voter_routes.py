"""The pages of a vote, for all who may read it, and the ballot."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.core.errors import Refused
from charter.votes import queries
from charter.votes.ballots import queries as ballot_queries
from charter.votes.casting import blocks, online
from charter.votes.models import Vote
from charter.votes.motions import page_context as motions_shown
from charter.votes.reporting import csv_export
from charter.votes.roll import proxies, roll_rows
from charter.votes.views import forms, member_context, page_context
from charter.web.access import allows, require
from charter.web.input import parsing
from charter.web.rendering import csv_download
from charter.web.security import rate_limits

bp = Blueprint("votes", __name__)
Page = str | Response | tuple[str, int]


def page(vote: Vote, **more: Any) -> str:
    """The page of a vote, or its body alone if a script asks. `more`: the reasons of a refusal,
    with what was typed."""
    context = page_context.body(vote, **_asked() | more)
    if _is_part():
        return render_template("votes/_body.html", **context)

    turnout = ballot_queries.turnout(vote) if vote.stage == "open" else None
    context |= {"turnout": turnout, "number": page_context.number(vote), "beside": queries.beside(vote)}
    return render_template("votes/page.html", charter=vote.charter, **context)


def _is_part() -> bool:
    return "X-Part" in request.headers


def _asked() -> dict[str, Any]:
    """From the query string: the rows of the result to show, and whether a ballot is to be changed."""
    args = request.args
    page_number = parsing.page(args) if request.method == "GET" else 1
    asked = {name: args.get(name, "") for name in ("association", "college")}
    asked["find"] = parsing.words(args, "find")
    shown = {"by_association": args.get("by") == "association", "is_whole": args.get("whole") == "1"}
    shown["is_changing"] = args.get("change") == "1"
    return asked | shown | {"page": page_number}


@bp.get("/votes/<int:vote_id>")
@allows("votes.read")
def vote(vote_id: int) -> Page:
    """The exact text, the rule, and the ballot or the result."""
    return page(page_context.readable(vote_id))


@bp.get("/charters/<slug>/votes")
@allows("votes.read")
def order(slug: str) -> Page:
    """The votes of a charter: open, prepared in their order, closed."""
    charter = charters.by_slug(slug, current.reader())
    me = current.voter()
    has_proxy = me is not None and proxies.concerns(charter.id, me.id)
    return render_template("votes/order.html", charter=charter, has_proxy=has_proxy, **_order(charter.id))


def _order(charter_id: int) -> dict[str, Any]:
    return page_context.order(charter_id, forms.list_filter(request.args), parsing.page(request.args))


@bp.get("/charters/<slug>/votes/list")
@allows("votes.read")
def order_part(slug: str) -> Page:
    """The list of votes alone; the page fetches it when something changed."""
    charter = charters.by_slug(slug, current.reader())
    return render_template("votes/_order.html", charter=charter, **_order(charter.id))


@bp.get("/votes/<int:vote_id>/turnout")
@allows("votes.read")
def turnout(vote_id: int) -> Page:
    """The turnout alone; pages fetch it when it changes."""
    found = page_context.readable(vote_id)
    return render_template("votes/ballots/_turnout.html", vote=found, turnout=ballot_queries.turnout(found))


@bp.get("/votes/<int:vote_id>/text")
@allows("votes.read")
def text(vote_id: int) -> Page:
    """The exact text with its fingerprint; pages fetch it when the vote opens or an item is taken
    out."""
    found = page_context.readable(vote_id)
    papers = page_context.papers(found, current.voter()) if found.stage == "open" else []
    context = {
        "papers": papers,
        "standing": page_context.present_texts(found),
        "paper_digest": queries.text_digest(found),
        **motions_shown.of(found),
    }

    return render_template("votes/_text.html", vote=found, charter=found.charter, **context)


@bp.get("/votes/<int:vote_id>/notice")
@allows("votes.read")
def notice(vote_id: int) -> Page:
    """The closing time, and whether a ballot with the text `seen` still counts; pages fetch it
    beside a ballot that may be half filled in."""
    found = page_context.readable(vote_id)
    is_stale = request.args.get("seen") != queries.text_digest(found)
    return render_template("votes/casting/_notice.html", vote=found, is_stale=is_stale)


@bp.get("/votes/<int:vote_id>/body")
@allows("votes.read")
def body(vote_id: int) -> Page:
    """The ballot or the result alone; pages fetch it when the vote ends."""
    return render_template("votes/_body.html", **page_context.body(page_context.readable(vote_id), **_asked()))


@bp.get("/charters/<slug>/clauses/<int:clause_id>/votes")
@allows("votes.read")
def of_clause(slug: str, clause_id: int) -> Page:
    """The votes on a clause alone; the clause's page fetches them when one opens or ends."""
    charter = charters.by_slug(slug, current.reader())
    return render_template("votes/_of_clause.html", **page_context.of_clause(slug, clauses.of(charter, clause_id).id))


@bp.post("/votes/<int:vote_id>/ballot")
@rate_limits.ballots
@allows("votes.cast")
def cast(vote_id: int) -> Page:
    """Cast or change a ballot, for oneself or by proxy."""
    elector_id: int | None = None
    try:
        elector_id = parsing.row(request.form, "elector")
        wants_receipt = bool(request.form.get("receipt"))
        is_new = online.cast(vote_id, forms.paper(request.form), current.acting(), elector_id, wants_receipt)
    except Refused as no:
        found = page_context.readable(vote_id)
        refused = {"errors": no.reasons, "typed": request.form, "typed_for": elector_id or current.acting().id}
        changed = page_context.changed(found, request.form.get("digest", ""))
        return page(found, changed=changed, **refused), no.status

    if not _is_part():  # there, the paper itself says so
        flash(_recorded(queries.is_sealed(vote_id), is_new))

    return redirect(url_for("votes.vote", vote_id=vote_id, _anchor="ballot"), 303)


def _recorded(is_sealed: bool, is_new: bool) -> str:
    if not is_sealed:
        return str(_("Your ballot is recorded. You may change it until the vote closes."))
    if is_new:
        return str(_("Your ballot is in the box."))
    return str(_("Your ballot was in the box already; a sealed ballot cannot be changed."))


@bp.post("/votes/<int:vote_id>/items/<int:clause_id>/objection")
@allows("votes.cast")
def take_out(vote_id: int, clause_id: int) -> Page:
    """Take a clause out of a block."""
    found = page_context.readable(vote_id)
    try:
        alone = blocks.take_out(vote_id, clause_id, request.form.get("reason", ""), by=current.acting())
    except Refused as no:
        return page(found, errors=no.reasons, typed=request.form), no.status
    flash(_("The clause is out of the block; it will be voted by itself, in vote %(number)s.", number=alone.id))
    return redirect(url_for("votes.vote", vote_id=vote_id), 303)


@bp.post("/votes/<int:vote_id>/motions/<int:position>/objection")
@allows("votes.cast")
def take_out_motion(vote_id: int, position: int) -> Page:
    """Take an amendment out of a block."""
    found = page_context.readable(vote_id)
    try:
        alone = blocks.take_out_motion(vote_id, position, request.form.get("reason", ""), by=current.acting())
    except Refused as no:
        return page(found, errors=no.reasons, typed=request.form), no.status
    flash(_("The amendment is out of the block; it will be voted by itself, in vote %(number)s.", number=alone.id))
    return redirect(url_for("votes.vote", vote_id=vote_id), 303)


@bp.get("/votes/<int:vote_id>/ballots.csv")
@allows("votes.read")
def table(vote_id: int) -> Page:
    """Who voted what, as CSV; Refused, for everybody, unless the vote is closed."""
    found = page_context.readable(vote_id)
    return csv_download.answer(csv_export.ballots(found), f"vote-{vote_id}")


@bp.get("/votes/<int:vote_id>/roll")
@allows("votes.read")
def roll(vote_id: int) -> Page:
    """Who may vote, with how many votes, by whose proxy; before the opening, for moderators, as it
    would be now."""
    found = page_context.readable(vote_id)
    if found.stage == "prepared":
        require("votes.manage")
    shown = roll_rows.shown(found, parsing.words(request.args, "find"), parsing.page(request.args))
    return render_template("votes/roll/roll.html", vote=found, **shown)


@bp.get("/my-votes")
@allows("votes.cast")
def mine() -> Page:
    """The votes that wait for one's ballot, and those one has voted in."""
    page_number = parsing.page(request.args)
    return render_template("votes/mine.html", **member_context.mine(current.acting(), page_number))
