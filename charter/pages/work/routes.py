"""My work: its page, and what is put away there."""

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.pages.work import actions, counts, page_context
from charter.web.access import allows
from charter.web.input import parsing
from charter.web.language import this_page

bp = Blueprint("work", __name__)


@bp.get("/work")
@allows("account.manage")
def mine() -> str:
    """All that waits for the signed-in member, and what moved since they last came; or one `list`, by pages."""
    chosen, page = parsing.choice(request.args, "list", ("", *page_context.NAMES), ""), parsing.page(request.args)
    member = current.acting()
    shown = page_context.one(member, chosen, page) if chosen else page_context.of(member)
    return render_template("pages/work/page.html", **shown)


@bp.get("/work-number")
@allows("account.manage")
def number() -> str:
    """How much waits for the signed-in member: what a page in their browser asks after an answer."""
    return str(counts.number())


@bp.post("/readings")
@allows("account.manage")
def read() -> Response:
    """Put away a thread, or those of a clause: there is nothing to answer."""
    thread_id, clause_id = parsing.row(request.form, "thread"), parsing.row(request.form, "clause")
    if thread_id:
        actions.read_thread(thread_id, by=current.acting())
    if clause_id:
        actions.read_clause(clause_id, by=current.acting())
    return redirect(this_page(), 303)


@bp.post("/welcome")
@allows("account.manage")
def welcomed() -> Response:
    """Put the welcome away."""
    actions.end_welcome(current.acting())
    return redirect(this_page(), 303)
