"""Texts with note calls: after the words of each open thread a numbered link to it, as in a book."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup, escape

from charter.accounts import current
from charter.accounts.models import Member
from charter.clauses import queries as clauses
from charter.clauses.models import Clause
from charter.clauses.versions.automatic import AnyVersion
from charter.collab.storage import update_log
from charter.comments import queries
from charter.comments.anchors import annotating, places
from charter.comments.anchors.annotating import Call
from charter.comments.queries import Listed
from charter.web.access import takes_part
from charter.web.rendering import sanitise


def live_markup(clause: Clause, html: str, context: Mapping[str, Any], others: Iterable[Call] = ()) -> Markup:
    """The HTML of the live text with its note calls, and beside each line a link to comment on it; `context` is that of
    the threads. `others`: calls to what else is about words of it."""
    seq = update_log.state_of(clause.id)[1]
    shown = {each.id for each in context["threads"]}
    links = calls(context["listed"].values(), lambda each: "" if each in shown else f"?thread={each}")
    query = f"{clause.id}/comment?seq={seq}&from=" if context["may_comment"] else ""
    return sanitise.shown(annotating.annotated(html, [*links, *others], beside(query)))


def version_markup(version: AnyVersion, member: Member | None) -> Markup:
    """The HTML of a version for somebody who may read the threads of its clause: with note calls where their words
    stand in it."""
    clause = clauses.get(version.clause_id)
    listed = queries.list_threads(clause.id, member, places.in_version(version))
    links = calls(listed, lambda each: f"../../{clause.id}?thread={each}")
    query = f"../comment?version={version.number}&from=" if queries.may_comment(member, clause.id) else ""
    return sanitise.shown(annotating.annotated(version.html, links, beside(query)))


def form_address(slug: str, clause: Clause, **text: Any) -> str:
    """Where the form to comment on words of a `text` is, "" for who may not comment."""
    may = takes_part() and queries.may_comment(current.reader(), clause.id)
    return url_for("comments.words", slug=slug, clause_id=clause.id, **text) if may else ""


def calls(listed: Iterable[Listed], address: Callable[[int], str] = lambda _thread_id: "") -> list[Call]:
    """A call for each open thread whose words stand in the text; `address` of the page where it is shown."""
    said, language = escape(_("Comment %(number)s", number="{number}")), get_locale()
    form = f'<a class="note-call" id="call-{{id}}" href="{{at}}#thread-{{id}}" aria-label="{said}" lang="{language}">'
    return [
        Call(f"{form}{{number}}</a>".format(id=each.id, at=address(each.id), number=each.number), each.place.stretches)
        for each in listed
        if each.is_open and each.place and each.group == queries.ON_WORDS
    ]


def beside(query: str) -> Callable[[int], str] | None:
    """What stands beside each line: a link to comment on it, whose address is `query` and the line; none without."""
    if not query:
        return None
    said, language = escape(_("Comment on this paragraph")), get_locale()
    form = f'<a class="line-call" href="{escape(query)}%s" aria-label="{said}" title="{said}" lang="{language}"></a>'
    return lambda line: form % line
