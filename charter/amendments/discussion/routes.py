"""The threads of an amendment, as a part of its page, and their forms."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from charter.accounts import current
from charter.amendments import queries
from charter.amendments.discussion import page_context as discussion
from charter.amendments.models import Amendment
from charter.charters import queries as charters
from charter.charters.models import Charter
from charter.collab.attribution.identified_text import characters
from charter.comments import actions
from charter.comments.anchors import wordings
from charter.comments.models import Anchor
from charter.comments.page_context import Chosen, selection
from charter.comments.subjects import OnAmendment
from charter.core.errors import Invalid, Refused
from charter.web.access import allows
from charter.web.security import rate_limits

bp = Blueprint("discussion", __name__, url_prefix="/charters/<slug>/amendments/<int:amendment_id>")
Page = str | Response | tuple[str, int]
Verb = Callable[[OnAmendment], object]


@bp.get("/comments")
@allows("comments.read")
def threads(slug: str, amendment_id: int) -> Page:
    """The threads alone; the page fetches them when they change."""
    return render_template("comments/_threads.html", **discussion.of(*_found(slug, amendment_id)))


@bp.get("/comment")
@allows("comments.write")
def words(slug: str, amendment_id: int) -> Page:
    """A form to comment on words of the wording, which stand above it."""
    charter, amendment = _found(slug, amendment_id)
    on = selection()
    try:
        quoted = wordings.anchor(discussion.wording(amendment), on).exact if on else ""
    except Invalid as no:
        return render_template("comments/words.html", **discussion.of(charter, amendment, errors=no.reasons)), no.status
    return render_template("comments/words.html", **discussion.of(charter, amendment, selected=on, quoted=quoted))


@bp.post("/threads")
@rate_limits.comments
@allows("comments.write")
def start(slug: str, amendment_id: int) -> Page:
    """Open a thread."""
    charter, amendment = _found(slug, amendment_id)

    def verb(about: OnAmendment) -> object:
        return actions.start_thread(about, request.form.get("body", ""), current.acting(), _anchor(amendment))

    return _done(charter, amendment, verb, "new")


@bp.post("/threads/<int:thread_id>/comments")
@rate_limits.comments
@allows("comments.write")
def reply(slug: str, amendment_id: int, thread_id: int) -> Page:
    """Answer."""
    body, by = request.form.get("body", ""), current.acting()
    found = _found(slug, amendment_id)
    return _done(*found, lambda about: actions.reply(about, thread_id, body, by), f"thread-{thread_id}")


@bp.post("/comments/<int:comment_id>")
@rate_limits.comments
@allows("comments.write")
def edit(slug: str, amendment_id: int, comment_id: int) -> Page:
    """Edit a comment."""
    body, by = request.form.get("body", ""), current.acting()
    found = _found(slug, amendment_id)
    return _done(*found, lambda about: actions.edit(about, comment_id, body, by), f"comment-{comment_id}")


@bp.post("/comments/<int:comment_id>/removal")
@rate_limits.comments
@allows("comments.write")
def remove(slug: str, amendment_id: int, comment_id: int) -> Page:
    """Remove a comment."""
    by, found = current.acting(), _found(slug, amendment_id)
    return _done(*found, lambda about: actions.remove(about, comment_id, by), f"comment-{comment_id}")


@bp.post("/threads/<int:thread_id>/<any(resolution, reopening):outcome>")
@rate_limits.comments
@allows("comments.write")
def resolve(slug: str, amendment_id: int, thread_id: int, outcome: str) -> Page:
    """Resolve or reopen a thread."""
    by, found = current.acting(), _found(slug, amendment_id)
    resolved = outcome == "resolution"
    return _done(*found, lambda about: actions.resolve(about, thread_id, resolved, by), f"thread-{thread_id}")


@bp.get("/threads/<int:thread_id>/words")
@allows("comments.write")
def other_words(slug: str, amendment_id: int, thread_id: int) -> Page:
    """Choose other words for a thread about an earlier wording."""
    found = _found(slug, amendment_id)
    shown = discussion.of(*found, at=Chosen(thread_id=thread_id))
    return render_template("amendments/discussion/attaching.html", **shown, texts=_lines(found[1]))


@bp.post("/threads/<int:thread_id>/words")
@rate_limits.comments
@allows("comments.write")
def attach(slug: str, amendment_id: int, thread_id: int) -> Page:
    """Attach a thread about an earlier wording to words of this one."""
    charter, amendment = _found(slug, amendment_id)

    def verb(about: OnAmendment) -> None:
        wording = discussion.wording(amendment)
        anchor = wordings.anchor(wording, selection())
        actions.attach(about, thread_id, anchor, current.acting(), wording)

    return _done(charter, amendment, verb, f"thread-{thread_id}")


def _found(slug: str, amendment_id: int) -> tuple[Charter, Amendment]:
    charter = charters.by_slug(slug, current.reader())
    return charter, queries.get(charter.id, amendment_id, current.reader())


def _anchor(amendment: Amendment) -> Anchor | None:
    on = selection()
    return wordings.anchor(discussion.wording(amendment), on) if on else None


def _lines(amendment: Amendment) -> dict[int, list[str]]:
    """The lines with words of each proposed text."""
    texts = discussion.wording(amendment).texts
    return {change: [*map(characters, filter(str.strip, wordings.lines_of(text)))] for change, text in texts.items()}


def _done(charter: Charter, amendment: Amendment, verb: Verb, refused_at: str) -> Page:
    """Run a verb and show the threads: again with the reasons, and with what was typed, where it is refused."""
    is_part = bool(request.headers.get("X-Part"))
    try:
        verb(discussion.subject(amendment))
    except Refused as no:
        return _refused(charter, amendment, no, refused_at)

    shown = discussion.of(charter, amendment)
    return render_template("comments/_threads.html", **shown) if is_part else redirect(shown["talk_page"](), 303)


def _refused(charter: Charter, amendment: Amendment, no: Refused, refused_at: str) -> Page:
    on = selection()
    said: dict[str, Any] = {"errors": no.reasons, "refused_at": refused_at if isinstance(no, Invalid) else "top"}
    said |= {"typed": request.form.get("body", ""), "quoted": wordings.quoted(discussion.wording(amendment), on)}
    shown = discussion.of(charter, amendment, **said, **({"selected": on} if said["quoted"] else {}))
    alone = "comments/_threads.html" if request.headers.get("X-Part") else "comments/page.html"
    return render_template(alone, **shown), no.status
