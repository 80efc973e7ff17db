"""The outbox for the secretary: mails that are queued, sent or refused, with the reason."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from charter.accounts import actions as accounts
from charter.accounts import queries as members
from charter.outbox import actions as outbox
from charter.outbox import queries
from charter.web.access import allows
from charter.web.input import parsing

bp = Blueprint("mails", __name__)
Page = str | Response
PAGE_SIZE = 25
"""Mails per page."""


@bp.get("/mails")
@allows("members.manage")
def mails() -> Page:
    """Numbers of mails, answers of mail servers, and each invitation and sign-in link. Mails about
    votes are only counted: who was sent a receipt has voted."""
    page = parsing.page(request.args)
    found = queries.links(offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE + 1)
    shown = found[:PAGE_SIZE]

    return render_template(
        "pages/mails.html",
        numbers=queries.numbers(),
        replies=queries.replies(5),
        mails=shown,
        people=members.members_by_id({each.member_id for each in shown}),
        page=page,
        has_more=len(found) > PAGE_SIZE,
    )


@bp.post("/mails/retry")
@allows("members.manage")
def retry() -> Page:
    """Retry now what was not sent."""
    number = outbox.retry_now()
    flash(ngettext("%(num)s mail is tried again now.", "%(num)s mails are tried again now.", number))
    return redirect(url_for("mails.mails"), 303)


@bp.post("/members/<int:member_id>/invitation")
@allows("members.manage")
def invite_again(member_id: int) -> Page:
    """Send a new invitation."""
    member = accounts.invite_again(member_id, str(get_locale()))
    flash(_("Another invitation for %(name)s is queued.", name=member.label))
    return redirect(url_for("mails.mails"), 303)
