"""The threads of a clause, as a part of its page, and their forms."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.comments import actions, page_context
from charter.core.errors import Invalid, Refused
from charter.web.access import allows, person
from charter.web.security import rate_limits

bp = Blueprint("comments", __name__, url_prefix="/charters/<slug>/clauses/<int:clause_id>")
Page = str | Response | tuple[str, int]


@bp.get("/comments")
@allows("comments.read")
def threads(slug: str, clause_id: int) -> Page:
    """The threads alone; the page fetches them when they change."""
    return render_template("comments/_threads.html", **page_context.threads(slug, clause_id))


def _done(slug: str, clause_id: int, verb: Callable[[], object], refused_at: str) -> Page:
    """Run a verb and redirect to the threads, or show them with the reasons and with what was
    typed."""
    clauses.of(charters.by_slug(slug, person()), clause_id)
    try:
        verb()
    except Refused as no:
        place = refused_at if isinstance(no, Invalid) else "top"  # the form itself may be gone
        shown = page_context.threads(
            slug, clause_id, errors=no.reasons, refused_at=place, typed=request.form.get("body", "")
        )
        alone = "comments/_threads.html" if request.headers.get("X-Part") else "comments/page.html"
        return render_template(alone, **shown), no.status

    if request.headers.get("X-Part"):
        return threads(slug=slug, clause_id=clause_id)

    return redirect(url_for("pages.clause", slug=slug, clause_id=clause_id, _anchor="comments"), 303)


@bp.post("/threads")
@rate_limits.comments
@allows("comments.write")
def start(slug: str, clause_id: int) -> Page:
    """Open a thread."""
    body = request.form.get("body", "")
    return _done(slug, clause_id, lambda: actions.start_thread(clause_id, body, current.acting()), "new")


@bp.post("/threads/<int:thread_id>/comments")
@rate_limits.comments
@allows("comments.write")
def reply(slug: str, clause_id: int, thread_id: int) -> Page:
    """Answer."""
    body, where = request.form.get("body", ""), f"thread-{thread_id}"
    return _done(slug, clause_id, lambda: actions.reply(clause_id, thread_id, body, current.acting()), where)


@bp.post("/comments/<int:comment_id>")
@rate_limits.comments
@allows("comments.write")
def edit(slug: str, clause_id: int, comment_id: int) -> Page:
    """Edit a comment."""
    body, where = request.form.get("body", ""), f"comment-{comment_id}"
    return _done(slug, clause_id, lambda: actions.edit(clause_id, comment_id, body, current.acting()), where)


@bp.post("/comments/<int:comment_id>/removal")
@rate_limits.comments
@allows("comments.write")
def remove(slug: str, clause_id: int, comment_id: int) -> Page:
    """Remove a comment."""
    where = f"comment-{comment_id}"
    return _done(slug, clause_id, lambda: actions.remove(clause_id, comment_id, current.acting()), where)


@bp.post("/threads/<int:thread_id>/<any(resolution, reopening):outcome>")
@rate_limits.comments
@allows("comments.write")
def resolve(slug: str, clause_id: int, thread_id: int, outcome: str) -> Page:
    """Resolve or reopen a thread."""
    resolved, where = outcome == "resolution", f"thread-{thread_id}"
    return _done(slug, clause_id, lambda: actions.resolve(clause_id, thread_id, resolved, current.acting()), where)
