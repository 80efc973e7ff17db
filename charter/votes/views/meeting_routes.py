"""Pages of the meeting: attendance, proxies, and entering ballots cast in the room."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import queries as charters
from charter.core.errors import Invalid, NotAllowed, Refused
from charter.votes import queries
from charter.votes.ballots import queries as ballot_queries
from charter.votes.casting import in_person
from charter.votes.lifecycle import dual_control
from charter.votes.lifecycle.dual_control import StepResult
from charter.votes.models import Elector, Request, Vote
from charter.votes.roll import attendance, eligibility, proxies
from charter.votes.views import forms, page_context, urn_routes
from charter.web.access import allows
from charter.web.input import parsing
from charter.web.security import rate_limits

bp = Blueprint("assembly", __name__)
Page = str | Response | tuple[str, int]


@bp.get("/charters/<slug>/presence")
@allows("votes.manage")
def presence(slug: str) -> Page:
    """The list of delegates, to tick who is present."""
    charter = charters.by_slug(slug, current.reader())
    return render_template("votes/roll/attendance.html", charter=charter, delegates=eligibility.delegates(charter.id))


@bp.post("/charters/<slug>/presence")
@allows("votes.manage")
def mark(slug: str) -> Page:
    """Record arrivals and departures: of the delegates listed, those ticked are present."""
    charter = charters.by_slug(slug, current.reader())
    listed, ticked = _numbers("listed"), _numbers("present")
    attendance.mark_present(charter.id, listed & ticked, listed - ticked, by=current.acting())
    flash(_("Presence is recorded. It counts for the votes that open from now on."))
    return redirect(url_for("assembly.presence", slug=slug), 303)


def _numbers(name: str) -> set[int]:
    return set(parsing.rows(request.form, name))


@bp.post("/charters/<slug>/presence/own")
@rate_limits.attendance_and_proxies
@allows("proxies.give")
def here(slug: str) -> Page:
    """Say of oneself that one is present, or leaves."""
    charter = charters.by_slug(slug, current.reader())
    me = current.acting()
    if not charters.may(me, charter, "vote"):
        raise NotAllowed(_l("You do not vote in this charter."))
    arrives = request.form.get("present") == "yes"
    attendance.mark_present(charter.id, [me.id] if arrives else [], [] if arrives else [me.id], by=me)
    return redirect(url_for("assembly.proxies_page", slug=slug), 303)


@bp.get("/charters/<slug>/proxies")
@allows("proxies.give")
def proxies_page(slug: str) -> Page:
    """One's own attendance and proxy, the proxies one holds and, for moderators, all of them."""
    return _proxies(slug)


def _proxies(slug: str, errors: Mapping[str, object] | None = None, status: int = 200) -> Page:
    charter = charters.by_slug(slug, current.reader())
    me = current.acting()
    shown = render_template(
        "votes/roll/proxies.html",
        charter=charter,
        me_=me,
        votes_here=charters.may(me, charter, "vote"),
        is_present=me.id in attendance.present(charter.id),
        given=proxies.given_by(charter.id, me.id),
        held=proxies.held_by(charter.id, me.id),
        every=proxies.of_charter(charter.id),
        max_held=proxies.MAX_PROXIES_HELD,
        names={each.member_id: each.name for each in eligibility.delegates(charter.id)},
        **{"errors": (), "chosen": None} | dict(errors or {}),
    )

    return shown, status


@bp.post("/charters/<slug>/proxies")
@rate_limits.attendance_and_proxies
@allows("proxies.give")
def give(slug: str) -> Page:
    """Give one's proxy."""
    charter = charters.by_slug(slug, current.reader())
    holder = 0

    try:
        holder = parsing.row(request.form, "holder") or 0
        proxies.give(charter.id, holder, by=current.acting())
    except Refused as no:
        return _proxies(slug, {"errors": no.reasons, "chosen": holder}, no.status)

    flash(_("Your proxy is given; both of you are told by mail."))
    return redirect(url_for("assembly.proxies_page", slug=slug), 303)


@bp.post("/charters/<slug>/proxies/<int:proxy_id>/revocation")
@allows("proxies.give")
def revoke(slug: str, proxy_id: int) -> Page:
    """Revoke one's proxy."""
    try:
        proxies.revoke(proxy_id, by=current.acting())
    except Refused as no:
        return _proxies(slug, {"errors": no.reasons}, no.status)
    flash(_("Your proxy is revoked; both of you are told by mail."))
    return redirect(url_for("assembly.proxies_page", slug=slug), 303)


@bp.post("/charters/<slug>/proxies/cap")
@allows("votes.manage")
def cap(slug: str) -> Page:
    """Set how many proxies one delegate may hold."""
    charter = charters.by_slug(slug, current.reader())
    try:
        proxies.set_cap(charter.id, parsing.number(request.form, "most"), by=current.acting())
    except Refused as no:
        return _proxies(slug, {"errors": no.reasons}, no.status)
    return redirect(url_for("assembly.proxies_page", slug=slug), 303)


@bp.get("/votes/<int:vote_id>/room")
@allows("votes.manage")
def room(vote_id: int) -> Page:
    """The roll, to enter ballots that were cast in the room."""
    return _room(page_context.readable(vote_id))


def _room(vote: Vote, errors: object = (), status: int = 200) -> Page:
    if vote.is_sealed:
        return urn_routes.page(vote, errors, status)

    shown = page_context.search_roll(vote, parsing.words(request.args, "find"), parsing.page(request.args))
    page = render_template(
        "votes/casting/in_person.html",
        vote=vote,
        rule=vote.decision_rule,
        **shown,
        paper_digest=queries.text_digest(vote),
        sources=ballot_queries.sources(vote),
        asked=[_named(vote, each) for each in dual_control.open_requests(vote) if each.step == "room"],
        errors=errors,
        typed=request.form,
    )

    return page, status


def _named(vote: Vote, asked: Request) -> tuple[Request, list[tuple[Elector, str, str]]]:
    """A request to confirm, with the electors and their choices."""
    entered = (asked.entry or {}).get("papers", {})
    lines = [(each, entered[str(each.member_id)]) for each in vote.electors if str(each.member_id) in entered]
    return asked, [(each, next(iter(paper["cast"])), paper["objection"]) for each, paper in lines]


@bp.post("/votes/<int:vote_id>/room")
@allows("votes.manage")
def enter(vote_id: int) -> Page:
    """Record ballots that were cast in the room."""
    vote = page_context.readable(vote_id)
    try:
        papers = forms.room_papers(request.form, vote)
        if not papers:
            raise Invalid(_l("Enter one ballot at least."))

        result = in_person.enter(vote.id, request.form.get("source", ""), papers, by=current.acting())
    except Refused as no:
        return _room(queries.get(vote_id), no.reasons, no.status)

    recorded = _("Ballots recorded: %(number)s.", number=len(papers))
    flash(recorded if result is StepResult.DONE else _("Recorded: another moderator must confirm it."))
    find, there = request.args.get("find"), request.args.get("page")

    return redirect(url_for("assembly.room", vote_id=vote_id, find=find, page=there), 303)
