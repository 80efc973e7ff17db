"""The threads of a clause, as a part of its page, and their forms."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.charters import queries as charters
from charter.clauses import queries as clauses
from charter.comments import actions, page_context, queries
from charter.comments.anchors import making
from charter.comments.anchors.selecting import Selection
from charter.comments.models import Thread
from charter.comments.page_context import Chosen
from charter.core.errors import Invalid, Refused
from charter.web.access import allows, person
from charter.web.security import rate_limits

bp = Blueprint("comments", __name__, url_prefix="/charters/<slug>/clauses/<int:clause_id>")
Page = str | Response | tuple[str, int]


@bp.get("/comments")
@allows("comments.read")
def threads(slug: str, clause_id: int) -> Page:
    """The threads alone; the page fetches them when they change."""
    return _part(slug, clause_id, page_context.chosen())


def _part(slug: str, clause_id: int, at: Chosen) -> str:
    return render_template("comments/_threads.html", **page_context.threads(slug, clause_id, at=at))


def _done(slug: str, clause_id: int, verb: Callable[[], Any], refused_at: str) -> Page:
    """Run a verb and redirect to the threads, or show them with the reasons and with what was
    typed."""
    clauses.of(charters.by_slug(slug, person()), clause_id)
    try:
        done = verb()
        at = (
            Chosen(page=page_context.page_of(clause_id, done.id)) if isinstance(done, Thread) else page_context.chosen()
        )
    except Refused as no:
        return _refused(slug, clause_id, no, refused_at)

    if request.headers.get("X-Part"):
        return _part(slug, clause_id, at)

    return redirect(url_for("pages.clause", slug=slug, clause_id=clause_id, _anchor="comments", **at.query()), 303)


def _refused(slug: str, clause_id: int, no: Refused, refused_at: str) -> Page:
    place = refused_at if isinstance(no, Invalid) else "top"  # the form itself may be gone
    typed, on = request.form.get("body", ""), page_context.selection()
    shown = page_context.threads(
        slug, clause_id, errors=no.reasons, refused_at=place, typed=typed, **_quoted(clause_id, on)
    )
    alone = "comments/_threads.html" if request.headers.get("X-Part") else "comments/page.html"
    return render_template(alone, **shown), no.status


def _quoted(clause_id: int, on: Selection) -> dict[str, Any]:
    """A selection with its words, if it can be read."""
    try:
        return {"selected": on, "quoted": making.anchor(clause_id, on).exact} if on else {}
    except Refused:
        return {}


@bp.get("/places")
@allows("comments.read")
def places(slug: str, clause_id: int) -> Response:
    """Where the words of the open threads stand in the live text, for the editor."""
    member = person()
    clauses.of(charters.by_slug(slug, member), clause_id)
    return jsonify(page_context.places_of(clause_id))


@bp.get("/comment")
@allows("comments.write")
def words(slug: str, clause_id: int) -> Page:
    """A form to comment on selected words, which stand above it."""
    on = page_context.selection()
    found = page_context.threads(slug, clause_id, refused_at="new")
    try:
        quoted = making.anchor(clause_id, on).exact if on else ""
    except Invalid as no:
        return render_template("comments/words.html", **found | {"errors": no.reasons}), no.status
    return render_template("comments/words.html", **found | {"selected": on, "quoted": quoted})


@bp.post("/threads")
@rate_limits.comments
@allows("comments.write")
def start(slug: str, clause_id: int) -> Page:
    """Open a thread."""
    body, on = request.form.get("body", ""), page_context.selection()
    return _done(slug, clause_id, lambda: actions.start_thread(clause_id, body, current.acting(), on), "new")


@bp.get("/threads/<int:thread_id>/words")
@allows("comments.write")
def other_words(slug: str, clause_id: int, thread_id: int) -> Page:
    """Choose other words for a thread whose words are gone."""
    shown = page_context.threads(slug, clause_id, at=Chosen(thread_id=queries.thread(clause_id, thread_id).id))
    return render_template("comments/attaching.html", **shown, **page_context.lines(clause_id))


@bp.post("/threads/<int:thread_id>/words")
@rate_limits.comments
@allows("comments.write")
def attach(slug: str, clause_id: int, thread_id: int) -> Page:
    """Attach a thread whose words are gone to other words."""
    on, where = page_context.selection(), f"thread-{thread_id}"
    return _done(slug, clause_id, lambda: actions.attach(clause_id, thread_id, on, current.acting()), where)


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
