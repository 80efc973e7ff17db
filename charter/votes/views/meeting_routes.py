"""Pages of the meeting: attendance, proxies, and entering ballots cast in the room."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.accounts import queries as members
from charter.charters import queries as charters
from charter.charters.rules import MAX_PROXIES_HELD
from charter.core.errors import Invalid, NotAllowed, Refused
from charter.votes import queries
from charter.votes.ballots import queries as ballot_queries
from charter.votes.casting import in_person
from charter.votes.lifecycle import dual_control
from charter.votes.lifecycle.dual_control import StepResult
from charter.votes.models import Elector, Request, Vote
from charter.votes.roll import attendance, attendance_list, eligibility, proxies, proxy_lists, roll_rows
from charter.votes.roll.attendance_list import Filter
from charter.votes.views import forms, page_context, urn_routes
from charter.web.access import allows, require, takes_part
from charter.web.input import parsing
from charter.web.security import rate_limits

bp = Blueprint("assembly", __name__)
Page = str | Response | tuple[str, int]


@bp.get("/charters/<slug>/presence")
@allows("votes.manage")
def presence(slug: str) -> Page:
    """The list of delegates, to tick who is present."""
    charter = charters.by_slug(slug, current.reader())
    shown = attendance_list.page(charter.id, _filter(), parsing.page(request.args))
    return render_template("votes/roll/attendance.html", charter=charter, **shown)


def _filter() -> Filter:
    there = request.args.get("presence", "")
    return Filter(
        parsing.words(request.args, "find"),
        max(0, parsing.hidden_number(request.args, "association")),
        there if there in (attendance_list.PRESENT, attendance_list.ABSENT) else "",
    )


@bp.post("/charters/<slug>/presence")
@allows("votes.manage")
def mark(slug: str) -> Page:
    """Record the boxes that were changed on this page: nobody else's, nor what a delegate said of
    themself since it was loaded."""
    charter = charters.by_slug(slug, current.reader())
    present, absent, ticked = _numbers("listed"), _numbers("absent"), _numbers("present")
    attendance.mark_present(charter.id, absent & ticked, present - ticked, by=current.acting())
    flash(_("Presence is recorded. It counts for the votes that open from now on."))
    go = parsing.page({"page": request.form.get("go", "")})
    return redirect(url_for("assembly.presence", slug=slug, page=go if go > 1 else None, **_filter().query), 303)


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
@allows("proxies.revoke")
def proxies_page(slug: str) -> Page:
    """One's own attendance and proxy, the proxies one holds and all others. Who takes no part any more
    and has given a proxy sees their own."""
    charter = charters.by_slug(slug, current.reader())
    if not takes_part() and not proxies.concerns(charter.id, current.acting().id):
        require("proxies.give")
    return _proxies(slug)


def _proxies(slug: str, errors: Mapping[str, object] | None = None, status: int = 200) -> Page:
    charter = charters.by_slug(slug, current.reader())
    me, asked = current.acting(), request.args
    every = [
        each for each in proxies.of_charter(charter.id) if takes_part() or me.id in (each.giver_id, each.holder_id)
    ]
    people = members.members_by_id({each for proxy in every for each in (proxy.giver_id, proxy.holder_id)})
    names = {each.id: each.name for each in people.values()}
    find, named = parsing.words(asked, "find"), parsing.words(asked, "named")
    shown = render_template(
        "votes/roll/proxies.html",
        charter=charter,
        votes_here=charters.may(me, charter, "vote"),
        is_present=me.id in attendance.present(charter.id),
        given=proxies.given_by(charter.id, me.id),
        held=proxies.held_by(charter.id, me.id),
        people=names,
        max_held=MAX_PROXIES_HELD,
        offered=proxy_lists.offered(eligibility.delegates(charter.id), me.id, me.association_id, find),
        **proxy_lists.page(every, names, named, parsing.page(asked)),
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
@allows("proxies.revoke")
def revoke(slug: str, proxy_id: int) -> Page:
    """Revoke one's proxy."""
    proxies.check_of(charters.by_slug(slug, current.reader()).id, proxy_id)
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

    shown = roll_rows.search(vote, parsing.words(request.args, "find"), parsing.page(request.args))
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
